package io.mergesuite.systemtests.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders, and some inquiries, reviews and leads, that come in at a fixed rate, whether the last one was answered or not: for customers
 * who are being merged, and for those who were merged away long ago.
 */
final class Intake implements AutoCloseable {

    /** More do not come while so many wait, or the callers would take the machine from whom they wait for. */
    private static final int MOST_WAITING = 200;

    private final Requests requests;
    private final People people;
    private final int round;
    private final int perSecond;
    private final Random random;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService clock = Executors.newSingleThreadExecutor();
    private volatile boolean stopping;

    private Intake(Requests requests, People people, int round, int perSecond, long seed) {
        this.requests = requests;
        this.people = people;
        this.round = round;
        this.perSecond = perSecond;
        this.random = new Random(seed);
    }

    static Intake start(Requests requests, People people, int round, int perSecond, long seed) {
        Intake intake = new Intake(requests, people, round, perSecond, seed);
        intake.clock.execute(intake::run);
        return intake;
    }

    private void run() {
        long start = System.nanoTime();
        for (int i = 0; !stopping; i++) {
            LockSupport.parkNanos(start + (long) (i * (1e9 / perSecond)) - System.nanoTime());
            String key = "ask-" + round + "-" + i;
            Optional<Person> person = random.nextInt(3) == 0 ? people.gone(random) : people.inPlay(random);
            Kind kind = kind(random.nextInt(100));
            Map<String, String> naming = person.map(this::naming).orElse(Map.of());
            boolean patient = random.nextInt(20) > 0;
            if (!stopping && person.isPresent() && requests.waiting() < MOST_WAITING) {
                Person customer = person.get();
                callers.execute(() -> requests.ask(
                        round, kind, key, customer.id(), null, body(kind, key, customer, naming), patient));
            }
        }
    }

    private static Kind kind(int percent) {
        return percent < 70 ? Kind.ORDER : percent < 80 ? Kind.INQUIRY : percent < 90 ? Kind.REVIEW : Kind.LEAD;
    }

    private Map<String, String> naming(Person person) {
        return switch (random.nextInt(6)) {
            case 0 -> Map.of("customerNumber", person.number());
            case 1 -> Map.of("customerExternalRef", person.externalRef());
            default -> Map.of("customerId", person.id().toString());
        };
    }

    private static Map<String, Object> body(Kind kind, String key, Person person, Map<String, String> naming) {
        Map<String, Object> body = new LinkedHashMap<>(naming);
        body.put("shopId", person.shop());
        body.putAll(
                switch (kind) {
                    case ORDER ->
                        Map.of(
                                "currency",
                                "JPY",
                                "lines",
                                List.of(Map.of("sku", key, "name", "Green tea", "quantity", 1, "unitPrice", 1200)));
                    case INQUIRY ->
                        Map.of(
                                "channel",
                                "EMAIL",
                                "subject",
                                key,
                                "customer",
                                Map.of("familyName", "As typed", "email", "typed@example.org"),
                                "messages",
                                List.of(Map.of("at", "2026-11-01T09:30:00Z", "from", "CUSTOMER", "text", "Hello")));
                    case REVIEW ->
                        Map.of("sku", "TEA-1", "rating", 4, "title", key, "reviewer", Map.of("familyName", "As typed"));
                    case LEAD -> Map.of("type", "BUY", "familyName", "As typed", "remarks", key);
                    case MERGE, BATCH -> throw new IllegalArgumentException(kind + " is no record");
                });
        return body;
    }

    /** No more come; those that have no answer yet are still repeated. */
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
