package io.mergesuite.blacklist.entry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.merging.intake.RecordRequest;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
        Boolean active)
        implements RecordRequest {

    EntryRequest {
        active = Objects.requireNonNullElse(active, true);
    }

    /** What would make the stored entry. */
    static EntryRequest of(Entry entry) {
        EntryContent content = entry.content();
        return new EntryRequest(
                entry.shopId(),
                entry.customerId(),
                null,
                null,
                entry.externalRef(),
                content.familyName(),
                content.givenName(),
                content.familyNameKana(),
                content.givenNameKana(),
                content.postalCode(),
                content.address(),
                content.phone(),
                content.email(),
                content.reason(),
                entry.since(),
                entry.until(),
                entry.active());
    }

    @Override
    public Instant happenedAt() {
        return since;
    }

    @Override
    public String timeField() {
        return "since";
    }

    @Override
    public boolean needsCustomer() {
        return false;
    }

    EntryContent content() {
        return new EntryContent(
                familyName, givenName, familyNameKana, givenNameKana, postalCode, address, phone, email, reason);
    }

    @Override
    public List<Flaw> kindFlaws() {
        List<Flaw> flaws = new ArrayList<>();
        if (namedCustomer().isEmpty() && !content().tellsAPerson()) {
            flaws.add(new Flaw(
                    null, "person-unclear", "an entry needs a customer, or two of full name, postal code and phone"));
        }
        if (since != null && until != null && !until.isAfter(since)) {
            flaws.add(new Flaw("until", "until-before-since", "the entry ends before it begins"));
        }
        return flaws;
    }
}
