package io.mergesuite.merging;

import static java.util.stream.Collectors.toMap;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.merging.MovingRows.Chunk;
import io.mergesuite.merging.MovingRows.Move;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.StepPoints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Moves the rows of merges that have many, a bounded chunk in each transaction, so that writers of the same rows and the
 * rest of the database hardly notice. How far a move is stands in the transaction that moves: whoever is killed, the next worker
 * goes on there; several replicas share the work.
 */
@ApplicationScoped
class ChunkedMoves {

    private final Db db;
    private final MergePart part;
    private final CustomerReferences references;
    private final MergeEdges edges;
    private final MovingRows rows;
    private final Outbox outbox;
    private final MergingSettings settings;
    private final Event<MovesStarted> started;
    private final StepPoints points;

    ChunkedMoves(
            Db db,
            MergePart part,
            CustomerReferences references,
            MergeEdges edges,
            MovingRows rows,
            Outbox outbox,
            MergingSettings settings,
            Event<MovesStarted> started,
            StepPoints points) {
        this.db = db;
        this.part = part;
        this.references = references;
        this.edges = edges;
        this.rows = rows;
        this.outbox = outbox;
        this.settings = settings;
        this.started = started;
        this.points = points;
    }

    /** Tells the worker, once the transaction has committed. */
    record MovesStarted() {}

    /** A merge whose chunk could not be moved, so that others can be moved before it. */
    static final class MoveFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient MergeId merge;

        private MoveFailed(MergeId merge, RuntimeException cause) {
            super("a chunk of merge " + merge + " could not be moved", cause);
            this.merge = merge;
        }

