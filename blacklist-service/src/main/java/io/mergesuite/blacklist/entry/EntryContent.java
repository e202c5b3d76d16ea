package io.mergesuite.blacklist.entry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.stream.Stream;

/** Who an entry is about and why, as it was typed (BL-01). */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EntryContent(
        String familyName,
        String givenName,
        String familyNameKana,
        String givenNameKana,
        String postalCode,
        String address,
        String phone,
        String email,
        String reason) {

    /** Whether a person can be told by it without a customer: at least two of full name, postal code, phone (BL-01). */
    boolean tellsAPerson() {
        boolean name = isGiven(familyName) && isGiven(givenName);
        return Stream.of(name, isGiven(postalCode), isGiven(phone))
                        .filter(given -> given)
                        .count()
                >= 2;
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }
}
