package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.ShopId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A customer as it is sent (CU-01): by {@code POST}, by import, and, patched over the present one, by {@code PATCH}. Only the
 * shop and the kind are required. Blank text counts as none.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CustomerRequest(
        @Schema(description = "May be left out when the token knows one shop only", examples = "tokyo")
        ShopId shopId,

        @NotNull @Schema(required = true) CustomerKind kind,

        @Size(max = 200) @Schema(description = "The storefront's own id, unique per shop", examples = "A-1001")
        String externalRef,

        @Size(max = 200) @Schema(examples = "山田") String familyName,
        @Size(max = 200) @Schema(examples = "花子") String givenName,
        @Size(max = 200) @Schema(examples = "ヤマダ") String familyNameKana,
        @Size(max = 200) @Schema(examples = "ハナコ") String givenNameKana,
        @Size(max = 300) String companyName,

        @Size(max = 40) @Schema(description = "In shops of region RU an INN, checked by its checksum")
        String taxId,

        @Schema(description = "Not in the future", examples = "1990-01-31")
        LocalDate birthday,

        @Size(max = MOST_CONTACTS) List<@NotNull @Valid EmailRequest> emails,
        @Size(max = MOST_CONTACTS) List<@NotNull @Valid PhoneRequest> phones,
        @Size(max = MOST_CONTACTS) List<@NotNull @Valid AddressRequest> addresses,
        @Size(max = 10_000) String notes,

        @Schema(description = "When the source system registered the customer; else createdAt")
        Instant registeredAt,

        @Size(max = MOST_CONTACTS)
        @Schema(description = "Companies of the same shop whose contact person this individual is (CU-02)")
        List<@NotNull CustomerId> companyIds) {

    /** E-mails, phones, addresses and companies that a customer may be sent with. What merges unite is never cut. */
    static final int MOST_CONTACTS = 100;

    /** @param primary at most one is; if none is said to be, the first is */
    record EmailRequest(
            @NotBlank @Size(max = 320) @Schema(examples = "hanako@example.jp")
            String value,

            Boolean primary) {}

    /** @param value as typed, in any form; need not be valid */
    record PhoneRequest(
            @NotBlank @Size(max = 60) @Schema(examples = "090-1234-5678")
            String value,

            Boolean primary) {}

    /** @param country ISO 3166-1 alpha-2 */
    record AddressRequest(
            @NotNull @Schema(required = true) Address.Type type,
            @Size(max = 2) @Schema(examples = "JP") String country,
            @Size(max = 20) @Schema(examples = "150-0001") String postalCode,
            @Size(max = 200) @Schema(examples = "東京都") String region,
            @Size(max = 200) @Schema(examples = "渋谷区") String city,
            @Size(max = 300) @Schema(examples = "神宮前1-2-3") String line1,
            @Size(max = 300) String line2) {}

    /** The present values of a customer, for a patch to be laid over. */
    static CustomerRequest of(Customer customer) {
        CustomerDetails details = customer.details();
        return new CustomerRequest(
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
                details.emails().stream()
                        .map(email -> new EmailRequest(email.value(), email.primary()))
                        .toList(),
                details.phones().stream()
                        .map(phone -> new PhoneRequest(phone.value(), phone.primary()))
                        .toList(),
                details.addresses().stream()
                        .map(address -> new AddressRequest(
                                address.type(),
                                address.country(),
                                address.postalCode(),
                                address.region(),
                                address.city(),
                                address.line1(),
                                address.line2()))
                        .toList(),
                details.notes(),
                customer.registeredAt(),
                customer.companyIds());
    }
}
