package io.mergesuite.contracts.erasure;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that one person is in a shop: erasing any of these ids erases them all (hole 12).
 *
 * @param customer the live end of the redirects
 * @param formerIds everyone who leads to it, merged in one step or many; empty if nobody does
 */
public record ErasedPerson(ShopId shopId, CustomerId customer, List<CustomerId> formerIds) {

    public ErasedPerson {
        formerIds = List.copyOf(formerIds);
    }

    /** The end and all that lead to it. */
    public Stream<CustomerId> ids() {
        return Stream.concat(Stream.of(customer), formerIds.stream());
    }
}
