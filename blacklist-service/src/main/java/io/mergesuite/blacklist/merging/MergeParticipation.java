package io.mergesuite.blacklist.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergePreview.Remark;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merging.ErasedRows;
import io.mergesuite.merging.MergePart;
import io.mergesuite.merging.MovedRows;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

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

    /** Merging does not launder: if one of them is blacklisted the survivor is (BL-12). */
    @Override
    public List<Remark> warnings(Db db, Set<CustomerId> customers) {
        List<CustomerId> blacklisted = db.handle()
                .createQuery("""
                        SELECT DISTINCT customer_id FROM blacklist_entry
                         WHERE customer_id = ANY (:ids) AND active AND (until IS NULL OR until > now()) ORDER BY 1""")
                .bindNamedArgumentFinder(Columns.of(customers).uuids("ids", CustomerId::value))
                .mapTo(CustomerId.class)
                .list();
        return blacklisted.isEmpty() ? List.of() : List.of(new Remark("blacklisted", blacklisted));
    }
}
