package io.mergesuite.contracts.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.util.List;

/**
 * Body of {@code POST /internal/customers/lookup} of customer-service: what is known of these customers? The ids, numbers and
 * external refs together are at most {@value #LIMIT}. Merged-away customers are answered as they are, not resolved; what is
 * unknown, or belongs to a shop that is not named here, is left out of the answer.
 *
 * @param shopIds the shops to look in: exactly one if there are external refs, which are unique per shop only
 */
public record CustomerLookup(
        List<ShopId> shopIds, List<CustomerId> ids, List<String> numbers, List<String> externalRefs) {

    /** How many customers one call may ask for. */
    public static final int LIMIT = 10_000;

    public CustomerLookup {
        shopIds = shopIds == null ? List.of() : List.copyOf(shopIds);
        ids = ids == null ? List.of() : List.copyOf(ids);
        numbers = numbers == null ? List.of() : List.copyOf(numbers);
        externalRefs = externalRefs == null ? List.of() : List.copyOf(externalRefs);
    }

    /** The answer, in no particular order, each customer once. */
    public record Answer(List<KnownCustomer> items) {}
}
