package io.mergesuite.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A job is worked to its end, each row exactly once, whoever dies where (CU-07, API-13). */
@QuarkusTest
@WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)
class ImportRunIT {

    private static final String MAPPING = """
            {"fields": {"externalRef": "ref", "currency": {"column": "cur", "default": "GBP"}}}""";
    private static final String GROUPED = """
            {"groupBy": "ref", "fields": {"externalRef": "ref", "placedAt": "at",
             "customer.externalRef": {"column": "who", "stripSuffix": ".0", "rejectIfEmpty": true},
             "lines[].sku": "sku", "lines[].quantity": "n", "lines[].unitPrice": "p"}}""";

    @Inject
    ImportStore store;

    @Inject
    ImportWorker worker;

    @Inject
    Purchases purchases;

    @Inject
    Db db;

    @Inject
    TransactionSynchronizationRegistry transactions;

    @BeforeEach
    void clear() {
        purchases.reset();
        sql("DELETE FROM import_job");
        sql("DELETE FROM purchase");
    }

    @Test
    @DisplayName("CU-07: good lines go in, bad lines come back with line, field and reason")
    void goodLinesGoInAndBadOnesComeBack() {
        UUID id = store("ref,cur\nA-1,GBP\nA-2\nunknown-1,\nmerged-1,GBP\n\nA-3,\n", MAPPING);

        worker.workOne();

        assertEquals("COMPLETED read 5 created 2 updated 0 unchanged 0 merged 1 rejected 2", show(id));
        assertEquals(List.of("3 null wrong-column-count", "4 customer.externalRef unknown-customer"), rejections(id));
        assertEquals(List.of(new MergedLine(5, "10482")), store.merged(id, 0, 10));
        assertEquals(1, answer(id).progress());
        assertNotNull(answer(id).endedAt());
        assertEquals(0, count("import_chunk"));
    }

    @Test
    @DisplayName("CU-07: a record of which no row can be read comes back, and the others of the file go in")
    void aRecordWithoutAReadableRowComesBack() {
        UUID id = store("ref,at,who,sku,n,p\nA-1,short\nA-2,,W-1,T1,1,100\nA-3,,W-1,T1,1,100\nA-3,cut", GROUPED);

        worker.workOne();

        assertEquals("COMPLETED read 4 created 1 updated 0 unchanged 0 merged 0 rejected 3", show(id));
        assertEquals(List.of("2 A-1,short", "4 A-3,,W-1,T1,1,100", "5 A-3,cut"), returned(id));
    }

    @Test
    @DisplayName("CU-07: each line comes back as it was sent: of a record of several rows, of one set aside, of many")
    void linesComeBackAsTheyWereSent() {
        UUID grouped = store(
                "ref,sku,qty\nB,T1,1\nA,\"T\n1\",2\nB,T2,\"0\"\n,T3,1\n",
                "{\"groupBy\": \"ref\", \"fields\": {\"externalRef\": \"ref\", \"lines[].sku\": \"sku\", \"lines[].quantity\": \"qty\"}}");
        worker.workOne();
        assertEquals(List.of("2 B,T1,1", "5 B,T2,\"0\"", "6 ,T3,1"), returned(grouped));

        purchases.merging.add("unknown-1");
        UUID aside = store("ref,cur\n\"unknown-1\",GBP\n", MAPPING);
        worker.workOne();
        assertEquals(List.of(), returned(aside));
        purchases.merging.clear();
        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();
        assertEquals(List.of("2 \"unknown-1\",GBP"), returned(aside));

        String wide = "w".repeat(300_000);
        String rows = IntStream.rangeClosed(1, 1_203)
                .mapToObj(i -> "unknown-" + i + "," + (i % 300 == 0 ? wide : i) + "\n")
                .collect(Collectors.joining());
        UUID many = store("ref,cur\n" + rows, MAPPING);
        worker.workOne();
        List<String> all = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        for (List<Rejection> page = store.returned(many, 0);
                !page.isEmpty();
                page = store.returned(many, page.getLast().line())) {
            page.forEach(rejection -> all.add(rejection.sent() + "\n"));
            pages.add(page.size());
        }
        assertEquals(rows, String.join("", all));
        assertTrue(pages.stream().allMatch(size -> size <= ImportStore.RETURNED_AT_ONCE), pages::toString);
        assertEquals(
                List.of(),
                store.rejections(many, 0, 10).stream()
                        .filter(r -> r.sent() != null)
                        .toList());
    }

