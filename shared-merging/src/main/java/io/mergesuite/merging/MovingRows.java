package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts and moves the rows that a service has declared by {@link MergePart}, set-based. */
@ApplicationScoped
class MovingRows {

    // What SurvivorDetails says of a person. A record's own keys beside these, such as a nickname, stay as they are.
    private static final String DETAIL_KEYS = Stream.of(SurvivorDetails.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("customerVersion"))
            .collect(Collectors.joining(",", "'{", "}'::text[]"));

    private final Db db;
    private final MergePart part;

    MovingRows(Db db, MergePart part) {
        this.db = db;
        this.part = part;
    }

    /**
     * One source whose rows are to move.
     *
     * @param details JSON of the survivor's details, or null
     */
    record Move(MergeId merge, CustomerId source, CustomerId target, String details) {}

    /** Rows that have moved; {@code last} is the id of the last one, null if there was none. */
    record Chunk(long moved, UUID last) {}

    /** How many rows each source has, by kind, without zeros. Locks nothing. */
    Map<CustomerId, Map<String, Long>> count(Collection<CustomerId> sources) {
        if (sources.isEmpty()) {
            return Map.of();
        }
        String counts = part.rows().stream()
                .map(rows -> """
                        SELECT '%s' AS kind, s.source, count(*) AS rows
                          FROM unnest(:sources) AS s (source) JOIN %s t ON t.customer_id = s.source GROUP BY s.source
                        """.formatted(rows.kind(), rows.table()))
                .collect(Collectors.joining("UNION ALL\n"));
        return db.handle()
                .createQuery(counts)
                .bindNamedArgumentFinder(Columns.of(sources).uuids("sources", CustomerId::value))
                .reduceRows(new HashMap<>(), (found, row) -> {
                    found.computeIfAbsent(row.getColumn("source", CustomerId.class), source -> new HashMap<>())
                            .put(row.getColumn("kind", String.class), row.getColumn("rows", Long.class));
                    return found;
                });
    }

    /** Moves all rows of these sources; how many, by source and kind, without zeros. */
    Map<CustomerId, Map<String, Long>> move(List<Move> moves) {
        Map<CustomerId, Map<String, Long>> moved = new HashMap<>();
        if (moves.isEmpty()) {
            return moved;
        }
        for (MovedRows rows : part.rows()) {
            db.handle()
                    .createQuery(moving(
                            rows,
                            "t.customer_id = m.source",
                            "SELECT source, count(*) AS rows FROM moved GROUP BY source"))
                    .bindNamedArgumentFinder(columns(moves))
                    .map((row, context) -> moved.computeIfAbsent(
                                    new CustomerId(row.getObject("source", UUID.class)), source -> new HashMap<>())
                            .put(rows.kind(), row.getLong("rows")))
                    .list();
        }
        return moved;
    }

    /** Moves the next rows of one source and kind, in the order of their ids. */
    Chunk moveChunk(String kind, Move move, UUID after, long atMost) {
        MovedRows rows = part.rows().stream()
                .filter(declared -> declared.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("rows of kind " + kind + " are declared no more"));
        // The last row is looked up first, so that the update is one stretch of the index and needs no join.
        UUID last = db.handle()
                .createQuery("""
                        SELECT id FROM (SELECT id FROM %s WHERE customer_id = :source AND id > :after ORDER BY id LIMIT :atMost) c
                         ORDER BY id DESC LIMIT 1""".formatted(rows.table()))
                .bind("source", move.source())
                .bind("after", after)
                .bind("atMost", atMost)
                .mapTo(UUID.class)
                .findOne()
                .orElse(null);
        if (last == null) {
            return new Chunk(0, null);
        }
        long moved = db.handle()
                .createQuery(moving(
                        rows,
                        "t.customer_id = m.source AND t.id > :after AND t.id <= :last",
                        "SELECT count(*) FROM moved"))
                .bindNamedArgumentFinder(columns(List.of(move)))
                .bind("after", after)
                .bind("last", last)
                .mapTo(long.class)
                .one();
        return new Chunk(moved, last);
    }

    // As arrays also for one: what is bound singly is printed with an error, and these are details of a person.
    private static Columns<Move> columns(List<Move> moves) {
        return Columns.of(moves)
                .uuids("merges", move -> move.merge().value())
                .uuids("sources", move -> move.source().value())
                .uuids("targets", move -> move.target().value())
                .json("details", Move::details);
    }

    private static String moving(MovedRows rows, String which, String answer) {
        if (rows.details().isEmpty()) {
            return """
                    WITH moved AS (
                        UPDATE %s t SET customer_id = m.target, version = t.version + 1, updated_at = now()
                          FROM unnest(:sources, :targets) AS m (source, target) WHERE %s RETURNING m.source)
                    %s""".formatted(rows.table(), which, answer);
        }
        String column = rows.details().get();
        return """
                WITH moved AS (
                    UPDATE %s t SET customer_id = m.target, version = t.version + 1, updated_at = now(),
                           %s = CASE WHEN m.details IS NULL THEN t.%s
                                     ELSE (t.%s - %s) || (m.details - 'customerVersion') END
                      FROM unnest(:merges, :sources, :targets, :details) AS m (merge_id, source, target, details)
                     WHERE %s
                    RETURNING m.merge_id, m.source, t.id, old.%s AS replaced),
                kept AS (
                    INSERT INTO merge_manifest (merge_id, kind, row_id, replaced)
                    SELECT merge_id, '%s', id, replaced FROM moved)
                %s""".formatted(rows.table(), column, column, column, DETAIL_KEYS, which, column, rows.kind(), answer);
    }
}
