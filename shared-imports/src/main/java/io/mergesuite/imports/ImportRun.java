package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import io.mergesuite.imports.ImportStore.Progress;
import io.mergesuite.imports.ImportStore.StagedRow;
import io.mergesuite.imports.Job.Phase;
import io.mergesuite.imports.Job.Position;
import io.mergesuite.imports.RowMapper.Draft;
import io.mergesuite.imports.RowMapper.LineFlaw;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Works a job from where it stands. Each transaction applies a set and saves the position behind it, so that whoever dies where, the next
 * one goes on with the first row that is not done.
 *
 * @param <P> what the target prepares
 */
final class ImportRun<P> {

    /** Records of one set. */
    static final int SET = 500;

    /** Rows of one set: a few huge records fill one too. */
    private static final int ROWS_OF_SET = 5_000;

    private static final int RENEW_EVERY = 50_000;
    private static final Logger LOG = Logger.getLogger(ImportRun.class);
    private static final Pattern ELEMENT = Pattern.compile("([A-Za-z][A-Za-z0-9]*)\\[([0-9]{1,9})].*");

    private final ImportStore store;
    private final ImportSettings settings;
    private final ImportTarget<P> target;
    private final ImportContext context;
    private final Job job;
    private final BooleanSupplier stopping;

    private Phase phase;
    private Position position;
    private long version;
    private long setAside;
    private long bytesRead;
    /** The keys of records that were set aside again in this pass: later rows of theirs wait behind them. */
    private final Set<String> stillWaiting = new HashSet<>();

    /** Whether the job is done for now. */
    enum Outcome {
        ENDED,
        /** Only records set aside are left. */
        WAITING,
        /** This process is going down. */
        STOPPED
    }

    ImportRun(
            ImportStore store,
            ImportSettings settings,
            ImportTarget<P> target,
            ImportContext context,
            Job job,
            BooleanSupplier stopping) {
        this.store = store;
        this.settings = settings;
        this.target = target;
        this.context = context;
        this.job = job;
        this.stopping = stopping;
        this.phase = job.phase();
        this.position = job.position();
        this.version = job.version();
        this.setAside = job.setAside();
    }

    Outcome run() {
        try {
            if (phase == Phase.FILE && !file()) {
                return Outcome.STOPPED;
            }
            if (phase == Phase.STAGED && !staged()) {
                return Outcome.STOPPED;
            }
        } catch (IOException broken) {
            return fail("broken-file", "the file can't be read on: " + Decoding.BROKEN);
        } catch (Problem unusable) {
            return fail(unusable.type().code(), unusable.getMessage());
        }
        if (setAside > 0 && !retry()) {
            return Outcome.STOPPED;
        }
        if (setAside > 0) {
            return Outcome.WAITING;
        }
        transaction(() -> {
            store.hold(job, version);
            store.end(job, ImportState.COMPLETED, null);
        });
        return Outcome.ENDED;
    }

    Outcome fail(String code, String reason) {
        transaction(() -> {
            store.hold(job, version);
            store.end(job, ImportState.FAILED, new ImportAnswer.ImportError(code, reason));
        });
        return Outcome.ENDED;
    }

    /** Reads the file; false if told to stop before its end. */
    private boolean file() throws IOException {
        StoredFile stored = new StoredFile(store, job.id());
        ImportFile file = ImportFile.open(
                stored, job.charset(), MappingReader.read(job.mapping(), target.shape()), target.shape(), (int)
                        settings.longestRow().asLongValue());
        RowMapper mapper = mapper(file.mapping());
        for (long row = 1; row <= position.row(); row++) {
            file.rows().next();
            if (row % RENEW_EVERY == 0) {
                transaction(() -> store.renew(job, version, settings.lease()));
            }
        }
        if (!mapper.isGrouped()) {
            return apply(new Items.OfFile(file.rows(), mapper, position.row()), stored);
        }
        return stage(file.rows(), mapper, stored);
    }