    private List<String> returned(UUID id) {
        return store.returned(id, 0).stream()
                .map(rejection -> rejection.line() + " " + rejection.sent())
                .toList();
    }

    @Test
    @DisplayName("CU-07, API-11: a line with a NUL comes back marked; one of an erased customer without its text")
    void linesThatAreNotKeptAsTheyWere() {
        UUID id = store("ref,cur\nA-1,\0x\nA-2,y,z\n", MAPPING);
        worker.workOne();
        assertEquals(List.of("2 A-1,\uffffx", "3 A-2,y,z"), returned(id));

        QuarkusTransaction.requiringNew().run(() -> {
            UUID erased = store("ref,cur\nA-1,GBP\n", MAPPING);
            Job job = store.claim(List.of("purchases"), Duration.ofMinutes(1)).orElseThrow();
            assertEquals(erased, job.id());
            store.reject(
                    job,
                    List.of(Rejection.of(
                            new SentLine(2, "A-1,GBP"),
                            List.of(new Flaw(null, "x", "y"), new Flaw(null, "customer-erased", "z")))));
        });
        assertEquals(1, number("SELECT count(*) FROM import_rejection WHERE code = 'x' AND sent IS NULL"));
    }

    @Test
    @DisplayName(
            "CU-07: a file cut in a line, in a quoted cell, and one line of any length, cost what is cut and no more")
    void aFileIsCut() {
        UUID inLine = store("ref,cur\nA-1,GBP\nA-2", MAPPING);
        worker.workOne();
        assertEquals("COMPLETED read 2 created 1 updated 0 unchanged 0 merged 0 rejected 1", show(inLine));
        UUID inCell = store("ref,cur\nA-3,GBP\nA-4,\"GB", MAPPING);
        worker.workOne();
        assertEquals(List.of("3 null unclosed-quote"), rejections(inCell));
        UUID huge = store("ref,cur\nA-5,GBP\nA-6," + "x".repeat(5 << 20) + "\nA-7,GBP\n", MAPPING);
        worker.workOne();
        assertEquals("COMPLETED read 3 created 2 updated 0 unchanged 0 merged 0 rejected 1", show(huge));
        assertEquals(List.of("3 null too-long"), rejections(huge));
        assertEquals(List.of("3 null"), returned(huge));
    }

    @Test
    @DisplayName("an import again is unchanged; other values are an update")
    void upsertsByReference() {
        work(store("ref,cur\nA-1,GBP\nA-2,GBP\nA-1,GBP\n", MAPPING));
        UUID again = store("ref,cur\nA-1,GBP\nA-2,EUR\nA-2,JPY\nA-2,EUR\n", MAPPING);

        worker.workOne();

        assertEquals("COMPLETED read 4 created 0 updated 3 unchanged 1 merged 0 rejected 0", show(again));
        assertEquals(4, number("SELECT writes FROM purchase WHERE external_ref = 'A-2'"));
    }

    @Test
    void aFaultOfOursCostsTheOneRowThatMeetsIt() {
        String rows = IntStream.rangeClosed(1, 1_200)
                .mapToObj(i -> (i == 777 ? "poison-" : i == 900 ? "refused-" : "A-") + i + ",GBP\n")
                .collect(Collectors.joining());
        UUID id = store("ref,cur\n" + rows, MAPPING);

        worker.workOne();

        assertEquals("COMPLETED read 1200 created 1198 updated 0 unchanged 0 merged 0 rejected 2", show(id));
        assertEquals(List.of("778 null internal-error", "901 null conflict"), rejections(id));
        assertEquals(1_198, count("purchase"));
    }

