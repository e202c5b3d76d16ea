package io.mergesuite.systemtests.bench;

import static io.mergesuite.systemtests.bench.OrderIntake.percentileOf;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.bench.Floor.Pair;
import io.mergesuite.systemtests.oracle.Oracle;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Measures the suite beside plain SQL, in one run on one machine: {@code ./suite bench [P-1 …]}.
 *
 * <p>It starts a stack of its own ({@code SUITE_DATA}, default {@code .suite/bench}, emptied first; {@code SUITE_PORT}, default 18080)
 * with the heaps and the durability of {@code ./suite start}, makes bases from {@code BENCH_SEED}, and writes {@code bench.json} there.
 * {@code --running} measures the stack that runs there already, as it is: for trying things out.
 */
public final class BenchMain {

    private static final Set<String> ALL = new TreeSet<>(List.of("P-1", "P-2", "P-3", "P-7", "P-8", "P-9"));
    private static final int PAIRS = 10_000;
    private static final int WARM_UP_PAIRS = 4_000;
    private static final int SINGLES = 300;
    private static final int WARM_UP_SINGLES = 500;
    private static final int FLOOR_CONNECTIONS = 8;
    private static final int ORDERS_PER_SECOND = 20;
    private static final int BIG_ROUNDS = 5;
    private static final int BIG_ORDERS_PER_SECOND = 50;
    private static final int IMPORT_WARM_UP = 20_000;
    private static final Duration IDLE_INTAKE = Duration.ofSeconds(10);
    /** Of the 10,000 customers of P-8's small base: until the JVMs are warm, measured, and merged by the floor. */
    private static final int GROWTH_WARM_UP = 2_500;

    private static final int GROWTH_PAIRS = 1_500;
    private static final int GROWTH_FLOOR_PAIRS = 1_000;
    private static final int GROWTH_CUSTOMERS = 2 * (GROWTH_WARM_UP + GROWTH_PAIRS + GROWTH_FLOOR_PAIRS);

    private final Path data;
    private final long seed;
    private final boolean running;
    private final StackLayout layout;
    private final Databases databases;
    private final Base base;
    private final Floor floor;
    private final Report report = new Report();

    private BenchMain(Path data, int port, long seed, boolean running) {
        this.data = data;
        this.seed = seed;
        this.running = running;
        this.layout = new StackLayout(data, port);
        this.databases = new Databases(layout);
        this.base = new Base(databases, seed);
        this.floor = new Floor(databases);
    }

    public static void main(String[] arguments) throws Exception {
        Set<String> figures = new TreeSet<>(Arrays.asList(arguments));
        boolean running = figures.remove("--running");
        if (figures.isEmpty()) {
            figures.addAll(ALL);
        }
        if (!ALL.containsAll(figures)) {
            System.err.println("Figures that can be measured: " + String.join(" ", ALL));
            System.exit(2);
        }
        Map<String, String> environment = System.getenv();
        new BenchMain(
                        Path.of(environment.getOrDefault("SUITE_DATA", ".suite/bench"))
                                .toAbsolutePath(),
                        Integer.parseInt(environment.getOrDefault("SUITE_PORT", "18080")),
                        Long.parseLong(environment.getOrDefault("BENCH_SEED", "1")),
                        running)
                .run(figures);
    }

    private void run(Set<String> figures) throws Exception {
        double readySeconds = running ? Double.NaN : suite("start", "--detach", "--fresh");
        try (SuiteClient client = new SuiteClient(layout, List.of(Base.SHOP), Duration.ofSeconds(60))) {
            client.openShop(Base.SHOP, "JP", "JPY");
            describe();
            Map<String, Double> memory = Map.of();
            if (figures.contains("P-8")) {
                growth(client);
            }
            if (figures.contains("P-1") || figures.contains("P-9")) {
                memory = throughput(client, figures.contains("P-1"));
            }
            if (figures.contains("P-2")) {
                latency(client);
            }
            if (figures.contains("P-3")) {
                bigCustomer(client);
            }
            if (figures.contains("P-7")) {
                customerFile();
            }
            if (figures.contains("P-9")) {
                // Last: the services of an idle system have run for long, not just started.
                suite("stop");
                readySeconds = suite("start", "--detach");
                footprint(readySeconds, memory);
            }
            List<String> violations = new Oracle(databases).violations();
            report.setting("violations", violations);
            System.out.println(
                    violations.isEmpty() ? "oracle: nothing lost, nothing doubled" : "ORACLE: " + violations);
        } finally {
            report.print();
            report.write(data.resolve("bench.json"));
            if (!running) {
                suite("stop");
            }
        }
    }

