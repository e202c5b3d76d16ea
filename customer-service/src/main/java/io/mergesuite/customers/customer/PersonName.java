package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/** Family and given name with their kana readings: one unit when blanks are filled (CM-13). Each part may be null. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PersonName(String familyName, String givenName, String familyNameKana, String givenNameKana) {

    public static final PersonName NONE = new PersonName(null, null, null, null);

    /** Whether nothing of the name is known. */
    @JsonIgnore
    public boolean isEmpty() {
        return equals(NONE);
    }
}
