package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.util.List;
import java.util.Optional;

/** What a command changes. Each effect takes the merge from one state to the next, once. */
sealed interface MergeEffect {

    MergeId merge();

    /** Edges PENDING, all customers MERGING, the patch kept. Nothing of their values, version or times changes. */
    record Lock(MergeId merge, ShopId shop, CustomerId survivor, List<CustomerId> sources, Prepared prepared)
            implements MergeEffect {}

    /**
     * Edges ACTIVE; the sources MERGED, their ties and all that led to them at the survivor; the survivor ACTIVE, a
     * survivor, and patched.
     *
     * @param formerSurvivors the sources to which others may lead
     * @param patched what the patch made of the survivor; empty if there was nothing to patch
     */
    record Retire(
            MergeId merge,
            Participation part,
            List<CustomerId> formerSurvivors,
            Optional<SurvivorPatch.Applied> patched)
            implements MergeEffect {

        /** The fields that lost to a later edit of the survivor. */
        List<String> lost() {
            return patched.map(result -> SurvivorPatch.fields(result.lost())).orElse(List.of());
        }
    }

    /** Edges UNDONE, all customers ACTIVE again as they were. */
    record Free(MergeId merge, Participation part) implements MergeEffect {}

    /** Edges UNDONE for a merge of which nothing was known, so that a prepare that comes later finds it undone. */
    record NoteUndone(MergeId merge, ShopId shop, CustomerId survivor, List<CustomerId> sources)
            implements MergeEffect {}
}