    /** P-1: a batch of pairs against one transaction a database and merge. @return the memory of all parts after it */
    private Map<String, Double> throughput(SuiteClient client, boolean reported) throws Exception {
        List<Pair> floorPairs = pairs(base.add(2 * PAIRS));
        List<Pair> setPairs = pairs(base.add(2 * PAIRS));
        List<Pair> warmUp = pairs(base.add(2 * WARM_UP_PAIRS));
        UUID[] suiteIds = base.add(2 * PAIRS);
        List<Pair> suitePairs = pairs(suiteIds);
        UUID[] others = base.add(1_000);
        Processes processes = new Processes(layout);

        floor.oneByOne(floorPairs.subList(0, PAIRS / 10), FLOOR_CONNECTIONS);
        new BatchRun(client, databases).merge(warmUp);
        List<Pair> timed = floorPairs.subList(PAIRS / 10, PAIRS);
        double f1 =
                perSecond(timed.size(), floor.oneByOne(timed, FLOOR_CONNECTIONS).nanos());
        double f2 = perSecond(PAIRS, floor.asSets(setPairs).nanos());

        try (OrderIntake intake = OrderIntake.start(client, List.of(others), ORDERS_PER_SECOND)) {
            Map<String, Double> before = processes.cpuMillis();
            double suite = perSecond(PAIRS, new BatchRun(client, databases).merge(suitePairs));
            Map<String, Double> used = BatchRun.difference(before, processes.cpuMillis());
            OrderIntake.Result orders = intake.take();
            if (reported) {
                Map<String, Object> details = new LinkedHashMap<>();
                details.put("suite merges/s", round(suite));
                details.put("F1 merges/s", round(f1));
                details.put("F2 merges/s", round(f2));
                details.put("core ms a merge", perMerge(used, PAIRS));
                details.put("orders beside it", orders);
                report.figure(
                        "P-1",
                        "merges a second, one batch of 10,000 pairs, against F1",
                        suite / f1,
                        ">= 0.3",
                        suite / f1 >= 0.3,
                        details);
            }
        }
        return rounded(processes.memoryMegabytes());
    }

