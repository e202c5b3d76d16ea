package io.mergesuite.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Job.Phase;
import io.mergesuite.imports.Job.Position;
import io.mergesuite.imports.Mapping.Format;
import io.mergesuite.imports.RowMapper.Draft;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** The tables of imports. All that writes joins the caller's transaction. */
@ApplicationScoped
class ImportStore {

    /** A piece of a stored file, in bytes. */
    static final int CHUNK = 1 << 20;

    /** The code of a line whose customer was erased, in every kind. */
    private static final String ERASED = "customer-erased";

    static final int RETURNED_AT_ONCE = 500;
    static final int RETURNED_BYTES = 1 << 20;

    /** Jobs that one transaction deletes. */
    static final int PURGED_AT_ONCE = 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    /** What one transaction adds to a job. */
    record Progress(
            long bytesRead,
            long read,
            long done,
            long created,
            long updated,
            long unchanged,
            long merged,
            long rejected,
            long setAside) {}

    /** A staged row of a grouped record; {@code flaw} null for a sound one. */
    record StagedRow(String group, long line, List<String> cells, Flaw flaw, String sent) {
        SentLine sentLine() {
            return new SentLine(line, sent);
        }
    }

    private final Db db;

    ImportStore(Db db) {
        this.db = db;
    }

    // Receiving

    void insert(
            UUID id,
            ShopId shop,
            String kind,
            String actor,
            String mapping,
            String fileName,
            long size,
            FileForm form,
            List<String> ignored) {
        db.handle()
                .createUpdate("""
                        INSERT INTO import_job (id, shop_id, kind, actor, mapping, file_name, file_size, charset, format, delimiter,
                               quote, header, ignored_columns)
                        VALUES (:id, :shop, :kind, :actor, :mapping, :fileName, :size, :charset, :format, :delimiter, :quote,
                               :header, :ignored)""")
                .bind("id", id)
                .bind("shop", shop)
                .bind("kind", kind)
                .bind("actor", actor)
                .bind("mapping", mapping)
                .bind("fileName", fileName)
                .bind("size", size)
                .bind("charset", form.charset().name())
                .bind("format", form.format())
                .bind(
                        "delimiter",
                        form.delimiter() == null ? null : form.delimiter().toString())
                .bind("quote", String.valueOf(form.quote()))
                .bind("header", form.header())
                .bindArray("ignored", String.class, ignored)
                .execute();
    }

    void insertChunk(UUID id, int number, byte[] bytes) {
        db.handle()
                .createUpdate("INSERT INTO import_chunk (import_id, number, bytes) VALUES (:id, :number, :bytes)")
                .bind("id", id)
                .bind("number", number)
                .bind("bytes", bytes)
                .execute();
    }

    Optional<byte[]> chunk(UUID id, int number) {
        return db.read(handle -> handle.createQuery(
                        "SELECT bytes FROM import_chunk WHERE import_id = :id AND number = :number")
                .bind("id", id)
                .bind("number", number)
                .mapTo(byte[].class)
                .findOne());
    }

    // Showing

    Optional<ImportAnswer> find(UUID id, String kind) {
        return db.read(handle -> handle.createQuery("SELECT * FROM import_job WHERE id = :id AND kind = :kind")
                .bind("id", id)
                .bind("kind", kind)
                .map((row, context) -> answer(row))
                .findOne());
    }

