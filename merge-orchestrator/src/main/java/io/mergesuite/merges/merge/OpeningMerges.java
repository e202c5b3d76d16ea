package io.mergesuite.merges.merge;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens merges: claims, merge rows, work rows and the prepare commands in the caller's transaction, the same way for one merge
 * and for a thousand of a batch. Of two merges that share a customer the first to commit wins (SG-06).
 */
@ApplicationScoped
public class OpeningMerges {

    private final MergeTables tables;
    private final MergeSaga saga;

    OpeningMerges(MergeTables tables, MergeSaga saga) {
        this.tables = tables;
        this.saga = saga;
    }

    /** The database's time, for {@link Merge#createdAt}. */
    public Instant now() {
        return tables.now();
    }

    /** How many customers the merges that live have together. */
    public int claimed() {
        return tables.claimed();
    }

    /**
     * Opens those of these merges whose customers are all free. Of two of them that share a customer the earlier one counts: a number
     * that nobody had when its batch was posted may meanwhile be that of a customer whom another group names by id.
     *
     * @return why the others are not opened: {@code customer-in-merge}, {@code customer-in-erasure}, naming the customer and what holds it,
     *     or held it until just now (SG-06)
     */
    public Map<MergeId, Problem> open(List<Merge> merges, Instant now) {
        var refused = new HashMap<MergeId, Problem>();
        var asking = new ArrayList<Merge>();
        var named = new HashMap<CustomerId, MergeId>();
        for (var merge : merges) {
            Optional<CustomerId> twice =
                    merge.customers().filter(named::containsKey).findFirst();
            if (twice.isPresent()) {
                refused.put(merge.id(), MergeTables.inMerge(twice.get(), named.get(twice.get())));
            } else {
                merge.customers().forEach(customer -> named.put(customer, merge.id()));
                asking.add(merge);
            }
        }
        var held = tables.claim(asking);
        var free = new ArrayList<Merge>();
        var lost = new ArrayList<Merge>();
        for (var merge : asking) {
            Optional<CustomerId> contested =
                    merge.customers().filter(held::containsKey).findFirst();
            if (contested.isPresent()) {
                lost.add(merge);
                refused.put(merge.id(), held.get(contested.get()));
            } else {
                free.add(merge);
            }
        }
        if (!lost.isEmpty()) {
            tables.release(lost);
        }
        saga.start(free, now);
        return refused;
    }
}