    /** P-2: one merge on an idle system, from request to COMPLETED, against F1 with one connection. */
    private void latency(SuiteClient client) throws Exception {
        List<Pair> pairs = pairs(base.add(2 * (SINGLES + WARM_UP_SINGLES)));
        long[] each = new long[SINGLES];
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            Map<String, Object> body = Map.of(
                    "survivorId", pair.survivor().toString(),
                    "sourceIds", List.of(pair.source().toString()),
                    "reason", "bench");
            long start = System.nanoTime();
            String state = client.post(Service.MERGE_ORCHESTRATOR, "/v1/merges", body, "Prefer", "wait=30")
                    .expect(201)
                    .path("state")
                    .asText();
            if (!state.equals("COMPLETED")) {
                throw new IllegalStateException("a single merge is " + state + " after its wait");
            }
            if (i >= WARM_UP_SINGLES) {
                each[i - WARM_UP_SINGLES] = System.nanoTime() - start;
            }
        }
        List<Pair> floorPairs = pairs(base.add(2 * (SINGLES + WARM_UP_SINGLES)));
        floor.oneByOne(floorPairs.subList(0, WARM_UP_SINGLES), 1);
        long[] f1 = floor.oneByOne(floorPairs.subList(WARM_UP_SINGLES, floorPairs.size()), 1).each().stream()
                .mapToLong(Long::longValue)
                .toArray();
        double ratio = percentileOf(each, 0.5) / percentileOf(f1, 0.5);
        report.figure(
                "P-2",
                "one merge on an idle system, p50 against F1 with one connection",
                ratio,
                "<= 30 x",
                ratio <= 30,
                Map.of(
                        "suite p50, p99 ms",
                        round(percentileOf(each, 0.5)) + ", " + round(percentileOf(each, 0.99)),
                        "F1 p50, p99 ms",
                        round(percentileOf(f1, 0.5)) + ", " + round(percentileOf(f1, 0.99)),
                        "p99 against F1",
                        round(percentileOf(each, 0.99) / percentileOf(f1, 0.99))));
    }

    /** P-3: one customer with a million orders against one big UPDATE, and orders that come in beside it. */
    private void bigCustomer(SuiteClient client) throws Exception {
        int orders = Integer.parseInt(System.getenv().getOrDefault("BENCH_BIG_ORDERS", "1000000"));
        UUID[] others = base.add(1_000);
        UUID floorSource = base.addBig(orders);
        double floorRows = floor.oneBigUpdate(others[0], floorSource);
        floor.oneByOne(List.of(new Pair(others[0], floorSource)), 1); // the rest of this merge, for the oracle

        List<Double> idle = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        List<Double> rows = new ArrayList<>();
        List<UUID> buyers = List.of(others).subList(10, others.length);
        for (int round = 0; round < BIG_ROUNDS; round++) {
            UUID source = base.addBig(orders);
            try (OrderIntake intake = OrderIntake.start(client, buyers, BIG_ORDERS_PER_SECOND)) {
                Thread.sleep(IDLE_INTAKE);
                idle.add(intake.take().p99Millis());
                long start = System.nanoTime();
                merge(client, new Pair(others[round + 1], source));
                rows.add(orders / ((System.nanoTime() - start) / 1e9));
                beside.add(intake.take().p99Millis());
            }
        }
        double ratio = median(rows) / floorRows;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "suite rows/s, each round", rows.stream().map(BenchMain::round).toList());
        details.put("one big UPDATE rows/s", round(floorRows));
        details.put("orders in one customer", orders);
        report.figure(
                "P-3",
                "one customer with a million orders, rows/s against one UPDATE",
                ratio,
                ">= 0.5",
                ratio >= 0.5,
                details);
        double slower = median(beside) / median(idle);
        report.figure(
                "P-3",
                "orders beside it (" + BIG_ORDERS_PER_SECOND + "/s), p99 against idle, median of five rounds",
                slower,
                "<= 2 x",
                slower <= 2,
                Map.of("p99 ms beside", beside, "p99 ms idle", idle));
    }

    private void merge(SuiteClient client, Pair pair) throws IOException, InterruptedException {
        Map<String, Object> body = Map.of(
                "survivorId", pair.survivor().toString(),
                "sourceIds", List.of(pair.source().toString()),
                "reason", "bench");
        String id = client.post(Service.MERGE_ORCHESTRATOR, "/v1/merges", body, "Prefer", "wait=1")
                .expect(201)
                .path("id")
                .asText();
        while (true) {
            String state = client.get(Service.MERGE_ORCHESTRATOR, "/v1/merges/" + id)
                    .expect(200)
                    .path("state")
                    .asText();
            if (state.equals("COMPLETED")) {
                return;
            }
            if (state.equals("ABORTED")) {
                throw new IllegalStateException("merge " + id + " was aborted");
            }
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    /** P-7: a file of customers against {@code COPY} of the same rows, and what customer-service needed of memory at most. */
    private void customerFile() throws Exception {
        int customers = Integer.parseInt(System.getenv().getOrDefault("BENCH_IMPORT", "200000"));
        Path file = data.resolve("customers.ndjson");
        try (SuiteClient client = new SuiteClient(layout, List.of("imported"), Duration.ofMinutes(30))) {
            client.openShop("imported", "JP", "JPY");
            CustomerFile load = new CustomerFile(client, databases, "imported");
            CustomerFile.write(file, seed + 1, IMPORT_WARM_UP);
            load.load(file, IMPORT_WARM_UP);
            CustomerFile.write(file, seed, customers);
            Processes processes = new Processes(layout);
            Map<String, Double> before = processes.cpuMillis();
            double suite = customers / load.load(file, customers);
            Map<String, Double> used = BatchRun.difference(before, processes.cpuMillis());
            double floorRows = (customers + IMPORT_WARM_UP) / load.floor(data);
            double ratio = suite / floorRows;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("customers", customers);
            details.put("megabytes of NDJSON", round(Files.size(file) / 1e6));
            details.put("suite rows/s", round(suite));
            details.put("COPY and indexes rows/s", round(floorRows));
            details.put("core ms a customer", perMerge(used, customers));
            details.put(
                    "customer-service's memory at most, MB",
                    round(processes.peakMegabytes(Service.CUSTOMER_SERVICE.id())));
            report.figure(
                    "P-7",
                    "import of customers, rows/s until the last copy, against COPY and indexes",
                    ratio,
                    ">= 0.1",
                    ratio >= 0.1,
                    details);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** P-8: what a merge costs in a base of ten thousand and in one of a million, beside the floor's own growth. */
    private void growth(SuiteClient client) throws Exception {
        int big = Integer.parseInt(System.getenv().getOrDefault("BENCH_BASE", "1000000"));
        Cost small = cost(client);
        base.add(big - 2 * GROWTH_CUSTOMERS);
        Cost large = cost(client);
        double suite = large.suiteMillis() / small.suiteMillis();
        double plain = large.floorMillis() / small.floorMillis();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("customers", GROWTH_CUSTOMERS + " and " + big);
        details.put("suite core ms a merge", round(small.suiteMillis()) + ", " + round(large.suiteMillis()));
        details.put("F1 core ms a merge", round(small.floorMillis()) + ", " + round(large.floorMillis()));
        details.put("rows written a merge", round(small.rows()) + ", " + round(large.rows()));
        details.put("buffers a merge", round(small.buffers()) + ", " + round(large.buffers()));
        report.figure(
                "P-8",
                "growth of a merge's cost, " + GROWTH_CUSTOMERS + " to " + big + " customers, against F1's growth",
                suite / plain,
                "<= 1.4 x",
                suite / plain <= 1.4,
                details);
    }

    private record Cost(double suiteMillis, double floorMillis, double rows, double buffers) {}

    private Cost cost(SuiteClient client) throws Exception {
        List<Pair> pairs = pairs(base.add(GROWTH_CUSTOMERS));
        List<Pair> warmUp = pairs.subList(0, GROWTH_WARM_UP);
        List<Pair> mine = pairs.subList(GROWTH_WARM_UP, GROWTH_WARM_UP + GROWTH_PAIRS);
        List<Pair> plain = pairs.subList(GROWTH_WARM_UP + GROWTH_PAIRS, pairs.size());
        Processes processes = new Processes(layout);
        new BatchRun(client, databases).merge(warmUp);
        long[] counters = counters();
        Map<String, Double> before = processes.cpuMillis();
        new BatchRun(client, databases).merge(mine);
        double used = total(BatchRun.difference(before, processes.cpuMillis())) / mine.size();
        long[] after = counters();
        before = processes.cpuMillis();
        floor.oneByOne(plain, FLOOR_CONNECTIONS);
        double floorUsed = total(BatchRun.difference(before, processes.cpuMillis())) / plain.size();
        return new Cost(
                used,
                floorUsed,
                (after[0] - counters[0]) / (double) mine.size(),
                (after[1] - counters[1]) / (double) mine.size());
    }

    /** Rows written and buffers touched so far, over all databases. */
    private long[] counters() throws SQLException, InterruptedException {
        // Backends report their counters when idle for a moment.
        Thread.sleep(Duration.ofSeconds(2));
        long[] sums = new long[2];
        for (Service service : Service.values()) {
            sums[0] += databases.number(
                    service,
                    "SELECT tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname = current_database()");
            sums[1] += databases.number(
                    service, "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()");
        }
        return sums;
    }

    /** P-9: from the command to ready, and the memory of all. */
    private void footprint(double readySeconds, Map<String, Double> memory) {
        report.figure(
                "P-9",
                "embedded stack from command to ready, seconds",
                readySeconds,
                "<= 30",
                readySeconds <= 30,
                Map.of());
        double all = total(memory) / 1024;
        report.figure(
                "P-9",
                "memory of all processes (PSS) after P-1, GB",
                all,
                "<= 2.5",
                all <= 2.5,
                new LinkedHashMap<>(memory));
    }

    /** Runs the launcher as a person does. @return seconds until it came back */
    private double suite(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("suite").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = new HashMap<>();
        environment.put("SUITE_DATA", data.toString());
        environment.put(
                "SUITE_PORT",
                Integer.toString(layout.uri(Service.MERGE_ORCHESTRATOR).getPort()));
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("./suite " + String.join(" ", arguments) + " ended with " + code);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void describe() throws SQLException {
        report.setting("at", Instant.now().toString());
        report.setting("processors", Runtime.getRuntime().availableProcessors());
        report.setting("operating system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        report.setting("java", Runtime.version().toString());
        for (String name :
                List.of("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")) {
            report.setting(name, databases.text(Service.ORDER_SERVICE, "SHOW " + name));
        }
        for (Service service : Service.values()) {
            report.setting("heap of " + service.id(), service.heap());
        }
        report.setting("orders a second beside P-1", ORDERS_PER_SECOND);
    }

    private static List<Pair> pairs(UUID[] ids) {
        List<Pair> pairs = new ArrayList<>(ids.length / 2);
        for (int i = 0; i + 1 < ids.length; i += 2) {
            pairs.add(new Pair(ids[i], ids[i + 1]));
        }
        return pairs;
    }

    private static double perSecond(int merges, long nanos) {
        return merges / (nanos / 1e9);
    }

    private static Map<String, String> perMerge(Map<String, Double> millis, int merges) {
        Map<String, String> each = new LinkedHashMap<>();
        millis.forEach((part, used) -> each.put(part, round(used / merges)));
        each.put("all", round(total(millis) / merges));
        return each;
    }

    private static double total(Map<String, Double> figures) {
        return figures.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static Map<String, Double> rounded(Map<String, Double> figures) {
        Map<String, Double> rounded = new LinkedHashMap<>();
        figures.forEach((name, value) -> rounded.put(name, (double) Math.round(value)));
        return rounded;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }
}
