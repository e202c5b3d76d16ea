package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks for merges at a steady pace until it is closed: single ones and batches, pairs that race, links of chains, some that must be
 * refused and some that must be aborted.
 */
final class MergeAsking implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(250);
    /** No more are asked for while so many requests wait for an answer. */
    private static final int MOST_WAITING = 100;

    private final Requests requests;
    private final People people;
    private final LostMerges lostMerges;
    private final int round;
    private final Random random;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger asked = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> urgent = new ConcurrentLinkedQueue<>();
    private final Set<Service> movers = ConcurrentHashMap.newKeySet();
    private final ExecutorService clock = Executors.newSingleThreadExecutor();
    private int next;
    private volatile boolean stopping;

    private MergeAsking(Requests requests, People people, LostMerges lostMerges, int round, long seed) {
        this.requests = requests;
        this.people = people;
        this.lostMerges = lostMerges;
        this.round = round;
        this.random = new Random(seed);
    }

    static MergeAsking start(Requests requests, People people, LostMerges lostMerges, int round, long seed) {
        MergeAsking asking = new MergeAsking(requests, people, lostMerges, round, seed);
        asking.clock.execute(asking::run);
        return asking;
    }

    /** How many merges were asked for. */
    int asked() {
        return asked.get();
    }

    /** Merges a customer with many rows of this service next, unless one was merged in this round already. */
    void askForABigOneOnce(Service mover) {
        if (!movers.add(mover)) {
            return;
        }
        urgent.add(() -> people.bigIn(mover)
                .ifPresent(source ->
                        people.fresh(People.PLAIN, 1).forEach(survivor -> single(survivor, List.of(source)))));
    }

    /** Asks next for a merge that a participant refuses. */
    void askForADoomedOne() {
        urgent.add(this::doomed);
    }

    private void run() {
        while (!stopping) {
            Runnable first = urgent.poll();
            if (first != null) {
                first.run();
            } else if (requests.waiting() < MOST_WAITING) {
                any();
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    private void any() {
        String shop = random.nextBoolean() ? People.PLAIN : People.CHAINS;
        int percent = random.nextInt(100);
        if (percent < 45) {
            List<Person> some = people.fresh(shop, 2 + random.nextInt(2));
            if (some.size() > 1) {
                single(some.getFirst(), some.subList(1, some.size()));
            }
        } else if (percent < 60) {
            batch(shop, people.fresh(shop, 2 * (4 + random.nextInt(5))));
        } else if (percent < 72) {
            opposite(people.fresh(shop, 2));
        } else if (percent < 82) {
            overlapping(people.fresh(shop, 3));
        } else if (percent < 90) {
            chain();
        } else if (percent < 95) {
            refused();
        } else {
            doomed();
        }
    }

    private void single(Person survivor, List<Person> sources) {
        String key = key();
        Map<String, Object> body = body(key, survivor, sources);
        boolean repeats = random.nextInt(4) == 0;
        ask(key, null, body, repeats, survivor);
    }

    /** The same two customers, each as the other's source, at the same time (SG-06). */
    private void opposite(List<Person> pair) {
        if (pair.size() == 2) {
            String race = "race-" + round + "-" + next;
            String one = key();
            String other = key();
            ask(one, race, body(one, pair.get(0), List.of(pair.get(1))), false, pair.get(0));
            ask(other, race, body(other, pair.get(1), List.of(pair.get(0))), false, pair.get(0));
        }
    }

    /** The same source for two survivors at the same time (SG-06). */
    private void overlapping(List<Person> three) {
        if (three.size() == 3) {
            String race = "race-" + round + "-" + next;
            String one = key();
            String other = key();
            ask(one, race, body(one, three.get(0), List.of(three.get(2))), false, three.get(0));
            ask(other, race, body(other, three.get(1), List.of(three.get(2))), false, three.get(1));
        }
    }

    /** A former survivor is merged away itself (CM-03). */
    private void chain() {
        people.survivor(random, People.CHAINS)
                .ifPresent(source ->
                        people.fresh(People.CHAINS, 1).forEach(survivor -> single(survivor, List.of(source))));
    }

    /** Someone who is merged away already, or a former survivor where the policy forbids it. */
    private void refused() {
        Optional<Person> source = random.nextBoolean() ? people.gone(random) : people.survivor(random, People.PLAIN);
        source.ifPresent(
                person -> people.fresh(person.shop(), 1).forEach(survivor -> single(survivor, List.of(person))));
    }

    /** A customer whom a participant holds for a merge that nobody knows: its prepare is refused, and what was prepared is undone. */
    private void doomed() {
        lostMerges
                .held()
                .ifPresent(source ->
                        people.fresh(source.shop(), 1).forEach(survivor -> single(survivor, List.of(source))));
    }

    private void batch(String shop, List<Person> members) {
        List<Map<String, Object>> groups = new ArrayList<>();
        String key = key();
        for (int i = 0; i + 1 < members.size(); i += 2) {
            groups.add(body(key + "#" + i / 2, members.get(i), List.of(members.get(i + 1))));
        }
        if (!groups.isEmpty()) {
            asked.addAndGet(groups.size());
            Map<String, Object> body = Map.of("shopId", shop, "groups", groups);
            callers.execute(() -> requests.ask(round, Kind.BATCH, key, null, null, body, true));
        }
    }

    private void ask(String key, String race, Map<String, Object> body, boolean repeats, Person other) {
        asked.incrementAndGet();
        callers.execute(() -> {
            Optional<Answer> answer = requests.ask(round, Kind.MERGE, key, null, race, body, true);
            if (repeats && answer.filter(a -> a.status() == 201).isPresent()) {
                Optional<Answer> unused = requests.again(Kind.MERGE, key, body);
                Map<String, Object> another = new LinkedHashMap<>(body);
                another.put("reason", "another " + other.number());
                requests.misuse(Kind.MERGE, key, another);
            }
        });
    }

    private String key() {
        return "ask-" + round + "-m" + next++;
    }

    private static Map<String, Object> body(String key, Person survivor, List<Person> sources) {
        return Map.of(
                "survivorId",
                survivor.id().toString(),
                "sourceIds",
                sources.stream().map(source -> source.id().toString()).toList(),
                "reason",
                key);
    }

    /** No more are asked for; those that have no answer yet are still repeated. */
    void stop() {
        stopping = true;
        clock.close();
    }

    /** Waits until each has its answer, or the requests give up. */
    @Override
    public void close() {
        stop();
        callers.close();
    }
}
