package io.mergesuite.leads.lead;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Who a lead is about, and what was asked, as it was typed (LM-01). Lists are never null. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LeadContent(
        String familyName,
        String givenName,
        String familyNameKana,
        String givenNameKana,
        List<Contact> emails,
        List<Contact> phones,
        String address,
        String remarks,
        FirstResponse firstResponse,
        Wishes wishes) {

    LeadContent {
        emails = emails == null ? List.of() : List.copyOf(emails);
        phones = phones == null ? List.of() : List.copyOf(phones);
    }

    /** An e-mail address or a phone number. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Contact(@NotBlank @Size(max = 320) String value, Boolean primary) {}

    /**
     * The enquiry that made the lead.
     *
     * @param medium such as a portal's name
     * @param property what it was about
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FirstResponse(
            Instant at,
            @Size(max = 200) String medium,
            @Size(max = 500) String property,
            @Size(max = 20_000) String message) {}

    /**
     * The conditions wished for.
     *
     * @param priceFrom in minor units of the shop's currency, as {@code priceTo}
     * @param areaFrom in square metres
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Wishes(
            @Size(max = 500) String location,
            @Size(max = 100) String layout,
            @PositiveOrZero Long priceFrom,
            @PositiveOrZero Long priceTo,
            @PositiveOrZero BigDecimal areaFrom,
            LocalDate moveInOn,
            @Size(max = 5_000) String other) {}
}
