package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.api.EntityTag;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A customer as it is answered (CU-01). */
record CustomerAnswer(
        CustomerId id,

        @Schema(description = "Short, unique over the installation; what people type", examples = "10482")
        String number,

        ShopId shopId,
        CustomerKind kind,
        String externalRef,
        String familyName,
        String givenName,
        String familyNameKana,
        String givenNameKana,
        String companyName,
        String taxId,
        LocalDate birthday,
        List<Email> emails,
        List<Phone> phones,
        List<Address> addresses,
        String notes,
        List<CustomerId> companyIds,
        CustomerStatus status,

        @Schema(description = "Whether it is the survivor of a completed merge")
        boolean survivor,

        CustomerId mergedInto,
        MergeId mergeId,
        long version,
        Instant registeredAt,
        Instant createdAt,
        Instant updatedAt,

        @Schema(description = "In a list: the merged-away customer that was searched for and led here (CU-05)")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        FoundThrough foundThrough) {

    /** A merged-away customer whose number, id or external ref was searched for exactly. */
    record FoundThrough(CustomerId id, String number, String externalRef) {}

    /** What is left of a merged-away customer for those who may not read more (API-10). */
    record Redirect(CustomerId id, CustomerStatus status, CustomerId mergedInto, MergeId mergeId) {

        static Redirect of(Customer customer) {
            return new Redirect(customer.id(), customer.status(), customer.mergedInto(), customer.mergeId());
        }
    }

    static CustomerAnswer of(Customer customer) {
        return of(customer, null);
    }

    static CustomerAnswer of(Customer customer, FoundThrough through) {
        CustomerDetails details = customer.details();
        return new CustomerAnswer(
                customer.id(),
                Long.toString(customer.number()),
                customer.shopId(),
                customer.kind(),
                customer.externalRef(),
                details.name().familyName(),
                details.name().givenName(),
                details.name().familyNameKana(),
                details.name().givenNameKana(),
                details.companyName(),
                details.taxId(),
                details.birthday(),
                details.emails(),
                details.phones(),
                details.addresses(),
                details.notes(),
                customer.companyIds(),
                customer.status(),
                customer.survivor(),
                customer.mergedInto(),
                customer.isMerged() ? customer.mergeId() : null,
                customer.version(),
                customer.registeredAt(),
                customer.createdAt(),
                customer.updatedAt(),
                through);
    }

    /**
     * The tag of this representation. The version counts the changes of the customer's own values; lock and unlock,
     * redirects and the ties that a company's merge moves change the answer without it.
     */
    static EntityTag tag(Customer customer) {
        int rest = List.of(customer.companyIds(), String.valueOf(customer.mergedInto()), customer.survivor())
                .hashCode();
        return new EntityTag("%d-%s-%x"
                .formatted(customer.version(), customer.status().name().toLowerCase(Locale.ROOT), rest));
    }
}