    @Test
    @DisplayName(
            "a worker that dies inside a set's transaction, or between two: the next goes on with the first row that is not done")
    void aKilledWorkersJobIsTakenUp() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String rows = IntStream.rangeClosed(1, 5_000)
                .mapToObj(i -> (i % 100 == 0 ? "unknown-" : "A-") + i + ",GBP\n")
                .collect(Collectors.joining());
        UUID id = store("ref,cur\n" + rows, MAPPING);
        AtomicInteger deaths = new AtomicInteger();
        while (!answer(id).state().hasEnded()) {
            AtomicInteger left = new AtomicInteger(random.nextInt(3));
            int before = deaths.get();
            Purchases.Point death = set -> {
                if (left.getAndDecrement() == 0) {
                    deaths.incrementAndGet();
                    throw new LeaseLost(); // ends the worker as a kill does: nothing is tidied up
                }
            };
            purchases.reset();
            if (random.nextBoolean()) {
                purchases.afterApply = death;
            } else {
                purchases.beforePrepare = death;
            }
            worker.workOne();
            if (deaths.get() > before) {
                assertFalse(
                        worker.workOne(),
                        "a job is not taken from its holder, even a dead one, before its lease has run out");
                sql("UPDATE import_job SET lease_until = now() - interval '1 second'");
            }
        }