    /** Newest first, before {@code before} if that is not null. */
    List<ImportAnswer> list(String kind, Collection<ShopId> shops, ImportState state, UUID before, int limit) {
        return db.read(handle -> handle.createQuery("""
                        SELECT * FROM import_job
                         WHERE kind = :kind AND shop_id = ANY (:shops)
                           AND (:state::text IS NULL OR state = :state)
                           AND (:before::uuid IS NULL OR id < :before)
                         ORDER BY id DESC LIMIT :limit""")
                .bind("kind", kind)
                .bindArray(
                        "shops", String.class, shops.stream().map(ShopId::value).toList())
                .bind("state", state)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> answer(row))
                .list());
    }

    List<Rejection> rejections(UUID id, long after, int limit) {
        return db.read(handle -> handle.createQuery("""
                        SELECT line, field, code, reason, also, NULL AS sent FROM import_rejection
                         WHERE import_id = :id AND line > :after ORDER BY line LIMIT :limit""")
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> rejection(row))
                .list());
    }

    /**
     * Rejections with their lines as they were sent: at most {@value #RETURNED_AT_ONCE}, and after the first no more than
     * {@value #RETURNED_BYTES} bytes of them.
     */
    List<Rejection> returned(UUID id, long after) {
        return db.read(handle -> handle.createQuery("""
                        SELECT line, field, code, reason, also, sent
                          FROM (SELECT r.*, coalesce(sum(octet_length(sent)) OVER
                                       (ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes
                                  FROM (SELECT * FROM import_rejection WHERE import_id = :id AND line > :after
                                         ORDER BY line LIMIT :limit) r) s
                         WHERE bytes < :bytes ORDER BY line""")
                .bind("id", id)
                .bind("after", after)
                .bind("limit", RETURNED_AT_ONCE)
                .bind("bytes", RETURNED_BYTES)
                .map((row, context) -> rejection(row))
                .list());
    }

    private static Rejection rejection(ResultSet row) throws SQLException {
        return new Rejection(
                row.getLong("line"),
                row.getString("field"),
                row.getString("code"),
                row.getString("reason"),
                row.getString("also") == null
                        ? List.of()
                        : read(row.getString("also"), new TypeReference<List<Flaw>>() {}),
                row.getString("sent"));
    }

    /** How a job's file is written; empty if its lines were forgotten. */
    Optional<FileForm> formOfReturned(UUID id) {
        return db.read(handle -> handle.createQuery("""
                        SELECT charset, format, delimiter, quote, header FROM import_job
                         WHERE id = :id AND lines_erased_at IS NULL""")
                .bind("id", id)
                .map((row, context) -> new FileForm(
                        Charset.forName(row.getString("charset")),
                        Format.valueOf(row.getString("format")),
                        row.getString("delimiter") == null
                                ? null
                                : row.getString("delimiter").charAt(0),
                        row.getString("quote").charAt(0),
                        row.getString("header")))
                .findOne());
    }

    List<MergedLine> merged(UUID id, long after, int limit) {
        return db.read(handle -> handle.createQuery("""
                        SELECT line, survivor_number FROM import_merged
                         WHERE import_id = :id AND line > :after ORDER BY line LIMIT :limit""")
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new MergedLine(row.getLong(1), row.getString(2)))
                .list());
    }

    // Working

    /** Takes up the job that is due longest and held by nobody. */
    Optional<Job> claim(Collection<String> kinds, Duration lease) {
        return db.handle()
                .createQuery("""
                        UPDATE import_job SET state = 'RUNNING', fence = fence + 1, lease_until = now() + :lease,
                               started_at = coalesce(started_at, now()), version = version + 1
                         WHERE id = (SELECT id FROM import_job
                                      WHERE state IN ('RECEIVED', 'RUNNING') AND next_action_at <= now()
                                        AND (lease_until IS NULL OR lease_until < now()) AND kind = ANY (:kinds)
                                      ORDER BY next_action_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING *""")
                .bind("lease", lease)
                .bindArray("kinds", String.class, List.copyOf(kinds))
                .map((row, context) -> new Job(
                        row.getObject("id", UUID.class),
                        new ShopId(row.getString("shop_id")),
                        row.getString("kind"),
                        row.getString("actor"),
                        row.getString("mapping"),
                        Charset.forName(row.getString("charset")),
                        Phase.valueOf(row.getString("phase")),
                        new Position(row.getString("position_group"), row.getLong("position_row")),
                        row.getLong("set_aside"),
                        row.getInt("attempts"),
                        row.getLong("fence"),
                        row.getLong("version"),
                        instant(row, "created_at")))
                .findOne();
    }

    /**
     * Locks the job for the rest of the transaction, so that nobody else can take it up meanwhile.
     *
     * @param version to which it has come, as far as the holder knows
     * @throws LeaseLost if somebody has, or if it has come further
     */
    void hold(Job job, long version) {
        boolean held = db.handle()
                .createQuery("""
                        SELECT id FROM import_job WHERE id = :id AND fence = :fence AND version = :version AND ended_at IS NULL
                           FOR UPDATE""")
                .bind("id", job.id())
                .bind("fence", job.fence())
                .bind("version", version)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
        if (!held) {
            throw new LeaseLost();
        }
    }

    /**
     * Saves how far the job has come; the last statement of a set's transaction, after {@link #hold}.
     *
     * @return the version to which it has come
     */
    long save(Job job, Phase phase, Position position, Progress progress, Duration lease) {
        return db.handle()
                .createQuery("""
                        UPDATE import_job SET phase = :phase, position_group = :group, position_row = :row,
                               bytes_read = greatest(bytes_read, :bytesRead),
                               read_rows = read_rows + :read, done_rows = done_rows + :done,
                               created = created + :created, updated = updated + :updated,
                               unchanged = unchanged + :unchanged, merged = merged + :merged,
                               rejected = rejected + :rejected, set_aside = set_aside + :setAside,
                               error_code = NULL, error_reason = NULL, attempts = 0,
                               lease_until = now() + :lease, version = version + 1
                         WHERE id = :id
                        RETURNING version""")
                .bind("id", job.id())
                .bind("phase", phase)
                .bind("group", position.group())
                .bind("row", position.row())
                .bind("bytesRead", progress.bytesRead())
                .bind("read", progress.read())
                .bind("done", progress.done())
                .bind("created", progress.created())
                .bind("updated", progress.updated())
                .bind("unchanged", progress.unchanged())
                .bind("merged", progress.merged())
                .bind("rejected", progress.rejected())
                .bind("setAside", progress.setAside())
                .bind("lease", lease)
                .mapTo(Long.class)
                .one();
    }

    /** Keeps the hold on a job while nothing of it can be saved. */
    void renew(Job job, long version, Duration lease) {
        hold(job, version);
        db.handle()
                .createUpdate("UPDATE import_job SET lease_until = now() + :lease WHERE id = :id")
                .bind("id", job.id())
                .bind("lease", lease)
                .execute();
    }

    /** Lets go of a job until later; the error, if any, tells what it waits for. */
    void release(Job job, Duration pause, ImportAnswer.ImportError error, int attempts) {
        db.handle()
                .createUpdate("""
                        UPDATE import_job SET lease_until = NULL, next_action_at = now() + :pause, attempts = :attempts,
                               error_code = :code, error_reason = :reason, version = version + 1
                         WHERE id = :id AND fence = :fence AND ended_at IS NULL""")
                .bind("id", job.id())
                .bind("fence", job.fence())
                .bind("pause", pause)
                .bind("attempts", attempts)
                .bind("code", error == null ? null : error.code())
                .bind("reason", error == null ? null : error.reason())
                .execute();
    }

    /** Ends a job; what it needed to run goes. After {@link #hold}. */
    void end(Job job, ImportState state, ImportAnswer.ImportError error) {
        db.handle()
                .createUpdate("""
                        UPDATE import_job SET state = :state, ended_at = now(), lease_until = NULL,
                               error_code = :code, error_reason = :reason, version = version + 1
                         WHERE id = :id""")
                .bind("id", job.id())
                .bind("state", state)
                .bind("code", error == null ? null : error.code())
                .bind("reason", error == null ? null : error.reason())
                .execute();
        for (String table : List.of("import_chunk", "import_row", "import_deferred")) {
            delete(table, job.id());
        }
    }

    void deleteChunks(Job job) {
        delete("import_chunk", job.id());
    }

    private void delete(String table, UUID id) {
        db.handle()
                .createUpdate("DELETE FROM " + table + " WHERE import_id = :id")
                .bind("id", id)
                .execute();
    }

    /** Deletes jobs that ended longer ago, at most {@value #PURGED_AT_ONCE}, the oldest: their reports go with them. */
    int purge(Duration keep) {
        return db.handle()
                .createUpdate("""
                        DELETE FROM import_job WHERE id IN
                               (SELECT id FROM import_job WHERE ended_at < now() - :keep ORDER BY ended_at LIMIT :most)""")
                .bind("keep", keep)
                .bind("most", PURGED_AT_ONCE)
                .execute();
    }

    void reject(Job job, Collection<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO import_rejection (import_id, line, field, code, reason, also, sent)
                        SELECT j.id, r.line, r.field, r.code, r.reason, r.also, CASE WHEN j.lines_erased_at IS NULL THEN r.sent END
                          FROM import_job j,
                               unnest(:lines, :fields, :codes, :reasons, :also, :sent)
                                   AS r (line, field, code, reason, also, sent)
                         WHERE j.id = :id""")
                .bind("id", job.id())
                .bindNamedArgumentFinder(Columns.of(rejections)
                        .longs("lines", Rejection::line)
                        .texts("fields", Rejection::field)
                        .texts("codes", Rejection::code)
                        .texts("reasons", Rejection::reason)
                        .texts("also", rejection -> rejection.also().isEmpty() ? null : write(rejection.also()))
                        .texts("sent", ImportStore::kept))
                .execute();
    }

    /**
     * What is kept of a line, to give it back: not that of an erased customer (API-11). A NUL can't be stored, and is marked like the
     * bytes that could not be decoded: sent again, the line comes back again.
     */
    private static String kept(Rejection rejection) {
        boolean erased = Stream.concat(
                        Stream.of(rejection.code()), rejection.also().stream().map(Flaw::code))
                .anyMatch(ERASED::equals);
        return erased || rejection.sent() == null ? null : rejection.sent().replace('\0', Decoding.UNDECODABLE);
    }

    void merged(Job job, Collection<MergedLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO import_merged (import_id, line, survivor_number)
                        SELECT :id, m.* FROM unnest(:lines, :survivors) AS m""")
                .bind("id", job.id())
                .bindNamedArgumentFinder(Columns.of(lines)
                        .longs("lines", MergedLine::line)
                        .texts("survivors", MergedLine::survivorNumber))
                .execute();
    }

    // Records set aside

    void setAside(Job job, Collection<Draft> drafts, ImportShape shape) {
        if (drafts.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO import_deferred (import_id, line, record_key, draft)
                        SELECT :id, d.* FROM unnest(:lines, :keys, :drafts) AS d""")
                .bind("id", job.id())
                .bindNamedArgumentFinder(Columns.of(drafts)
                        .longs("lines", draft -> draft.row().line())
                        .texts("keys", draft -> shape.keyOf(draft.row()))
                        .texts("drafts", ImportStore::write))
                .execute();
    }

    /** Of these keys those for which a record is set aside. */
    Set<String> waiting(Job job, Collection<String> keys) {
        return db.read(handle -> handle.createQuery(
                        "SELECT DISTINCT record_key FROM import_deferred WHERE import_id = :id AND record_key = ANY (:keys)")
                .bind("id", job.id())
                .bindArray("keys", String.class, List.copyOf(keys))
                .mapTo(String.class)
                .collect(Collectors.toCollection(HashSet::new)));
    }

    List<Draft> setAside(Job job, long after, int limit) {
        return db.read(handle -> handle.createQuery("""
                        SELECT draft FROM import_deferred WHERE import_id = :id AND line > :after
                         ORDER BY line LIMIT :limit""")
                .bind("id", job.id())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> read(row.getString(1), new TypeReference<Draft>() {}))
                .list());
    }

    void taken(Job job, Collection<Draft> drafts) {
        if (drafts.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("DELETE FROM import_deferred WHERE import_id = :id AND line = ANY (:lines)")
                .bind("id", job.id())
                .bindArray(
                        "lines",
                        Long.class,
                        drafts.stream().map(draft -> draft.row().line()).toList())
                .execute();
    }

    // Staged rows

    /** By COPY: a file of many rows is staged at the speed of the disk. */
    void stage(Job job, Collection<StagedRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        StringBuilder copy = new StringBuilder();
        for (StagedRow row : rows) {
            copy.append(job.id()).append('\t');
            escape(row.group(), copy);
            copy.append('\t').append(row.line()).append('\t');
            escape(write(row.cells()), copy);
            copy.append('\t');
            escape(row.flaw() == null ? null : row.flaw().code(), copy);
            copy.append('\t');
            escape(row.flaw() == null ? null : row.flaw().reason(), copy);
            copy.append('\t');
            escape(row.sent() == null ? null : row.sent().replace('\0', Decoding.UNDECODABLE), copy);
            copy.append('\n');
        }
        InputStream bytes = new ByteArrayInputStream(copy.toString().getBytes(StandardCharsets.UTF_8));
        try {
            db.handle()
                    .getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY import_row (import_id, group_key, line, cells, flaw_code, flaw_reason, sent) FROM STDIN",
                            bytes);
        } catch (SQLException failed) {
            throw new IllegalStateException("rows can't be staged", failed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    List<StagedRow> staged(Job job, Position after, int limit) {
        return db.read(handle -> handle.createQuery("""
                        SELECT group_key, line, cells, flaw_code, flaw_reason, sent FROM import_row
                         WHERE import_id = :id AND (group_key, line) > (:group, :line)
                         ORDER BY group_key, line LIMIT :limit""")
                .bind("id", job.id())
                .bind("group", after.group())
                .bind("line", after.row())
                .bind("limit", limit)
                .map((row, context) -> new StagedRow(
                        row.getString(1),
                        row.getLong(2),
                        read(row.getString(3), new TypeReference<List<String>>() {}),
                        row.getString(4) == null ? null : new Flaw(null, row.getString(4), row.getString(5)),
                        row.getString(6)))
                .list());
    }

    private static void escape(String text, StringBuilder copy) {
        if (text == null) {
            copy.append("\\N");
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> copy.append("\\\\");
                case '\t' -> copy.append("\\t");
                case '\n' -> copy.append("\\n");
                case '\r' -> copy.append("\\r");
                default -> copy.append(c);
            }
        }
    }

    private static ImportAnswer answer(ResultSet row) throws SQLException {
        ImportState state = ImportState.valueOf(row.getString("state"));
        Phase phase = Phase.valueOf(row.getString("phase"));
        Array ignored = row.getArray("ignored_columns");
        String error = row.getString("error_code");
        return new ImportAnswer(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                row.getString("kind"),
                state,
                row.getString("file_name"),
                row.getLong("file_size"),
                Format.valueOf(row.getString("format")),
                row.getString("charset"),
                List.of((String[]) ignored.getArray()),
                row.getLong("read_rows"),
                row.getLong("created"),
                row.getLong("updated"),
                row.getLong("unchanged"),
                row.getLong("merged"),
                row.getLong("rejected"),
                row.getLong("set_aside"),
                progress(
                        state,
                        phase,
                        row.getLong("bytes_read"),
                        row.getLong("file_size"),
                        row.getLong("done_rows"),
                        row.getLong("read_rows")),
                error == null ? null : new ImportAnswer.ImportError(error, row.getString("error_reason")),
                row.getString("actor"),
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getLong("version"));
    }

    /** Of grouped records the staging counts for a fifth; while the file is read nothing tells yet that they are not grouped. */
    private static double progress(ImportState state, Phase phase, long bytes, long size, long done, long read) {
        double file = size == 0 ? 0 : (double) bytes / size;
        double share = switch (phase) {
            case FILE -> done == 0 ? file / 5 : file;
            case STAGED -> 0.2 + 0.8 * done / Math.max(1, read);
            case SET_ASIDE -> 1;
        };
        return state == ImportState.COMPLETED ? 1 : Math.floor(Math.min(share, 0.99) * 1000) / 1000;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a stored import is damaged", damaged);
        }
    }
}
