package io.mergesuite.merging;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.api.KeptAnswers;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.imports.KeptLines;
import io.mergesuite.merging.CustomerReferences.Reference;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.DeadLetters;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.StepPoints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * This service's part in an erasure (API-11, hole 12). The command locks out all writers and marks the person's references, from then on no
 * record is taken for it; what stands beside the records goes in that transaction, the records' values in chunks like a move of many rows.
 * Who is killed has done nothing of the running transaction, and the next worker goes on where the row says.
 */
@ApplicationScoped
class Erasures {

    private static final TypeReference<TreeMap<String, Long>> COUNTS = new TypeReference<>() {};
    private static final UUID FIRST = new UUID(0, 0);

    private static final String SELECT =
            "SELECT id, customer_ids, kinds, cursor, counts::text AS counts, done_at IS NOT NULL AS done FROM erasure ";

    private final Db db;
    private final MergePart part;
    private final CustomerReferences references;
    private final KeptAnswers keptAnswers;
    private final KeptLines keptLines;
    private final DeadLetters deadLetters;
    private final Outbox outbox;
    private final MergingSettings settings;
    private final ObjectMapper json;
    private final Event<ErasuresTaken> taken;
    private final StepPoints points;

    Erasures(
            Db db,
            MergePart part,
            CustomerReferences references,
            KeptAnswers keptAnswers,
            KeptLines keptLines,
            DeadLetters deadLetters,
            Outbox outbox,
            MergingSettings settings,
            ObjectMapper json,
            Event<ErasuresTaken> taken,
            StepPoints points) {
        this.db = db;
        this.part = part;
        this.references = references;
        this.keptAnswers = keptAnswers;
        this.keptLines = keptLines;
        this.deadLetters = deadLetters;
        this.outbox = outbox;
        this.settings = settings;
        this.json = json;
        this.taken = taken;
        this.points = points;
    }

    /** Tells the worker, once the transaction has committed. */
    record ErasuresTaken() {}

    /** An erasure whose chunk could not be erased, so that others can go before it. */
    static final class EraseFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient ErasureId erasure;

        private EraseFailed(ErasureId erasure, RuntimeException cause) {
            super("a chunk of erasure " + erasure + " could not be erased", cause);
            this.erasure = erasure;
        }