        assertTrue(deaths.get() > 0, () -> "seed " + seed);
        assertEquals(
                "COMPLETED read 5000 created 4950 updated 0 unchanged 0 merged 0 rejected 50",
                show(id),
                () -> "seed " + seed);
        assertEquals(0, number("SELECT count(*) FROM purchase WHERE writes <> 1"));
    }

    @Test
    @DisplayName("who has lost its job to another writes nothing more")
    void aWorkerThatWasSlowIsFencedOff() {
        UUID id = store("ref,cur\nA-1,GBP\nA-2,GBP\n", MAPPING);
        AtomicInteger calls = new AtomicInteger();
        purchases.beforePrepare = rows -> {
            if (calls.getAndIncrement() == 0) {
                sql("UPDATE import_job SET lease_until = now() - interval '1 second'");
                worker.workOne();
            }
        };

        worker.workOne();

        assertEquals(2, calls.get());
        assertEquals("COMPLETED read 2 created 2 updated 0 unchanged 0 merged 0 rejected 0", show(id));
        assertEquals(0, number("SELECT count(*) FROM purchase WHERE writes <> 1"));
    }

    @Test
    @DisplayName(
            "SG-08: a set whose commit was not answered is not applied again before it is known how far the job has come")
    void aCommitWithoutAnAnswer() {
        UUID id = store("ref,cur\nA-1,GBP\nA-2,GBP\n", MAPPING);
        purchases.afterApply = set -> {
            long connection = db.handle()
                    .createQuery("SELECT pg_backend_pid()")
                    .mapTo(Long.class)
                    .one();
            transactions.registerInterposedSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {
                    sql("SELECT pg_terminate_backend(" + connection + ")");
                }

                @Override
                public void afterCompletion(int status) {}
            });
        };

        worker.workOne();

        assertEquals(ImportState.RUNNING, answer(id).state());
        assertEquals("database-unavailable", answer(id).error().code());
        purchases.reset();
        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();
        assertEquals("COMPLETED read 2 created 2 updated 0 unchanged 0 merged 0 rejected 0", show(id));
    }

    @Test
    @DisplayName("SG-08: a set is applied only where the job still stands")
    void aJobThatHasComeFurther() {
        UUID id = store("ref,cur\nA-1,GBP\nA-2,GBP\n", MAPPING);
        purchases.beforePrepare = rows -> sql("UPDATE import_job SET version = version + 1");

        worker.workOne();

        assertEquals("RUNNING read 0 created 0 updated 0 unchanged 0 merged 0 rejected 0", show(id));
        assertEquals(0, count("purchase"));
        purchases.reset();
        sql("UPDATE import_job SET lease_until = now() - interval '1 second'");
        worker.workOne();
        assertEquals("COMPLETED read 2 created 2 updated 0 unchanged 0 merged 0 rejected 0", show(id));
    }

    @Test
    @DisplayName("OR-05: another service that is down is waited for; nothing is rejected for it")
    void aServiceThatIsDownIsWaitedFor() {
        UUID id = store("ref,cur\nA-1,GBP\n", MAPPING);
        purchases.beforePrepare = rows -> {
            throw Purchases.unavailable();
        };
        worker.workOne();

        assertEquals(ImportState.RUNNING, answer(id).state());
        assertEquals("unavailable", answer(id).error().code());

        purchases.reset();
        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();

        assertEquals("COMPLETED read 1 created 1 updated 0 unchanged 0 merged 0 rejected 0", show(id));
        assertNull(answer(id).error());
    }

    @Test
    @DisplayName("hole 11: a record in a merge is set aside and tried again until the merge has ended")
    void whatIsInAMergeWaits() {
        UUID id = store("ref,cur\nA-1,GBP\nA-2,GBP\nA-1,EUR\nA-3,GBP\n", MAPPING);
        purchases.merging.add("A-1");
        worker.workOne();

        assertEquals("RUNNING read 4 created 2 updated 0 unchanged 0 merged 0 rejected 0", show(id));
        assertEquals(2, answer(id).setAside());

        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();
        assertEquals(2, answer(id).setAside());

        purchases.merging.clear();
        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();

        assertEquals("COMPLETED read 4 created 3 updated 1 unchanged 0 merged 0 rejected 0", show(id));
        assertEquals("EUR", text("SELECT body::json ->> 'currency' FROM purchase WHERE external_ref = 'A-1'"));
    }

    @Test
    void recordsWithoutReferenceWaitToo() {
        UUID id = store("{\"currency\":\"GBP\"}\n{\"currency\":\"GBP\"}\n{\"externalRef\":\"A-1\"}\n", "{}");
        purchases.merging.add("");
        worker.workOne();
        assertEquals(2, answer(id).setAside());
        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();
        assertEquals(2, answer(id).setAside());

        purchases.merging.clear();
        sql("UPDATE import_job SET next_action_at = now()");
        worker.workOne();

        assertEquals(0, answer(id).setAside());
        assertEquals(ImportState.COMPLETED, answer(id).state());
    }

    @Test
    @DisplayName("hole 11: a later row does not overtake the one of the same record that waits")
    void laterRowsWaitBehind() {
        String filler =
                IntStream.range(0, 600).mapToObj(i -> "B-" + i + ",GBP\n").collect(Collectors.joining());
        UUID id = store("ref,cur\nA-1,GBP\n" + filler + "A-1,EUR\n", MAPPING);
        purchases.merging.add("A-1");
        purchases.afterApply = rows -> purchases.merging.clear(); // the merge ends behind the first set

        worker.workOne();

        assertEquals("COMPLETED read 602 created 601 updated 1 unchanged 0 merged 0 rejected 0", show(id));
        assertEquals("EUR", text("SELECT body::json ->> 'currency' FROM purchase WHERE external_ref = 'A-1'"));
    }

    @Test
    @DisplayName("OR-05: rows of an order need not stand together; with one bad line the whole order comes back")
    void rowsAreGroupedAndABadLineSendsItsRecordBack() {
        UUID id = store("""
                ref,at,who,sku,n,p
                1,2010-01-01 09:00:00,7.0,A,1,1.50
                2,2010-01-01 10:00:00,8.0,B,1,2
                3,2010-01-01 10:00:00,,C,1,2
                1,2010-01-01 08:59:00,7.0,D,2,0.5
                2,2010-01-01 10:00:00,8.0,PADS,1,0.001
                4,2010-01-01 10:00:00,9.0,E,1,1
                4,2010-01-01 10:00:00,9.0,F,0,1
                4,2010-01-01 10:00:00,9.0,"G
                ,2010-01-01 10:00:00,9.0,H,1,1
                unknown-5,2010-01-01 10:00:00,9.0,I,1,1
                unknown-5,2010-01-01 10:00:00,9.0,J,1,1
                6,2010-01-01 10:00:00,9.0,K,0,1
                6,2010-01-01 10:00:00,9.0,L,1,1
                """, GROUPED);

        worker.workOne();

        assertEquals("COMPLETED read 13 created 1 updated 0 unchanged 0 merged 0 rejected 11", show(id));
        assertEquals(
                List.of(
                        "3 null record-rejected",
                        "4 customer.externalRef empty",
                        "6 lines[].unitPrice finer-than-minor-unit",
                        "7 null record-rejected",
                        "8 null record-rejected",
                        "9 null unclosed-quote",
                        "10 null no-group",
                        "11 customer.externalRef unknown-customer",
                        "12 customer.externalRef unknown-customer",
                        "13 lines[0].quantity positive",
                        "14 null record-rejected"),
                rejections(id));
        assertEquals("2010-01-01T08:59:00Z", text("SELECT body::json ->> 'placedAt' FROM purchase"));
        assertEquals(2, number("SELECT lines FROM purchase"));
        assertEquals(0, count("import_row") + count("import_chunk"));
    }

    @Test
    @DisplayName("grouped: a worker may die while staging and while applying")
    void aGroupedJobIsTakenUp() {
        StringBuilder file = new StringBuilder("ref,at,who,sku,n,p\n");
        for (int i = 0; i < 12_000; i++) {
            file.append(i % 3_000).append(",2010-01-01,7,S").append(i).append(",1,1\n");
        }
        UUID id = store(file.toString(), GROUPED);
        Random random = new Random(5);
        while (!answer(id).state().hasEnded()) {
            purchases.afterApply = rows -> {
                if (random.nextInt(3) == 0) {
                    throw new LeaseLost();
                }
            };
            worker.workOne();
            sql("UPDATE import_job SET lease_until = now() - interval '1 second' WHERE ended_at IS NULL");
        }

        assertEquals("COMPLETED read 12000 created 3000 updated 0 unchanged 0 merged 0 rejected 0", show(id));
        assertEquals(0, number("SELECT count(*) FROM purchase WHERE writes <> 1 OR lines <> 4"));
    }

    @Test
    void aRecordOfTooManyRowsComesBackWhole() {
        String rows = IntStream.range(0, 10_500)
                .mapToObj(i -> "1,2010-01-01,7,S" + i + ",1,1\n")
                .collect(Collectors.joining());
        UUID id = store("ref,at,who,sku,n,p\n" + rows + "2,2010-01-01,7,S,1,1\n", GROUPED);

        worker.workOne();

        assertEquals("COMPLETED read 10501 created 1 updated 0 unchanged 0 merged 0 rejected 10500", show(id));
        assertTrue(rejections(id).getFirst().endsWith("too-many-rows"));
    }

    @Test
    void aFileThatBreaksOffFailsAndKeepsWhatWasApplied() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Random random = new Random(3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("ref,cur\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 50_000; i++) {
                gzip.write(("A-" + i + "," + random.nextInt() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        UUID id = store(Arrays.copyOf(packed.toByteArray(), packed.size() / 2), MAPPING);

        worker.workOne();

        assertEquals(ImportState.FAILED, answer(id).state());
        assertEquals("broken-file", answer(id).error().code());
        assertEquals(
                "the file can't be read on: its gzip data are damaged or end too early",
                answer(id).error().reason());
        assertEquals(answer(id).created(), count("purchase"));
        assertTrue(answer(id).created() > 0);
        assertEquals(0, count("import_chunk"));
    }

    @Test
    void endedJobsArePurgedByAge() {
        UUID old = store("ref,cur\nA-1\n", MAPPING);
        worker.workOne();
        UUID young = store("ref,cur\nA-1\n", MAPPING);
        worker.workOne();
        sql("UPDATE import_job SET ended_at = now() - interval '31 days' WHERE id = '" + old + "'");

        QuarkusTransaction.requiringNew().run(() -> store.purge(Duration.ofDays(30)));

        assertTrue(store.find(old, "purchases").isEmpty());
        assertEquals(List.of(), store.rejections(old, 0, 10));
        assertEquals(1, store.rejections(young, 0, 10).size());
    }

    @Test
    @DisplayName("CU-07: a million lines stream in a memory that does not grow with the file")
    void aMillionLines() {
        int lines = Integer.getInteger("imports.lines", 1_000_000);
        UUID id = QuarkusTransaction.requiringNew().timeout(600).call(() -> {
            UUID job = UuidCreator.getTimeOrderedEpochPlus1();
            store.insert(
                    job,
                    new ShopId("london"),
                    "purchases",
                    "tester",
                    MAPPING,
                    "big.csv",
                    1,
                    Reading.form(new byte[0], MAPPING),
                    List.of());
            int number = 0;
            StringBuilder chunk = new StringBuilder("ref,cur,filler\n");
            for (int i = 0; i < lines; i++) {
                chunk.append("A-")
                        .append(i)
                        .append(",GBP,")
                        .append("x".repeat(80))
                        .append('\n');
                if (chunk.length() > ImportStore.CHUNK || i == lines - 1) {
                    store.insertChunk(job, number, chunk.toString().getBytes(StandardCharsets.UTF_8));
                    number++;
                    chunk.setLength(0);
                }
            }
            return job;
        });
        System.gc();
        long before = held();
        long started = System.nanoTime();
        AtomicReference<Long> most = new AtomicReference<>(0L);
        AtomicInteger sets = new AtomicInteger();
        purchases.afterApply = rows -> {
            if (sets.incrementAndGet() % 100 == 0) {
                most.accumulateAndGet(held(), Math::max);
            }
        };

        worker.workOne();

        System.out.printf(
                "%,d lines in %,d ms; live heap %,d KiB before, at most %,d KiB after a collection meanwhile%n",
                lines, (System.nanoTime() - started) / 1_000_000, before >> 10, most.get() >> 10);
        assertEquals(lines, answer(id).created());
        assertEquals(lines, count("purchase"));
        assertTrue(most.get() - before < 48 << 20, () -> "the heap grew by " + ((most.get() - before) >> 20) + " MiB");
    }

    /** What the last collections left alive, in bytes. */
    private static long held() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private void work(UUID id) {
        worker.workOne();
        assertEquals(ImportState.COMPLETED, answer(id).state());
    }

    private UUID store(String file, String mapping) {
        return store(file.getBytes(StandardCharsets.UTF_8), mapping);
    }

    private UUID store(byte[] file, String mapping) {
        return QuarkusTransaction.requiringNew().call(() -> {
            UUID id = UuidCreator.getTimeOrderedEpochPlus1();
            store.insert(
                    id,
                    new ShopId("london"),
                    "purchases",
                    "tester",
                    mapping,
                    "test.csv",
                    file.length,
                    Reading.form(file, mapping),
                    List.of());
            try (InputStream in = new ByteArrayInputStream(file)) {
                int number = 0;
                // Chunks far smaller than real ones: rows cross their borders
                for (byte[] chunk = in.readNBytes(10_007); chunk.length > 0; chunk = in.readNBytes(10_007)) {
                    store.insertChunk(id, number, chunk);
                    number++;
                }
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return id;
        });
    }

    private ImportAnswer answer(UUID id) {
        return store.find(id, "purchases").orElseThrow();
    }

    private String show(UUID id) {
        ImportAnswer job = answer(id);
        return "%s read %d created %d updated %d unchanged %d merged %d rejected %d"
                .formatted(
                        job.state(),
                        job.read(),
                        job.created(),
                        job.updated(),
                        job.unchanged(),
                        job.merged(),
                        job.rejected());
    }

    private List<String> rejections(UUID id) {
        return store.rejections(id, 0, 1_000).stream()
                .map(rejection -> rejection.line() + " " + rejection.field() + " " + rejection.code())
                .toList();
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute(statement));
    }

    private long count(String table) {
        return number("SELECT count(*) FROM " + table);
    }

    private long number(String query) {
        return db.read(handle -> handle.createQuery(query).mapTo(Long.class).one());
    }

    private String text(String query) {
        return db.read(handle -> handle.createQuery(query).mapTo(String.class).one());
    }
}
