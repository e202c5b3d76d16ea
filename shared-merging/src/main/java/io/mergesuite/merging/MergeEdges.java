package io.mergesuite.merging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.result.RowView;

/** The table {@code merge_edge}: redirects, and with them this service's part in every merge there ever was. */
@ApplicationScoped
class MergeEdges {

    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private final Db db;
    private final ObjectMapper json;
    private final MergingSettings settings;

    MergeEdges(Db db, ObjectMapper json, MergingSettings settings) {
        this.db = db;
        this.json = json;
        this.settings = settings;
    }

    /**
     * One redirect.
     *
     * @param counts rows of the source by kind, without zeros
     */
    record Edge(
            MergeId merge,
            CustomerId source,
            CustomerId survivor,
            ShopId shop,
            EdgeState state,
            Map<String, Long> counts) {}

    /** A redirect that has been turned, with what its rows were given; {@code details} is JSON, null where nothing keeps them. */
    record Turned(MergeId merge, CustomerId source, Map<String, Long> moved, String details) {}

    Map<MergeId, List<Edge>> of(Collection<MergeId> merges) {
        return db.handle()
                .createQuery("""
                        SELECT merge_id, source_id, survivor_id, shop_id, state, counts::text AS counts
                          FROM merge_edge WHERE merge_id = ANY (:merges) ORDER BY merge_id, source_id""")
                .bindNamedArgumentFinder(Columns.of(merges).uuids("merges", MergeId::value))
                .reduceRows(new HashMap<>(), this::group);
    }

    /** Which of these customers another merge is about to take away. */
    Set<CustomerId> pendingSources(Collection<CustomerId> customers) {
        if (customers.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(db.handle()
                .createQuery("SELECT source_id FROM merge_edge WHERE source_id = ANY (:ids) AND state = 'PENDING'")
                .bindNamedArgumentFinder(Columns.of(customers).uuids("ids", CustomerId::value))
                .mapTo(CustomerId.class)
                .list());
    }

    void insert(List<Edge> edges) {
        if (edges.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_edge (merge_id, source_id, survivor_id, shop_id, state, counts, in_doubt_at)
                        SELECT e.*, CASE WHEN e.state = 'PENDING' THEN now() + make_interval(secs => :inDoubtAfter) END
                          FROM unnest(:merges, :sources, :survivors, :shops, :states, :counts)
                               AS e (merge, source, survivor, shop, state, counts)""")
                .bindNamedArgumentFinder(Columns.of(edges)
                        .uuids("merges", edge -> edge.merge().value())
                        .uuids("sources", edge -> edge.source().value())
                        .uuids("survivors", edge -> edge.survivor().value())
                        .texts("shops", edge -> edge.shop().value())
                        .texts("states", edge -> edge.state().name())
                        .json("counts", edge -> text(edge.counts())))
                .bind("inDoubtAfter", settings.inDoubtAfter().toSeconds())
                .execute();
    }

    /** Takes an undo back: PENDING again, with these counts. */
    void revive(List<Edge> edges) {
        if (edges.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        UPDATE merge_edge e
                           SET state = 'PENDING', changed_at = now(), counts = r.counts,
                               in_doubt_at = now() + make_interval(secs => :inDoubtAfter)
                          FROM unnest(:merges, :sources, :counts) AS r (merge, source, counts)
                         WHERE e.merge_id = r.merge AND e.source_id = r.source AND e.state = 'UNDONE'""")
                .bindNamedArgumentFinder(Columns.of(edges)
                        .uuids("merges", edge -> edge.merge().value())
                        .uuids("sources", edge -> edge.source().value())
                        .json("counts", edge -> text(edge.counts())))
                .bind("inDoubtAfter", settings.inDoubtAfter().toSeconds())
                .execute();
    }

    void undo(Collection<MergeId> merges) {
        if (merges.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        UPDATE merge_edge SET state = 'UNDONE', changed_at = now(), in_doubt_at = NULL
                         WHERE merge_id = ANY (:merges) AND state = 'PENDING'""")
                .bindNamedArgumentFinder(Columns.of(merges).uuids("merges", MergeId::value))
                .execute();
    }

    void activate(List<Turned> edges) {
        db.handle()
                .createUpdate("""
                        UPDATE merge_edge e
                           SET state = 'ACTIVE', changed_at = now(), in_doubt_at = NULL, counts = t.counts, details = t.details
                          FROM unnest(:merges, :sources, :counts, :details) AS t (merge, source, counts, details)
                         WHERE e.merge_id = t.merge AND e.source_id = t.source AND e.state = 'PENDING'""")
                .bindNamedArgumentFinder(Columns.of(edges)
                        .uuids("merges", edge -> edge.merge().value())
                        .uuids("sources", edge -> edge.source().value())
                        .json("counts", edge -> text(edge.moved()))
                        .json("details", Turned::details))
                .execute();
    }

    /** Adds the rows of one kind that moved in chunks. */
    void addMoved(MergeId merge, CustomerId source, String kind, long moved) {
        db.handle()
                .createUpdate("""
                        UPDATE merge_edge SET counts = counts || jsonb_build_object(:kind::text, :moved::bigint)
                         WHERE merge_id = :merge AND source_id = :source""")
                .bind("merge", merge)
                .bind("source", source)
                .bind("kind", kind)
                .bind("moved", moved)
                .execute();
    }

    /** Locks the merge until the transaction ends, by its first edge, so that of two that end a chunked move one sees the other. */
    void lock(MergeId merge) {
        db.handle()
                .createQuery(
                        "SELECT source_id FROM merge_edge WHERE merge_id = :merge ORDER BY source_id LIMIT 1 FOR UPDATE")
                .bind("merge", merge)
                .mapTo(CustomerId.class)
                .one();
    }

    /** Merges that have been PENDING for too long; each is taken once in the time it may be in doubt. */
    Map<MergeId, List<Edge>> takeInDoubt(int atMost) {
        List<MergeId> due = db.handle()
                .createQuery("""
                        SELECT merge_id FROM merge_edge WHERE in_doubt_at <= now()
                         ORDER BY in_doubt_at LIMIT :atMost FOR UPDATE SKIP LOCKED""")
                .bind("atMost", atMost)
                .mapTo(MergeId.class)
                .list();
        if (due.isEmpty()) {
            return Map.of();
        }
        return db.handle()
                .createQuery("""
                        UPDATE merge_edge SET in_doubt_at = now() + make_interval(secs => :inDoubtAfter)
                         WHERE merge_id = ANY (:merges) AND state = 'PENDING'
                        RETURNING merge_id, source_id, survivor_id, shop_id, state, counts::text AS counts""")
                .bindNamedArgumentFinder(Columns.of(due).uuids("merges", MergeId::value))
                .bind("inDoubtAfter", settings.inDoubtAfter().toSeconds())
                .reduceRows(new HashMap<>(), this::group);
    }

    private Map<MergeId, List<Edge>> group(Map<MergeId, List<Edge>> edges, RowView row) {
        Edge edge = new Edge(
                row.getColumn("merge_id", MergeId.class),
                row.getColumn("source_id", CustomerId.class),
                row.getColumn("survivor_id", CustomerId.class),
                row.getColumn("shop_id", ShopId.class),
                EdgeState.valueOf(row.getColumn("state", String.class)),
                counts(row.getColumn("counts", String.class)));
        edges.computeIfAbsent(edge.merge(), merge -> new ArrayList<>()).add(edge);
        return edges;
    }

    private Map<String, Long> counts(String text) {
        try {
            return json.readValue(text, COUNTS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