    /** Keeps the rows by the record they belong to; false if told to stop before the file's end. */
    private boolean stage(RowReader rows, RowMapper mapper, StoredFile stored) throws IOException {
        boolean more = true;
        while (more) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            List<StagedRow> staged = new ArrayList<>();
            List<Rejection> rejections = new ArrayList<>();
            long read = 0;
            while (read < ROWS_OF_SET && more) {
                Row row = rows.next();
                if (row == null) {
                    more = false;
                    continue;
                }
                read++;
                stage(row, mapper, staged, rejections);
            }
            long count = read;
            Phase next = more ? Phase.FILE : Phase.STAGED;
            Position end = more ? new Position("", position.row() + read) : Position.BEGIN;
            version = transaction(() -> {
                store.hold(job, version);
                store.stage(job, staged);
                store.reject(job, rejections);
                if (next == Phase.STAGED) {
                    store.deleteChunks(job);
                }
                long rejected = rejections.size();
                return store.save(
                        job,
                        next,
                        end,
                        new Progress(stored.delivered(), count, rejected, 0, 0, 0, 0, rejected, 0),
                        settings.lease());
            });
            phase = next;
            position = end;
        }
        return true;
    }

    private static void stage(Row row, RowMapper mapper, List<StagedRow> staged, List<Rejection> rejections) {
        List<String> values = switch (row) {
            case Row.Cells cells -> cells.values();
            case Row.Broken broken -> broken.values();
            case Row.Document document -> throw new IllegalStateException("a document has no cells");
        };
        Flaw flaw = row instanceof Row.Broken broken ? broken.flaw() : null;
        String group = mapper.group(values);
        if (group != null) {
            staged.add(new StagedRow(group, row.line(), values, flaw, row.sent()));
        } else {
            rejections.add(Rejection.of(
                    row.sentLine(),
                    List.of(flaw != null ? flaw : new Flaw(null, "no-group", "the columns of groupBy are empty"))));
        }
    }

    private boolean staged() throws IOException {
        RowMapper mapper = mapper(MappingReader.read(job.mapping(), target.shape()));
        return apply(new Items.OfStagedRows(store, job, position, mapper, settings.rowsPerRecord()), null);
    }

    private RowMapper mapper(Mapping mapping) {
        ZoneId zone = ZoneId.of(context.shop().timeZone());
        LocalDate today = job.createdAt().atZone(zone).toLocalDate();
        return new RowMapper(mapping, target.shape(), context.shop(), today);
    }

    /** Applies items in sets until they end; false if told to stop before. */
    private boolean apply(Items items, StoredFile stored) throws IOException {
        Item next = items.next();
        while (next != null) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            List<Item> set = new ArrayList<>();
            Map<String, ImportRow> keys = new HashMap<>();
            int rows = 0;
            while (next != null && set.size() < SET && rows < ROWS_OF_SET && isFirstOfItsKey(next, keys)) {
                set.add(next);
                rows += next.rows();
                next = items.next();
            }
            bytesRead = stored == null ? bytesRead : stored.delivered();
            work(set);
        }
        Phase done = Phase.SET_ASIDE;
        version = transaction(() -> {
            store.hold(job, version);
            return store.save(
                    job, done, Position.BEGIN, new Progress(bytesRead, 0, 0, 0, 0, 0, 0, 0, 0), settings.lease());
        });
        phase = done;
        return true;
    }

    /** A record that comes again with other values begins a new set; an equal one can stay. */
    private boolean isFirstOfItsKey(Item item, Map<String, ImportRow> keys) {
        String key =
                item.draft() == null ? null : target.shape().keyOf(item.draft().row());
        if (key == null) {
            return true;
        }
        ImportRow before = keys.putIfAbsent(key, item.draft().row());
        return before == null || before.value().equals(item.draft().row().value());
    }

    /** Tries once more what was set aside, in order; false if told to stop. */
    private boolean retry() {
        stillWaiting.clear();
        long after = 0;
        while (true) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            List<Draft> page = store.setAside(job, after, SET);
            if (page.isEmpty()) {
                return true;
            }
            List<Item> set = new ArrayList<>();
            Map<String, ImportRow> keys = new HashMap<>();
            for (Draft draft : page) {
                Item item = new Item(Position.BEGIN, draft.lines().size(), draft, List.of());
                if (!isFirstOfItsKey(item, keys)) {
                    break;
                }
                set.add(item);
                after = draft.row().line();
            }
            work(set);
        }
    }

    /**
     * Works a set; when it can't be done as a whole, its halves, down to the one record at fault, which comes back.
     */
    private void work(List<Item> items) {
        try {
            workWhole(items);
        } catch (LeaseLost | Postponed control) {
            throw control;
        } catch (RuntimeException failure) {
            if (Postponed.passes(failure)) {
                throw new Postponed(failure);
            }
            if (items.size() > 1) {
                work(items.subList(0, items.size() / 2));
                work(items.subList(items.size() / 2, items.size()));
                return;
            }
            Draft draft = items.getFirst().draft();
            if (draft == null) {
                throw failure;
            }
            Flaw flaw = flaw(failure, draft);
            finish(
                    items,
                    new IdentityHashMap<>(),
                    results -> results.put(draft, new ImportResult.Rejected(List.of(flaw))));
        }
    }

    /** A problem that a target throws speaks for itself; anything else is a fault of ours, and for the log. */
    private Flaw flaw(RuntimeException failure, Draft draft) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem && problem.type().status() < 500) {
                return new Flaw(null, problem.type().code(), problem.getMessage());
            }
        }
        LOG.errorf(
                failure,
                "import %s: the record of line %d can't be applied",
                job.id(),
                draft.row().line());
        return new Flaw(null, "internal-error", "the record could not be stored, for a reason that is not in it");
    }

    private void workWhole(List<Item> items) {
        Map<String, Draft> firsts = new HashMap<>();
        IdentityHashMap<Draft, Draft> repeats = new IdentityHashMap<>();
        List<Draft> drafts = new ArrayList<>();
        Set<String> waiting = waiting(items);
        List<Draft> behind = new ArrayList<>();
        for (Item item : items) {
            Draft draft = item.draft();
            if (draft == null) {
                continue;
            }
            String key = target.shape().keyOf(draft.row());
            Draft first = key == null ? null : firsts.putIfAbsent(key, draft);
            if (key != null && waiting.contains(key)) {
                behind.add(draft);
            } else if (first != null) {
                repeats.put(draft, first);
            } else {
                drafts.add(draft);
            }
        }
        List<ImportRow> rows = drafts.stream().map(Draft::row).toList();
        P prepared = rows.isEmpty() ? null : target.prepare(context, rows);
        finish(items, repeats, results -> {
            behind.forEach(draft -> results.put(draft, ImportResult.LATER));
            if (rows.isEmpty()) {
                return;
            }
            List<ImportResult> applied = target.apply(context, rows, prepared);
            if (applied.size() != rows.size()) {
                throw new IllegalStateException(
                        target.kind() + " answered " + applied.size() + " of " + rows.size() + " rows");
            }
            for (int i = 0; i < rows.size(); i++) {
                results.put(drafts.get(i), applied.get(i));
            }
        });
    }

    /** Of the items' keys those whose earlier record waits. */
    private Set<String> waiting(List<Item> items) {
        if (phase == Phase.SET_ASIDE) {
            return Set.copyOf(stillWaiting);
        }
        if (setAside == 0) {
            return Set.of();
        }
        Set<String> keys = new HashSet<>();
        for (Item item : items) {
            String key = item.draft() == null
                    ? null
                    : target.shape().keyOf(item.draft().row());
            if (key != null) {
                keys.add(key);
            }
        }
        return store.waiting(job, keys);
    }

    private interface Applying {
        void apply(IdentityHashMap<Draft, ImportResult> results);
    }

    /** The working transaction: the records, what became of them, and the position behind them, or nothing of it. */
    private void finish(List<Item> items, IdentityHashMap<Draft, Draft> repeats, Applying applying) {
        Report report = transaction(() -> {
            store.hold(job, version);
            IdentityHashMap<Draft, ImportResult> results = new IdentityHashMap<>();
            applying.apply(results);
            repeats.forEach((repeat, first) -> results.put(repeat, ofRepeat(results.get(first))));
            Report written = new Report();
            items.forEach(item -> written.add(item, results));
            store.reject(job, written.rejections);
            store.merged(job, written.merged);
            if (phase == Phase.SET_ASIDE) {
                store.taken(job, written.taken);
            } else {
                store.setAside(job, written.later, target.shape());
            }
            written.version = store.save(job, phase, written.end, written.progress(), settings.lease());
            return written;
        });
        version = report.version;
        position = report.end;
        setAside += report.setAside();
        if (phase == Phase.SET_ASIDE) {
            report.later.stream()
                    .map(draft -> target.shape().keyOf(draft.row()))
                    .filter(Objects::nonNull)
                    .forEach(stillWaiting::add);
        }
    }

    private static ImportResult ofRepeat(ImportResult first) {
        return first instanceof ImportResult.Created || first instanceof ImportResult.Updated
                ? ImportResult.UNCHANGED
                : first;
    }

    /** What became of a set. */
    private final class Report {
        private final List<Rejection> rejections = new ArrayList<>();
        private final List<MergedLine> merged = new ArrayList<>();
        private final List<Draft> later = new ArrayList<>();
        private final List<Draft> taken = new ArrayList<>();
        private Position end = position;
        private long version;
        private long rows;
        private long created;
        private long updated;
        private long unchanged;

        void add(Item item, IdentityHashMap<Draft, ImportResult> results) {
            end = item.end();
            rows += item.rows();
            rejections.addAll(item.rejections());
            Draft draft = item.draft();
            if (draft == null) {
                return;
            }
            switch (results.get(draft)) {
                case ImportResult.Created result -> created++;
                case ImportResult.Updated result -> updated++;
                case ImportResult.Unchanged result -> unchanged++;
                case ImportResult.Merged result ->
                    merged.add(new MergedLine(draft.row().line(), result.survivorNumber()));
                case ImportResult.Rejected result ->
                    rejections.addAll(Item.rejections(draft.lines(), lineFlaws(draft, result)));
                case ImportResult.Later result -> {
                    later.add(draft);
                    return;
                }
            }
            taken.add(draft);
        }

        long setAside() {
            return phase == Phase.SET_ASIDE ? -taken.size() : later.size();
        }

        Progress progress() {
            boolean again = phase == Phase.SET_ASIDE;
            return new Progress(
                    bytesRead,
                    phase == Phase.FILE ? rows : 0,
                    again ? 0 : rows,
                    created,
                    updated,
                    unchanged,
                    merged.size(),
                    rejections.size(),
                    setAside());
        }
    }

    /** A flaw in an element that came from a row is that row's: {@code lines[3].quantity}. */
    private static List<LineFlaw> lineFlaws(Draft draft, ImportResult.Rejected result) {
        List<LineFlaw> flaws = new ArrayList<>();
        for (Flaw flaw : result.flaws()) {
            long line = 0;
            Matcher element = ELEMENT.matcher(flaw.field() == null ? "" : flaw.field());
            if (draft.lines().size() > 1 && element.matches()) {
                List<Integer> origins = draft.elements().getOrDefault(element.group(1), List.of());
                int number = Integer.parseInt(element.group(2));
                line = number < origins.size()
                        ? draft.lines().get(origins.get(number)).number()
                        : 0;
            }
            flaws.add(new LineFlaw(line, flaw));
        }
        return flaws;
    }

    private void transaction(Runnable work) {
        QuarkusTransaction.requiringNew()
                .timeout(seconds(settings.transactionTimeout()))
                .run(work);
    }

    private <T> T transaction(Callable<T> work) {
        return QuarkusTransaction.requiringNew()
                .timeout(seconds(settings.transactionTimeout()))
                .call(work);
    }

    private static int seconds(Duration duration) {
        return (int) Math.max(1, duration.toSeconds());
    }
}
