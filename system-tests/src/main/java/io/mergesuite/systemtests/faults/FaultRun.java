package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.faults.Plan.Lane;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Rounds of merges with orders coming in, each with its faults, on a stack of its own; after each round all must have ended in time, and
 * nothing may be lost.
 */
public final class FaultRun implements AutoCloseable {

    /** SG-05: how long merges may take to end once the faults have. */
    private static final Duration END_LIMIT = Duration.ofMinutes(1);

    /** A key whose holder was killed is free again after the minute of its lease (API-04). */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);

    private static final List<String> SHOPS = List.of(People.PLAIN, People.CHAINS);
    /** An import is waited for up to a minute. */
    private static final Duration IMPORT_LIMIT = Duration.ofSeconds(90);

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /**
     * How long and how hard.
     *
     * @param everything whether every crash point and every cell of the table is to be hit, and a cell that stays empty fails
     * @param customers for each round
     * @param leastMerges for each round, asked for before it ends
     * @param ordersPerSecond records that come in
     */
    public record Options(
            int rounds, long seed, boolean everything, int customers, int leastMerges, int ordersPerSecond) {}

    private final Options options;
    private final Consumer<String> out;
    private final Stack stack;
    private final Databases databases;
    private final Sagas sagas;
    private final SuiteClient client;
    private final Journal journal;
    private final Requests requests;
    private final KillTable table = new KillTable();
    private final FaultReport report;

    private FaultRun(Options options, Stack stack, Consumer<String> out) throws IOException {
        this.options = options;
        this.out = out;
        this.stack = stack;
        this.databases = new Databases(stack.layout());
        this.sagas = new Sagas(databases);
        this.client = new SuiteClient(stack.layout(), SHOPS, REQUEST_LIMIT);
        this.journal = new Journal(stack.layout().data().resolve("journal.ndjson"));
        this.requests = new Requests(client, journal);
        this.report = new FaultReport(options, table);
    }

    /** Runs all rounds, or those up to the first in which something does not hold, on a stack that begins empty. */
    public static FaultReport run(StackLayout layout, Options options, Consumer<String> out) throws Exception {
        Stack stack = Stack.start(layout, true, out);
        try (FaultRun run = new FaultRun(options, stack, out)) {
            return run.rounds();
        } finally {
            stack.close();
        }
    }

    private FaultReport rounds() throws Exception {
        People people = new People(databases, options.seed());
        Instant begun = Instant.now();
        try (SuiteClient importer = new SuiteClient(stack.layout(), SHOPS, IMPORT_LIMIT)) {
            people.make(importer, options.rounds() * options.customers(), options.everything() ? 4 : 1);
        }
        out.accept("a base of %d customers after %.1f s"
                .formatted(options.rounds() * options.customers(), Injector.since(begun)));
        LostMerges lostMerges = new LostMerges(databases, people);
        try (Events events = Events.listen(stack.layout())) {
            Verdict verdict = new Verdict(databases, journal, events, requests);
            Injector injector = new Injector(stack, client, events, lostMerges, table);
            Plan plan = new Plan(options.rounds(), options.everything(), options.seed(), table);
            for (int round = 0; round < options.rounds() && report.holds(); round++) {
                new Round(round, people, lostMerges, injector, verdict).run(plan.round(round));
            }
            report.counts(verdict.counts(), requests.sent(), requests.lost());
        }
        report.ended(Injector.since(begun));
        return report;
    }

    /** One round: faults while merges run and orders come in, then the end of all, then the verdict. */
    private final class Round {

        private final int number;
        private final People people;
        private final LostMerges lostMerges;
        private final Injector injector;
        private final Verdict verdict;
        private final List<String> violations = new ArrayList<>();

        Round(int number, People people, LostMerges lostMerges, Injector injector, Verdict verdict) {
            this.number = number;
            this.people = people;
            this.lostMerges = lostMerges;
            this.injector = injector;
            this.verdict = verdict;
        }

        void run(List<Lane> lanes) throws Exception {
            Instant begun = Instant.now();
            long seed = options.seed() * 1_000 + number;
            people.learn();
            requests.takeHeart();
            lostMerges.lose(Service.LEAD_SERVICE);
            double ended;
            int asked;
            Intake intake = Intake.start(requests, people, number, options.ordersPerSecond(), seed);
            MergeAsking merges = MergeAsking.start(requests, people, lostMerges, number, seed);
            try {
                inject(lanes, merges);
                ended = awaitEndsOfWhatWasHit();
                if (!awaitTrue(Duration.ofMinutes(2), () -> merges.asked() >= options.leastMerges())) {
                    violations.add("R-1 only " + merges.asked() + " merges were asked for");
                }
                merges.stop();
                awaitReady();
                if (!awaitTrue(END_LIMIT, sagas::allEnded)) {
                    violations.add("SG-05 merges that have not ended within " + END_LIMIT.toSeconds()
                            + " s of the last one asked for: " + sagas.states());
                }
                intake.stop();
                if (!awaitTrue(ANSWER_LIMIT, () -> requests.unanswered().isEmpty())) {
                    violations.add("SG-05 requests that got no answer within " + ANSWER_LIMIT.toSeconds() + " s: "
                            + requests.unanswered());
                }
            } finally {
                requests.giveUp();
                merges.close();
                intake.close();
                asked = merges.asked();
            }
            // What came in last may have opened a merge.
            awaitTrue(END_LIMIT, () -> sagas.allEnded() && outboxesAreEmpty() && verdict.unheard() == 0);
            lostMerges.forget();
            violations.addAll(verdict.violations());
            violations.forEach(violation -> report.violation(number, violation));
            out.accept("round %2d: %3d merges asked for, ended %.1f s after the faults, %.0f s in all%s"
                    .formatted(
                            number + 1,
                            asked,
                            ended,
                            Injector.since(begun),
                            violations.isEmpty() ? "" : ", VIOLATED: " + violations));
        }

        private void inject(List<Lane> lanes, MergeAsking merges) throws InterruptedException {
            List<Callable<Void>> work = new ArrayList<>();
            for (Lane lane : lanes) {
                work.add(() -> {
                    for (Fault fault : lane.faults()) {
                        Seen seen = injector.carryOut(number, fault, merges);
                        report.seen(seen);
                        out.accept("  " + seen);
                    }
                    return null;
                });
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Void> lane : threads.invokeAll(work)) {
                    try {
                        lane.get();
                    } catch (ExecutionException e) {
                        violations.add("SG-05 " + e.getCause());
                    }
                }
            }
        }

        private void awaitReady() {
            try {
                injector.awaitReady();
            } catch (Injector.NotInTime e) {
                violations.add("SG-05 " + e.getMessage());
            }
        }

        /**
         * SG-05: the merges that live when the last fault is over, while others are still asked for and killed services may not be
         * ready yet. Answers how many seconds it took.
         */
        private double awaitEndsOfWhatWasHit() throws Exception {
            Instant faultsEnded = Instant.now();
            Set<UUID> hit = sagas.states().keySet();
            lostMerges.settle();
            if (!awaitTrue(END_LIMIT, () -> sagas.live(hit).isEmpty())) {
                violations.add("SG-05 merges that have not ended within " + END_LIMIT.toSeconds()
                        + " s of the end of the faults: " + sagas.live(hit));
            }
            double seconds = Injector.since(faultsEnded);
            report.ends(seconds);
            return seconds;
        }

        private boolean outboxesAreEmpty() throws SQLException {
            for (Service service : Service.values()) {
                if (databases.number(service, "SELECT count(*) FROM outbox") > 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean awaitTrue(Duration limit, Callable<Boolean> condition) throws Exception {
        Instant giveUp = Instant.now().plus(limit);
        while (!condition.call()) {
            if (Instant.now().isAfter(giveUp)) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        client.close();
        journal.close();
    }
}
