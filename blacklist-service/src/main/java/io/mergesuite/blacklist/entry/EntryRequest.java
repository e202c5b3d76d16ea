package io.mergesuite.blacklist.entry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.NamedCustomer;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An entry as it comes in (BL-01): the body of {@code POST /v1/blacklist/entries}, and the record of an import. It names a customer in
 * one way, or has at least two of full name, postal code and phone.
 *
 * @param shopId null if the token knows only one
 * @param externalRef the source system's own id, unique in the shop; null if it has none
 * @param active null for true
 * @param since null for now
 * @param until null for ever
 */
record EntryRequest(
        ShopId shopId,
        CustomerId customerId,
        @Size(min = 1, max = 50) String customerNumber,
        @Size(min = 1, max = 200) String customerExternalRef,
        @Size(min = 1, max = 200) String externalRef,
        @Size(max = 200) String familyName,
        @Size(max = 200) String givenName,
        @Size(max = 200) String familyNameKana,
        @Size(max = 200) String givenNameKana,
        @Size(max = 20) String postalCode,
        @Size(max = 1_000) String address,
        @Size(max = 100) String phone,
        @Size(max = 320) String email,
        @Size(max = 5_000) String reason,
        Instant since,
        Instant until,
        Boolean active) {

    EntryRequest {
        active = Objects.requireNonNullElse(active, true);
    }

    /** The ways in which it names its customer: none or one, or it is refused. */
    List<NamedCustomer> customers() {
        return NamedCustomer.given(customerId, customerNumber, customerExternalRef);
    }

    EntryContent content() {
        return new EntryContent(
                familyName, givenName, familyNameKana, givenNameKana, postalCode, address, phone, email, reason);
    }

    /** What is wrong with it beyond what a single field tells. */
    Optional<EntryProblem> problem() {
        if (customers().size() > 1) {
            return Optional.of(EntryProblem.CUSTOMER_AMBIGUOUS);
        }
        if (customers().isEmpty() && !content().tellsAPerson()) {
            return Optional.of(EntryProblem.PERSON_UNCLEAR);
        }
        if (since != null && until != null && !until.isAfter(since)) {
            return Optional.of(EntryProblem.UNTIL_BEFORE_SINCE);
        }
        return Optional.empty();
    }
}
