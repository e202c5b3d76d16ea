package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Merges, live and ended, for those who look (CM-21). */
@ApplicationScoped
class MergeHistory {

    private static final String VIEW = """
            SELECT m.id, m.shop_id, m.survivor_id, m.source_ids, m.reason, m.actor, m.policy::text AS policy,
                   m.batch_id, m.created_at, coalesce(w.state, o.state) AS state,
                   coalesce(w.progress, o.progress)::text AS progress, o.ended_at
              FROM merge m
              LEFT JOIN merge_work w ON w.merge_id = m.id
              LEFT JOIN merge_outcome o ON o.merge_id = m.id
            """;

    private final Db db;
    private final MergeTables tables;
    private final MergeJson json;

    MergeHistory(Db db, MergeTables tables, MergeJson json) {
        this.db = db;
        this.tables = tables;
        this.json = json;
    }

    Optional<MergeView> find(MergeId id) {
        return db.read(handle -> handle.createQuery(VIEW + "WHERE m.id = :id")
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    /**
     * Newest first.
     *
     * @param customer any id ever involved, or null
     * @param state or null
     * @param before only older ones than this, or null
     */
    List<MergeView> list(Collection<ShopId> shops, CustomerId customer, MergeState state, MergeId before, int limit) {
        var sql = new StringBuilder(VIEW).append("WHERE m.shop_id = ANY (:shops)");
        if (customer != null) {
            // The ids first, by the index: beside the order the planner would rather walk
            // through all merges from the newest on.
            sql.append(" AND m.id = ANY (ARRAY(SELECT i.id FROM merge i"
                    + " WHERE array_append(i.source_ids, i.survivor_id) @> ARRAY[:customer]))");
        }
        if (state != null) {
            sql.append(state.ended() ? " AND o.state = :state" : " AND w.state = :state");
        }
        if (before != null) {
            sql.append(" AND m.id < :before");
        }
        sql.append(" ORDER BY m.id DESC LIMIT :limit");
        return db.read(handle -> {
            var query = handle.createQuery(sql.toString())
                    .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                    .bind("limit", limit);
            if (customer != null) {
                query.bind("customer", customer);
            }
            if (state != null) {
                query.bind("state", state.name());
            }
            if (before != null) {
                query.bind("before", before);
            }
            return query.map((row, context) -> view(row)).list();
        });
    }

    private MergeView view(ResultSet row) throws SQLException {
        var endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new MergeView(
                tables.merge(row),
                json.progress(MergeState.valueOf(row.getString("state")), row.getString("progress")),
                endedAt == null ? null : endedAt.toInstant());
    }
}
