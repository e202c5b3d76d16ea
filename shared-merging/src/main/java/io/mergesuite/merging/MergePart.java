package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergePreview.Remark;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.messaging.Db;
import java.util.List;
import java.util.Set;

/**
 * The part a service plays in a merge: who it is, and which of its rows go to the survivor. Each participant has one CDI bean of
 * this, {@code MergeParticipation} in its package {@code merging}; all else of its part in the saga is done here.
 */
public interface MergePart {

    Participant participant();

    /** In the order in which they move. */
    List<MovedRows> rows();

    /** What an erasure makes of the rows; the same kinds, all of them (API-11). */
    List<ErasedRows> erased();

    /** Whether any rows keep details of their customer; only then is anything of a person kept with an edge (CM-06). */
    default boolean keepsDetails() {
        return rows().stream().anyMatch(rows -> rows.details().isPresent());
    }

    /** What a person should know before these customers are merged, as far as this service knows it (CM-18). Locks nothing. */
    default List<Remark> warnings(Db db, Set<CustomerId> customers) {
        return List.of();
    }
}
