package io.mergesuite.blacklist.merging;

import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merging.ErasedRows;
import io.mergesuite.merging.MergePart;
import io.mergesuite.merging.MovedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** blacklist-service's part in a merge of customers: entries point to the survivor, and keep what stands on them (BL-12). */
@ApplicationScoped
class MergeParticipation implements MergePart {

    private static final List<MovedRows> ROWS = List.of(MovedRows.of("blacklistEntries", "blacklist_entry"));

    /** Who an entry is about, and why. Nothing is left that could be found again, so it no longer counts. */
    private static final List<ErasedRows> ERASED =
            List.of(ErasedRows.of("blacklistEntries", "/v1/blacklist/entries", "content = '{}', active = false"));

    @Override
    public Participant participant() {
        return Participant.BLACKLIST;
    }

    @Override
    public List<MovedRows> rows() {
        return ROWS;
    }

    @Override
    public List<ErasedRows> erased() {
        return ERASED;
    }
}
