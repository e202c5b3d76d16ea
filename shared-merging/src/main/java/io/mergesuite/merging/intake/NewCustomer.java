package io.mergesuite.merging.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerKind;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A customer as a record brings it (OR-05): the body of {@code POST /v1/customers} without the shop, which is the record's.
 * customer-service judges its values; here only what is certain to be refused there is refused at once.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewCustomer(
        @NotNull CustomerKind kind,
        @Size(min = 1, max = 200) String externalRef,
        String familyName,
        String givenName,
        String familyNameKana,
        String givenNameKana,
        String companyName,
        String taxId,
        LocalDate birthday,
        List<@NotNull @Valid Contact> emails,
        List<@NotNull @Valid Contact> phones,
        List<@NotNull @Valid Address> addresses,
        String notes,
        Instant registeredAt) {

    /** An e-mail address or a phone number. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Contact(@NotNull String value, Boolean primary) {}

    /** A postal address; {@code type} is {@code HOME} or {@code SHIPPING}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Address(
            @NotNull
            @Schema(
                    enumeration = {"HOME", "SHIPPING"},
                    description = "What it is for.")
            String type,

            String country,
            String postalCode,
            String region,
            String city,
            String line1,
            String line2) {}
}