        MergeId merge() {
            return merge;
        }
    }

    /** One source and kind of a merge. */
    private record Stretch(
            MergeId merge,
            String kind,
            CustomerId source,
            UUID cursor,
            long moved,
            CustomerId survivor,
            String details) {}

    /** Which of these merges still move rows. */
    Set<MergeId> moving(Collection<MergeId> merges) {
        if (merges.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(db.handle()
                .createQuery("SELECT DISTINCT merge_id FROM merge_move WHERE merge_id = ANY (:merges)")
                .bindNamedArgumentFinder(Columns.of(merges).uuids("merges", MergeId::value))
                .mapTo(MergeId.class)
                .list());
    }

    private boolean moves(MergeId merge) {
        return db.handle()
                .createQuery("SELECT EXISTS (SELECT FROM merge_move WHERE merge_id = :merge)")
                .bind("merge", merge)
                .mapTo(Boolean.class)
                .one();
    }

    /** Leaves the rows of these merges to the worker. Every kind of every source: rows may have come since they were counted. */
    void start(List<MergeCommand> merges) {
        if (merges.isEmpty()) {
            return;
        }
        record Source(MergeId merge, CustomerId source) {}
        List<Source> sources = merges.stream()
                .flatMap(merge -> merge.sources().stream().map(source -> new Source(merge.mergeId(), source)))
                .toList();
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_move (merge_id, kind, source_id)
                        SELECT m.merge_id, k.kind, m.source_id
                          FROM unnest(:merges, :sources) AS m (merge_id, source_id), unnest(:kinds) AS k (kind)""")
                .bindNamedArgumentFinder(Columns.of(sources)
                        .uuids("merges", source -> source.merge().value())
                        .uuids("sources", source -> source.source().value()))
                .bindNamedArgumentFinder(Columns.of(part.rows()).texts("kinds", MovedRows::kind))
                .execute();
        started.fire(new MovesStarted());
    }

    /** How many rows have moved, by kind: what is done, and what of it stands on the edges. */
    Map<String, Long> movedSoFar(MergeId merge, Map<String, Long> ended) {
        Map<String, Long> moved = new HashMap<>(ended);
        db.handle()
                .createQuery("""
                        SELECT kind, sum(moved)::bigint AS moved FROM merge_move WHERE merge_id = :merge AND moved > 0
                         GROUP BY kind""")
                .bind("merge", merge)
                .map((row, context) -> moved.merge(row.getString("kind"), row.getLong("moved"), Long::sum))
                .list();
        return moved;
    }

    /**
     * Moves up to a chunk of rows of the first merge that nobody else is moving, and answers the merge with its last row. To be
     * called in a transaction.
     *
     * @param leftOut merges to pass over
     * @param report whether the orchestrator is told how far the merge is
     * @return the merge; empty if there is nothing to move
     */
    Optional<MergeId> moveNext(Collection<MergeId> leftOut, boolean report) {
        Optional<Stretch> next = take(leftOut);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        MergeId merge = next.get().merge();
        try {
            moveChunk(next.get(), report);
            points.beforeCommit("move");
        } catch (RuntimeException e) {
            throw new MoveFailed(merge, e);
        }
        return Optional.of(merge);
    }

    private void moveChunk(Stretch first, boolean report) {
        // What a crash of the database takes back it takes back whole, rows and cursor, and is done again. So nobody
        // waits for the disk,
        // but for what ends a stretch and says so.
        db.handle().execute("SET LOCAL synchronous_commit = off");
        MergeId merge = first.merge();
        Optional<Stretch> next = Optional.of(first);
        long left = settings.chunkRows();
        // Many sources with few rows each are one chunk together; but no transaction of thousands of empty ones.
        for (int stretches = 0; next.isPresent() && left > 0 && stretches < 100; stretches++) {
            left -= move(next.get(), left);
            next = left > 0 ? takeOf(merge) : Optional.empty();
        }
        if (report && moves(merge)) {
            reply(MergeReply.inProgress(merge, movedSoFar(merge, onEdges(merge))));
        }
    }

    private Optional<Stretch> take(Collection<MergeId> leftOut) {
        return takeWhere("m.merge_id <> ALL (:merges)", leftOut);
    }

    private Optional<Stretch> takeOf(MergeId merge) {
        return takeWhere("m.merge_id = ANY (:merges)", Set.of(merge));
    }

    private Optional<Stretch> takeWhere(String which, Collection<MergeId> merges) {
        return db.handle()
                .createQuery("""
                        SELECT m.merge_id, m.kind, m.source_id, m.cursor, m.moved, e.survivor_id, e.details::text AS details
                          FROM merge_move m JOIN merge_edge e ON e.merge_id = m.merge_id AND e.source_id = m.source_id
                         WHERE %s
                         ORDER BY m.merge_id, m.kind, m.source_id LIMIT 1 FOR UPDATE OF m SKIP LOCKED""".formatted(which))
                .bindNamedArgumentFinder(Columns.of(merges).uuids("merges", MergeId::value))
                .map((row, context) -> new Stretch(
                        new MergeId(row.getObject("merge_id", UUID.class)),
                        row.getString("kind"),
                        new CustomerId(row.getObject("source_id", UUID.class)),
                        row.getObject("cursor", UUID.class),
                        row.getLong("moved"),
                        new CustomerId(row.getObject("survivor_id", UUID.class)),
                        row.getString("details")))
                .findOne();
    }

    private long move(Stretch stretch, long atMost) {
        // As every writer does: were the survivor merged away meanwhile, the rows would be left behind.
        CustomerId target = references.resolve(stretch.survivor()).value();
        Chunk chunk = rows.moveChunk(
                stretch.kind(),
                new Move(stretch.merge(), stretch.source(), target, stretch.details()),
                stretch.cursor(),
                atMost);
        long moved = stretch.moved() + chunk.moved();
        if (chunk.moved() < atMost) {
            end(stretch, moved);
        } else {
            save(stretch, chunk.last(), moved);
        }
        return chunk.moved();
    }

    private void save(Stretch stretch, UUID cursor, long moved) {
        db.handle()
                .createUpdate("""
                        UPDATE merge_move SET cursor = :cursor, moved = :moved
                         WHERE merge_id = :merge AND kind = :kind AND source_id = :source""")
                .bind("cursor", cursor)
                .bind("moved", moved)
                .bind("merge", stretch.merge())
                .bind("kind", stretch.kind())
                .bind("source", stretch.source())
                .execute();
    }

    private void end(Stretch stretch, long moved) {
        db.handle().execute("SET LOCAL synchronous_commit = DEFAULT");
        edges.lock(stretch.merge());
        if (moved > 0) {
            edges.addMoved(stretch.merge(), stretch.source(), stretch.kind(), moved);
        }
        db.handle()
                .createUpdate("""
                        DELETE FROM merge_move WHERE merge_id = :merge AND kind = :kind AND source_id = :source""")
                .bind("merge", stretch.merge())
                .bind("kind", stretch.kind())
                .bind("source", stretch.source())
                .execute();
        if (!moves(stretch.merge())) {
            reply(MergeReply.done(stretch.merge(), onEdges(stretch.merge())));
        }
    }

    private Map<String, Long> onEdges(MergeId merge) {
        return edges.of(Set.of(merge)).getOrDefault(merge, List.of()).stream()
                .flatMap(edge -> edge.counts().entrySet().stream())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
    }

    private void reply(MergeReply reply) {
        UUID setId = reply.mergeId().value();
        outbox.send(OutgoingMessage.of(
                Topics.MERGE_REPLIES,
                setId.toString(),
                new MergeReplies(setId, part.participant(), MergeStep.REASSIGN, List.of(reply))));
    }
}
