package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergePolicy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A merge as it was asked for; never changes.
 *
 * @param sources 1 to 1,000, in the order in which blanks are filled (DD-06)
 * @param reason null if none was given
 * @param actor who asked
 * @param policy the one it runs under, whatever becomes of the shop's (CM-17)
 * @param batch the batch it belongs to, or null
 */
public record Merge(
        MergeId id,
        ShopId shop,
        CustomerId survivor,
        List<CustomerId> sources,
        String reason,
        String actor,
        MergePolicy policy,
        UUID batch,
        Instant createdAt) {

    public Merge {
        sources = List.copyOf(sources);
    }

    /** The survivor and all sources. */
    public Stream<CustomerId> customers() {
        return Stream.concat(Stream.of(survivor), sources.stream());
    }
}