        ErasureId erasure() {
            return erasure;
        }
    }

    /** How far an erasure is: {@code kinds} are done, of the next all rows up to {@code cursor}. */
    private record Progress(
            ErasureId id, List<CustomerId> customers, int kinds, UUID cursor, Map<String, Long> counts, boolean done) {}

    /** Takes commands, in the handler's transaction. One that comes again is answered as before, or once it is done. */
    void take(Collection<ErasureCommand> commands) {
        if (commands.isEmpty()) {
            return;
        }
        List<ErasedPerson> persons =
                commands.stream().map(ErasureCommand::person).toList();
        Set<CustomerId> ids = persons.stream().flatMap(ErasedPerson::ids).collect(toSet());
        // First: imports lock references after their job.
        keptLines.forget(persons.stream().map(ErasedPerson::shopId).toList());
        references.ensure(persons.stream()
                .flatMap(person -> person.ids().map(id -> new Reference(id, person.shopId())))
                .toList());
        references.erase(ids);
        forgetBeside(ids);
        db.handle()
                .createUpdate("""
                        INSERT INTO erasure (id, customer_ids)
                        SELECT id, customers::uuid[] FROM unnest(:ids, :customers) AS e (id, customers)
                        ON CONFLICT DO NOTHING""")
                .bindNamedArgumentFinder(Columns.of(commands)
                        .uuids("ids", command -> command.erasureId().value())
                        .uuidLists(
                                "customers",
                                command -> command.person()
                                        .ids()
                                        .map(CustomerId::value)
                                        .toList()))
                .execute();
        commands.stream()
                .map(ErasureCommand::erasureId)
                .distinct()
                .map(this::find)
                .filter(Progress::done)
                .forEach(this::reply);
        taken.fire(new ErasuresTaken());
        points.beforeCommit("erase");
    }

    /** What the saga and the messages have left of a person, beside its records. */
    private void forgetBeside(Set<CustomerId> ids) {
        Columns<CustomerId> customers = Columns.of(ids).uuids("ids", CustomerId::value);
        db.handle().createUpdate("""
                        DELETE FROM merge_manifest
                         WHERE merge_id = ANY (ARRAY(SELECT merge_id FROM merge_edge WHERE source_id = ANY (:ids)))""").bindNamedArgumentFinder(customers).execute();
        db.handle()
                .createUpdate(
                        "UPDATE merge_edge SET details = NULL WHERE source_id = ANY (:ids) AND details IS NOT NULL")
                .bindNamedArgumentFinder(customers)
                .execute();
        // Facts that are older than customer-service's part may still come; those of the erasure come behind them.
        db.handle()
                .createUpdate("DELETE FROM customer_copy WHERE id = ANY (:ids)")
                .bindNamedArgumentFinder(customers)
                .execute();
        deadLetters.forget(ids.stream().map(CustomerId::toString).toList());
    }

    /**
     * Erases up to a chunk of rows of the first erasure that nobody else is at, and answers it with its last row. To be called in a
     * transaction.
     *
     * @param leftOut erasures to pass over
     * @return whether there may be more to do
     * @throws EraseFailed if a chunk can't be erased
     */
    boolean eraseNext(Collection<ErasureId> leftOut) {
        Optional<Progress> next = db.handle()
                .createQuery(SELECT
                        + "WHERE done_at IS NULL AND id <> ALL (:leftOut) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
                .bindNamedArgumentFinder(Columns.of(leftOut).uuids("leftOut", ErasureId::value))
                .map((row, context) -> progress(row))
                .findOne();
        next.ifPresent(from -> {
            try {
                eraseChunk(from);
            } catch (RuntimeException e) {
                throw new EraseFailed(from.id(), e);
            }
        });
        return next.isPresent();
    }

    private void eraseChunk(Progress from) {
        db.handle()
                .createQuery("SELECT set_config('suite.erasing', 'on', true)")
                .mapTo(String.class)
                .one();
        List<ErasedRows> kinds = part.erased();
        int kind = from.kinds();
        UUID cursor = from.cursor();
        int left = settings.chunkRows();
        while (kind < kinds.size() && left > 0) {
            ErasedRows rows = kinds.get(kind);
            List<UUID> chunk = erase(rows, from.customers(), cursor, left);
            from.counts().merge(rows.kind(), (long) chunk.size(), Long::sum);
            if (chunk.size() < left) {
                kind++;
                cursor = FIRST;
            } else {
                cursor = chunk.getLast();
            }
            left -= chunk.size();
        }
        from.counts().values().removeIf(count -> count == 0);
        boolean done = kind == kinds.size();
        save(from, kind, cursor, done);
        if (done) {
            reply(from);
        }
        points.beforeCommit("erase");
    }

    /** The rows after the cursor, by their ids; after merges all are the survivor's. */
    private List<UUID> erase(ErasedRows rows, List<CustomerId> customers, UUID after, int atMost) {
        String table = part.rows().stream()
                .filter(moved -> moved.kind().equals(rows.kind()))
                .findFirst()
                .orElseThrow()
                .table();
        Columns<CustomerId> ids = Columns.of(customers).uuids("ids", CustomerId::value);
        List<UUID> chunk = db.handle()
                .createQuery("""
                        SELECT t.id FROM unnest(:ids) AS c (id) CROSS JOIN LATERAL
                               (SELECT k.id FROM %s k WHERE k.customer_id = c.id AND k.id > :after ORDER BY k.id LIMIT :atMost) t
                         ORDER BY t.id LIMIT :atMost""".formatted(table))
                .bindNamedArgumentFinder(ids)
                .bind("after", after)
                .bind("atMost", atMost)
                .mapTo(UUID.class)
                .list();
        if (chunk.isEmpty()) {
            return chunk;
        }
        Columns<UUID> erased = Columns.of(chunk).uuids("rows", row -> row);
        db.handle()
                .createUpdate("""
                        UPDATE %s t SET %s version = t.version + 1, updated_at = now()
                          FROM unnest(:ids) AS c (id), unnest(:rows) AS r (id) WHERE t.customer_id = c.id AND t.id = r.id""".formatted(
                        table, rows.becomes().map(becomes -> becomes + ",").orElse("")))
                .bindNamedArgumentFinder(ids)
                .bindNamedArgumentFinder(erased)
                .execute();
        rows.apart()
                .ifPresent(apart -> db.handle()
                        .createUpdate("UPDATE %s t SET %s FROM unnest(:rows) AS r (id) WHERE t.%s = r.id"
                                .formatted(apart.table(), apart.becomes(), apart.key()))
                        .bindNamedArgumentFinder(erased)
                        .execute());
        keptAnswers.forget(chunk.stream().map(id -> rows.path() + "/" + id).toList());
        return chunk;
    }

    private void save(Progress erasure, int kinds, UUID cursor, boolean done) {
        db.handle()
                .createUpdate("""
                        UPDATE erasure SET kinds = :kinds, cursor = :cursor, counts = :counts::jsonb,
                               done_at = CASE WHEN :done THEN now() END
                         WHERE id = :id""")
                .bind("kinds", kinds)
                .bind("cursor", cursor)
                .bind("counts", write(erasure.counts()))
                .bind("done", done)
                .bind("id", erasure.id().value())
                .execute();
    }

    private Progress find(ErasureId id) {
        return db.handle()
                .createQuery(SELECT + "WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> progress(row))
                .one();
    }

    private Progress progress(ResultSet row) throws SQLException {
        return new Progress(
                new ErasureId(row.getObject("id", UUID.class)),
                Arrays.stream((UUID[]) row.getArray("customer_ids").getArray())
                        .map(CustomerId::new)
                        .toList(),
                row.getInt("kinds"),
                row.getObject("cursor", UUID.class),
                read(row.getString("counts")),
                row.getBoolean("done"));
    }

    private void reply(Progress erasure) {
        outbox.send(OutgoingMessage.of(
                Topics.ERASURE_REPLIES,
                erasure.id().toString(),
                ErasureReply.done(erasure.id(), part.participant(), Map.copyOf(erasure.counts()))));
    }

    private Map<String, Long> read(String text) {
        try {
            return json.readValue(text, COUNTS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
