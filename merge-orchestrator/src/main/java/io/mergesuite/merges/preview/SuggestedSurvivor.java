package io.mergesuite.merges.preview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.customer.KnownCustomer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Who had better remain, and why (CM-19): the former survivor, if there is one alone; else who was registered last, then who has the lower
 * number (DD-06).
 *
 * @param why {@code former-survivor}, {@code registered-last}, {@code lower-number}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SuggestedSurvivor(CustomerId id, String number, String why) {

    private static final Comparator<KnownCustomer> LOWER_NUMBER = Comparator.<KnownCustomer>comparingInt(
                    customer -> customer.number().length())
            .thenComparing(KnownCustomer::number);

    /** @param customers all of the merge */
    static SuggestedSurvivor among(Collection<KnownCustomer> customers) {
        List<KnownCustomer> former =
                customers.stream().filter(KnownCustomer::survivor).toList();
        if (former.size() == 1) {
            return of(former.getFirst(), "former-survivor");
        }
        var last = customers.stream()
                .map(KnownCustomer::registeredAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<KnownCustomer> latest = customers.stream()
                .filter(customer -> customer.registeredAt().equals(last))
                .sorted(LOWER_NUMBER)
                .toList();
        return of(latest.getFirst(), latest.size() == 1 ? "registered-last" : "lower-number");
    }

    private static SuggestedSurvivor of(KnownCustomer customer, String why) {
        return new SuggestedSurvivor(customer.id(), customer.number(), why);
    }
}
