package io.mergesuite.customers.shop;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.ZoneId;
import java.util.Currency;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code PUT /v1/customer-settings/{shopId}}: the settings that customer-service owns (CU-09). */
record ShopSettings(
        @NotBlank @Size(max = 200) @Schema(examples = "Tea House")
        String name,

        @NotBlank @Size(max = 64) @Schema(description = "IANA time zone", examples = "Asia/Tokyo")
        String timeZone,

        @NotBlank
        @Size(max = 2)
        @Schema(description = "ISO 3166-1 alpha-2: the home of phone numbers without country code", examples = "JP")
        String region,

        @NotBlank @Size(max = 35) @Schema(description = "BCP 47", examples = "ja")
        String language,

        @NotBlank @Size(max = 3) @Schema(description = "ISO 4217", examples = "JPY")
        String currency,

        @Pattern(regexp = "[0-9]", message = "is one digit")
        @Schema(
                description = "Takes the place of a leading 8 in numbers of more than ten digits without +;"
                        + " null (the default): the 8 stays, and such a number is its own key (CU-08)",
                examples = "7")
        String replaceLeading8,

        @Schema(description = "Whether customers can be merged by hand", defaultValue = "true")
        Boolean manualMerge) {

    boolean manualMergeOr(boolean unset) {
        return manualMerge == null ? unset : manualMerge;
    }

    /** @throws Problem 400 {@code invalid} for a time zone, region, language or currency that does not exist */
    void requireKnownNames() {
        Problem problem = new Problem(CommonProblem.INVALID, "some settings name what does not exist");
        boolean wrong = false;
        if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
            problem.at("/timeZone", "unknown-time-zone", "is no IANA time zone");
            wrong = true;
        }
        if (!PhoneRules.knowsRegion(region)) {
            problem.at("/region", "unknown-region", "is no ISO 3166-1 alpha-2 region");
            wrong = true;
        }
        if (!isLanguage(language)) {
            problem.at("/language", "unknown-language", "is no BCP 47 language tag");
            wrong = true;
        }
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
            problem.at("/currency", "unknown-currency", "is no ISO 4217 currency");
            wrong = true;
        }
        if (wrong) {
            throw problem;
        }
    }

    private static boolean isLanguage(String tag) {
        try {
            return !new Locale.Builder()
                    .setLanguageTag(tag)
                    .build()
                    .getLanguage()
                    .isEmpty();
        } catch (IllformedLocaleException e) {
            return false;
        }
    }
}
