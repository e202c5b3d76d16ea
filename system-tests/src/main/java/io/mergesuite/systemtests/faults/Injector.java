package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import io.mergesuite.systemtests.faults.Fault.DeleteTopic;
import io.mergesuite.systemtests.faults.Fault.EmptyTopic;
import io.mergesuite.systemtests.faults.Fault.Kill;
import io.mergesuite.systemtests.faults.Fault.KillAt;
import io.mergesuite.systemtests.faults.KillTable.Cell;
import io.mergesuite.systemtests.faults.KillTable.Side;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Carries faults out and sees what becomes of them. No two faults are at the same part at the same time. */
final class Injector {

    static final String POSTGRESQL = "postgresql";
    static final String KAFKA = "kafka";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    /** How long a crash point may not be reached while all services are ready, and at all. */
    private static final Duration REACH_LIMIT = Duration.ofSeconds(25);

    private static final Duration REACH_AT_ALL_LIMIT = Duration.ofMinutes(4);
    /** Services look at their topics every half minute. */
    private static final Duration TOPIC_LIMIT = Duration.ofSeconds(75);

    private static final Duration ENDS_LIMIT = Duration.ofMinutes(1);
    private static final String NOT_REACHED = " did not get there";
    private static final Duration STIMULATE_AGAIN = Duration.ofMillis(500);

    private final Stack stack;
    private final Sagas sagas;
    private final SuiteClient client;
    private final Events events;
    private final LostMerges lostMerges;
    private final KillTable table;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    Injector(Stack stack, SuiteClient client, Events events, LostMerges lostMerges, KillTable table) {
        this.stack = stack;
        this.sagas = new Sagas(new Databases(stack.layout()));
        this.client = client;
        this.events = events;
        this.lostMerges = lostMerges;
        this.table = table;
    }

    /** Carries it out, and returns when it has happened and, where that can be told, is overcome. */
    Seen carryOut(int round, Fault fault, MergeAsking merges) throws Exception {
        List<ReentrantLock> taken = new ArrayList<>();
        try {
            for (String part : new TreeSet<>(parts(fault))) {
                ReentrantLock lock = locks.computeIfAbsent(part, ignored -> new ReentrantLock());
                lock.lock();
                taken.add(lock);
            }
            return switch (fault) {
                case Kill kill -> kill(round, kill);
                case KillAt kill -> killAt(round, kill, merges);
                case EmptyTopic empty -> emptyTopic(round, empty);
                case DeleteTopic delete -> deleteTopic(round, delete);
            };
        } finally {
            taken.forEach(ReentrantLock::unlock);
        }
    }

    private static Set<String> parts(Fault fault) {
        return switch (fault) {
            case Kill(String part) -> Set.of(part);
            case KillAt kill -> {
                Set<String> parts =
                        new TreeSet<>(kill.sorted().stream().map(Service::id).toList());
                if (kill.point().startsWith("republish") || kill.point().startsWith("probe") || undoes(kill)) {
                    parts.add(KAFKA);
                    parts.add(POSTGRESQL);
                }
                yield parts;
            }
            case EmptyTopic ignored -> Set.of(KAFKA);
            case DeleteTopic ignored -> Set.of(KAFKA);
        };
    }

    /** Waits until all parts run and all services are ready. */
    void awaitReady() {
        for (Service service : Service.values()) {
            await(START_LIMIT, () -> ready(service), service.id() + " is ready");
        }
    }

    // --- Kills at any moment

    private Seen kill(int round, Kill kill) {
        Instant at = Instant.now();
        boolean everybodysPart = kill.part().equals(POSTGRESQL) || kill.part().equals(KAFKA);
        Set<UUID> live = states().keySet();
        ProcessHandle victim = awaitProcess(kill.part());
        end(victim);
        await(START_LIMIT, () -> other(kill.part(), victim).isPresent(), kill.part() + " starts again");
        if (everybodysPart) {
            return overcome(round, at, kill, live, "");
        }
        Service service = service(kill.part());
        await(START_LIMIT, () -> ready(service), kill.part() + " is ready");
        return new Seen(round, at, kill, true, since(at), "ready again");
    }

    /** With all its children: of PostgreSQL each connection is a process. */
    private static void end(ProcessHandle victim) {
        List<ProcessHandle> children = victim.descendants().toList();
        victim.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        victim.onExit().join();
    }

    // --- Kills at crash points

