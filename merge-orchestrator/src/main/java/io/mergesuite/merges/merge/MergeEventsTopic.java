package io.mergesuite.merges.merge;

import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.RepublishedTopic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** {@code merge.events} made again from the outcomes of the days that the topic keeps, with the ids the events had (hole 8). */
@ApplicationScoped
class MergeEventsTopic implements RepublishedTopic {

    private static final int AT_ONCE = 500;

    private final Db db;
    private final MergeTables tables;
    private final MergeJson json;

    MergeEventsTopic(Db db, MergeTables tables, MergeJson json) {
        this.db = db;
        this.tables = tables;
        this.json = json;
    }

    @Override
    public Topic topic() {
        return Topics.MERGE_EVENTS;
    }

    @Override
    public void republish(Outbox outbox) {
        MergeId next = QuarkusTransaction.requiringNew().call(this::first);
        while (next != null) {
            MergeId from = next;
            next = QuarkusTransaction.requiringNew().call(() -> republishFrom(from, outbox));
        }
    }

    /**
     * The oldest merge that ended in the days kept, found by their end alone: years of merges lie before it. Null if there is
     * none.
     */
    private MergeId first() {
        return db.handle()
                .createQuery("""
                        WITH kept AS MATERIALIZED (
                            SELECT merge_id FROM merge_outcome WHERE ended_at > now() - make_interval(days => :days))
                        SELECT merge_id FROM kept ORDER BY merge_id LIMIT 1""")
                .bind("days", days())
                .mapTo(UUID.class)
                .findOne()
                .map(MergeId::new)
                .orElse(null);
    }

    private static int days() {
        return (int) Topics.MERGE_EVENTS.retention().toDays();
    }

    /** Sends the next few; returns where to go on, or null at the end. */
    private MergeId republishFrom(MergeId from, Outbox outbox) {
        record Row(MergeId id, OutgoingMessage message) {}
        List<Row> rows = db.handle()
                .createQuery("""
                        SELECT m.id, m.shop_id, m.survivor_id, m.source_ids, m.reason, m.actor, m.policy::text AS policy,
                               m.batch_id, m.created_at, o.state, o.progress::text AS progress, o.ended_at
                          FROM merge_outcome o JOIN merge m ON m.id = o.merge_id
                         WHERE o.merge_id >= :from AND o.ended_at > now() - make_interval(days => :days)
                         ORDER BY o.merge_id LIMIT :limit""")
                .bind("from", from)
                .bind("days", days())
                .bind("limit", AT_ONCE + 1)
                .map((row, context) -> {
                    var merge = tables.merge(row);
                    var progress = json.progress(MergeState.valueOf(row.getString("state")), row.getString("progress"));
                    return new Row(
                            merge.id(),
                            MergeSaga.announcement(
                                    merge,
                                    progress,
                                    row.getObject("ended_at", OffsetDateTime.class)
                                            .toInstant()));
                })
                .list();
        outbox.send(rows.stream().limit(AT_ONCE).map(Row::message).toList());
        return rows.size() > AT_ONCE ? rows.getLast().id() : null;
    }
}