    private Seen killAt(int round, KillAt kill, MergeAsking merges) throws Exception {
        Instant at = Instant.now();
        Map<Service, ProcessHandle> armed = new EnumMap<>(Service.class);
        Map<Service, Long> logged = new EnumMap<>(Service.class);
        Map<Service, Map<UUID, SagaState>> atStart = new EnumMap<>(Service.class);
        holdSomebody(kill);
        for (Service service : kill.sorted()) {
            logged.put(service, Files.size(log(service)));
            arm(service, kill);
        }
        for (Service service : kill.sorted()) {
            armed.put(service, awaitProcess(service.id()));
            atStart.put(service, states());
        }
        stimulateOnce(kill, round);
        Set<String> seen = new TreeSet<>();
        Set<Service> alive = new TreeSet<>(kill.services());
        Instant giveUp = Instant.now().plus(REACH_AT_ALL_LIMIT);
        Instant looked = Instant.now();
        Duration reachable = Duration.ZERO;
        while (!alive.isEmpty()
                && reachable.compareTo(limit(kill)) < 0
                && Instant.now().isBefore(giveUp)) {
            for (Service service : List.copyOf(alive)) {
                if (!armed.get(service).isAlive()) {
                    alive.remove(service);
                    seen.addAll(lookAtTheDead(service, kill, logged.get(service), atStart.get(service)));
                }
            }
            Instant now = Instant.now();
            if (looked.plus(STIMULATE_AGAIN).isBefore(now)) {
                // A merge goes on only while the others, too, are there: other lanes kill them.
                if (Stream.of(Service.values()).allMatch(this::ready)) {
                    reachable = reachable.plus(Duration.between(looked, now));
                }
                looked = now;
                stimulate(kill, merges);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        // One that is still alive is disarmed by a kill, which is a fault as well.
        alive.forEach(service -> end(armed.get(service)));
        alive.forEach(service -> seen.add(service.id() + NOT_REACHED));
        boolean hit = seen.stream().noneMatch(what -> what.endsWith(NOT_REACHED));
        return new Seen(round, at, kill, hit, Double.NaN, String.join(", ", seen));
    }

    /** At once, before it starts again. Answers the states in which it died, or that it did not die where it should. */
    private Set<String> lookAtTheDead(Service service, KillAt kill, long logged, Map<UUID, SagaState> atStart)
            throws IOException {
        Set<Cell> cells = cells(service, kill.point(), atStart);
        if (!saysWhereItDied(service, logged, kill.point())) {
            return Set.of(service.id() + NOT_REACHED);
        }
        table.hit(service, kill.point());
        Set<String> states = new TreeSet<>();
        for (Cell cell : cells) {
            table.hit(cell);
            states.add(cell.state().name());
        }
        return states;
    }

    /** Kills what runs, and arms what the supervisor starts in its place a moment later; again, should it have been quicker. */
    private void arm(Service service, KillAt kill) {
        do {
            stack.layout().process(service.id()).ifPresent(Injector::end);
            stack.atNextStart(
                    service,
                    Map.of("SUITE_CRASH_POINT", kill.pass() == 1 ? kill.point() : kill.point() + ":" + kill.pass()));
        } while (stack.layout().process(service.id()).isPresent());
    }

    private static Duration limit(KillAt kill) {
        return kill.point().startsWith("republish") ? TOPIC_LIMIT : REACH_LIMIT;
    }

    /** What must happen once, while it runs, for a process to come to a rare point. */
    private void stimulateOnce(KillAt kill, int round) throws Exception {
        if (kill.point().startsWith("republish")) {
            Service service = kill.sorted().getFirst();
            String lost = switch (service) {
                case CUSTOMER_SERVICE -> "customer.facts";
                case ORDER_SERVICE -> "order.facts";
                default -> Events.TOPIC;
            };
            deleteTopic(round, new DeleteTopic(lost));
        }
    }

    /**
     * Somebody must be held by another service for one to be asked what became of a merge, or to undo what it has prepared. Those of the
     * round's begin may have been settled by now, and then hold up nobody.
     */
    private void holdSomebody(KillAt kill) throws Exception {
        if (kill.point().startsWith("probe") || undoes(kill)) {
            lostMerges.lose(
                    kill.services().contains(Service.LEAD_SERVICE) ? Service.ORDER_SERVICE : Service.LEAD_SERVICE);
        }
    }

    private static boolean undoes(KillAt kill) {
        return List.of("undo", "aborting", "aborted").contains(step(kill));
    }

    private static String step(KillAt kill) {
        return kill.point().substring(0, kill.point().indexOf('.'));
    }

    /** Sees to it that there is something to do at this point. */
    private void stimulate(KillAt kill, MergeAsking merges) {
        switch (step(kill)) {
            case "undo", "aborting", "aborted" -> merges.askForADoomedOne();
            case "move" -> merges.askForABigOneOnce(kill.sorted().getFirst());
            case "probe" -> settle();
            default -> {
                // Merges are asked for all the time.
            }
        }
    }

    private void settle() {
        try {
            lostMerges.settle();
        } catch (SQLException e) {
            // PostgreSQL is away; there is a next time.
        }
    }

    private Set<Cell> cells(Service service, String point, Map<UUID, SagaState> atStart) {
        for (Side side : Side.values()) {
            if (point.endsWith(side.point())) {
                String step = point.substring(0, point.length() - side.point().length());
                if (service == Service.MERGE_ORCHESTRATOR) {
                    for (SagaState state : SagaState.values()) {
                        if (state.point().equals(step)) {
                            return Set.of(new Cell(state, service, side));
                        }
                    }
                } else if (!SagaState.of(step).isEmpty()) {
                    try {
                        return sagas.diedIn(service, step, side, atStart);
                    } catch (SQLException | IOException e) {
                        return Set.of(); // PostgreSQL has died as well: nobody can tell
                    }
                }
            }
        }
        return Set.of();
    }

    private Map<UUID, SagaState> states() {
        try {
            return sagas.states();
        } catch (SQLException | IOException e) {
            return Map.of();
        }
    }

    private Path log(Service service) {
        return stack.layout().log(service.id());
    }

    private boolean saysWhereItDied(Service service, long from, String point) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log(service).toFile(), "r")) {
            byte[] text = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(text);
            return new String(text, StandardCharsets.UTF_8).contains("Killed at crash point " + point + "\n");
        }
    }

    // --- Topics

    private Seen emptyTopic(int round, EmptyTopic empty) throws InterruptedException, ExecutionException {
        Instant at = Instant.now();
        Set<UUID> live = states().keySet();
        try (Admin admin = admin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            if (empty.topic().equals(Events.TOPIC)) {
                events.read().forEach((partition, offset) -> all.put(partition, RecordsToDelete.beforeOffset(offset)));
            } else {
                admin.describeTopics(List.of(empty.topic()))
                        .topicNameValues()
                        .get(empty.topic())
                        .get()
                        .partitions()
                        .forEach(partition -> all.put(
                                new TopicPartition(empty.topic(), partition.partition()),
                                RecordsToDelete.beforeOffset(-1)));
            }
            admin.deleteRecords(all).all().get();
        }
        return overcome(round, at, empty, live, "");
    }

    private Seen deleteTopic(int round, DeleteTopic delete) throws InterruptedException, ExecutionException {
        Instant at = Instant.now();
        Set<UUID> live = states().keySet();
        try (Admin admin = admin()) {
            Uuid before = id(admin, delete.topic()).orElse(Uuid.ZERO_UUID);
            admin.deleteTopics(List.of(delete.topic())).all().get();
            await(
                    TOPIC_LIMIT,
                    () -> id(admin, delete.topic())
                            .filter(id -> !id.equals(before))
                            .isPresent(),
                    delete.topic() + " is made again");
        }
        double made = since(at);
        if (delete.topic().equals(Events.TOPIC)) {
            events.beginAnew();
        }
        return overcome(round, at, delete, live, "made again after %.1f s; ".formatted(made));
    }

    private Admin admin() {
        return Admin.create(Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.layout().bootstrapServers()));
    }

    private static Optional<Uuid> id(Admin admin, String topic) {
        try {
            return Optional.of(admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .topicId());
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /**
     * Waits for the merges that were under way. Some may wait for a service that other faults keep away; then nothing is said of the
     * recovery, as SG-05 counts from the end of all faults.
     */
    private Seen overcome(int round, Instant at, Fault fault, Set<UUID> live, String what) {
        Instant giveUp = Instant.now().plus(ENDS_LIMIT);
        while (Instant.now().isBefore(giveUp)) {
            try {
                if (sagas.live(live).isEmpty()) {
                    return new Seen(
                            round, at, fault, true, since(at), what + live.size() + " merges under way have ended");
                }
            } catch (SQLException | IOException e) {
                // PostgreSQL is away, still or again.
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return new Seen(round, at, fault, true, Double.NaN, what + "merges under way wait for others");
    }

    // --- Processes

    private ProcessHandle awaitProcess(String part) {
        await(START_LIMIT, () -> stack.layout().process(part).isPresent(), part + " starts");
        return stack.layout().process(part).orElseThrow();
    }

    private Optional<ProcessHandle> other(String part, ProcessHandle than) {
        return stack.layout().process(part).filter(process -> !process.equals(than));
    }

    private static Service service(String part) {
        for (Service service : Service.values()) {
            if (service.id().equals(part)) {
                return service;
            }
        }
        throw new IllegalArgumentException("no service: " + part);
    }

    private boolean ready(Service service) {
        try {
            return client.get(service, "/q/health/ready").status() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static double since(Instant at) {
        return Duration.between(at, Instant.now()).toMillis() / 1000.0;
    }

    private interface Condition {
        boolean holds();
    }

    /** @throws NotInTime when it does not hold in time */
    private static void await(Duration limit, Condition condition, String what) {
        Instant giveUp = Instant.now().plus(limit);
        while (!condition.holds()) {
            if (Instant.now().isAfter(giveUp)) {
                throw new NotInTime("after " + limit.toSeconds() + " s still not: " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** Something did not come back: a violation of SG-05. */
    static final class NotInTime extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotInTime(String message) {
            super(message);
        }
    }
}
