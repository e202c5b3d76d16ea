package io.mergesuite.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The customers of a run and their records, made from a seed by imports, and who of them is free to be merged. Half are in a shop
 * that is conservative, half in one that consolidates, where a survivor may be merged away again (CM-03).
 */
final class People {

    static final String PLAIN = "faults-plain";
    static final String CHAINS = "faults-chains";

    /** More than a participant moves in the transaction of a command, so that the rest is moved in chunks. */
    private static final int ROWS_OF_A_BIG_ONE = 700;

    private static final Duration IMPORT_LIMIT = Duration.ofMinutes(5);
    private static final List<Service> MOVERS =
            List.of(Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE);

    private final Databases databases;
    private final Random random;
    private final Map<String, Deque<Person>> free = new TreeMap<>();
    private final Map<Service, Deque<Person>> big = new EnumMap<>(Service.class);
    private final List<Person> handedOut = new ArrayList<>();
    private List<Person> survivors = List.of();
    private List<Person> gone = List.of();

    People(Databases databases, long seed) {
        this.databases = databases;
        this.random = new Random(seed);
    }

    /**
     * Opens the two shops and fills them.
     *
     * @param bigOnes customers with many rows, for each service that moves rows
     */
    void make(SuiteClient client, int customers, int bigOnes) throws IOException, InterruptedException, SQLException {
        for (String shop : List.of(PLAIN, CHAINS)) {
            client.openShop(shop, "JP", "JPY");
        }
        String policy = "/v1/merge-policies/" + CHAINS;
        Answer present = client.get(Service.MERGE_ORCHESTRATOR, policy);
        client.put(
                        Service.MERGE_ORCHESTRATOR,
                        policy,
                        Map.of("preset", "consolidating"),
                        "If-Match",
                        present.header("ETag"))
                .expect(200);
        for (Service service : MOVERS) {
            awaitTrue(
                    service.id() + " knows the shops",
                    () -> databases.number(service, "SELECT count(*) FROM shop_copy WHERE shop_id LIKE 'faults-%'")
                            == 2);
        }
        fill(client, PLAIN, customers / 2, bigOnes);
        fill(client, CHAINS, customers - customers / 2, 0);
        take(bigOnes);
    }

    private void fill(SuiteClient client, String shop, int customers, int bigOnes)
            throws IOException, InterruptedException {
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        for (int i = 0; i < customers + MOVERS.size() * bigOnes; i++) {
            String ref = ref(shop, i);
            add(files, "/v1/customers", person(ref));
            boolean isBig = i >= customers;
            Service mover = isBig ? MOVERS.get((i - customers) / bigOnes) : null;
            repeat(files, "/v1/orders", mover == Service.ORDER_SERVICE ? ROWS_OF_A_BIG_ONE : 2, order(ref));
            repeat(files, "/v1/leads", mover == Service.LEAD_SERVICE ? ROWS_OF_A_BIG_ONE : oneIn(3), lead(ref));
            repeat(
                    files,
                    "/v1/blacklist/entries",
                    mover == Service.BLACKLIST_SERVICE ? ROWS_OF_A_BIG_ONE : oneIn(10),
                    entry(ref));
            repeat(files, "/v1/subscriptions", oneIn(5), subscription(ref));
            repeat(files, "/v1/inquiries", oneIn(2), inquiry(ref));
            repeat(files, "/v1/reviews", oneIn(3), review(ref));
        }
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            importAll(client, shop, file.getKey(), file.getValue().toString());
        }
    }

    private static String ref(String shop, int i) {
        return shop + "-" + i;
    }

    private int oneIn(int n) {
        return random.nextInt(n) == 0 ? 1 : 0;
    }

    private Map<String, Object> person(String ref) {
        Map<String, Object> person = new LinkedHashMap<>(Map.of(
                "externalRef",
                ref,
                "kind",
                "INDIVIDUAL",
                "familyName",
                "Family " + ref,
                "givenName",
                "Given " + ref,
                "emails",
                List.of(Map.of("value", ref + "@example.org", "primary", true)),
                "phones",
                List.of(Map.of("value", "0" + (9_000_000_000L + random.nextInt(999_999_999)), "primary", true))));
        if (random.nextBoolean()) {
            person.put("birthday", "19" + (50 + random.nextInt(50)) + "-01-31");
        }
        return person;
    }

    private static Map<String, Object> order(String ref) {
        return Map.of(
                "customerExternalRef",
                ref,
                "currency",
                "JPY",
                "lines",
                List.of(Map.of("sku", "TEA-1", "name", "Green tea", "quantity", 2, "unitPrice", 1200)),
                "orderer",
                Map.of("familyName", "As typed"));
    }

    private static Map<String, Object> lead(String ref) {
        return Map.of("customerExternalRef", ref, "type", "BUY", "familyName", "As typed");
    }

    private static Map<String, Object> entry(String ref) {
        return Map.of("customerExternalRef", ref, "reason", "never paid");
    }

    private static Map<String, Object> subscription(String ref) {
        Map<String, Object> subscription = new LinkedHashMap<>(order(ref));
        subscription.put("nextDeliveryOn", "2027-01-10");
        subscription.put("cycle", Map.of("every", 1, "unit", "MONTHS"));
        return subscription;
    }

    private static Map<String, Object> inquiry(String ref) {
        return Map.of(
                "customerExternalRef",
                ref,
                "channel",
                "EMAIL",
                "subject",
                "Where is it?",
                "customer",
                Map.of("familyName", "As typed", "email", "typed@example.org"),
                "messages",
                List.of(Map.of("at", "2026-11-01T09:30:00Z", "from", "CUSTOMER", "text", "Where is my order?")));
    }

    private static Map<String, Object> review(String ref) {
        return Map.of(
                "customerExternalRef",
                ref,
                "sku",
                "TEA-1",
                "rating",
                5,
                "title",
                "Good",
                "text",
                "I liked it",
                "reviewer",
                Map.of("familyName", "As typed"));
    }

    private static void repeat(Map<String, StringBuilder> files, String path, int times, Map<String, Object> record)
            throws IOException {
        for (int i = 0; i < times; i++) {
            add(files, path, record);
        }
    }

    private static void add(Map<String, StringBuilder> files, String path, Map<String, Object> record)
            throws IOException {
        files.computeIfAbsent(path, ignored -> new StringBuilder())
                .append(SuiteClient.JSON.writeValueAsString(record))
                .append('\n');
    }

    private void importAll(SuiteClient client, String shop, String path, String file)
            throws IOException, InterruptedException {
        Service service = switch (path) {
            case "/v1/customers" -> Service.CUSTOMER_SERVICE;
            case "/v1/leads" -> Service.LEAD_SERVICE;
            case "/v1/blacklist/entries" -> Service.BLACKLIST_SERVICE;
            default -> Service.ORDER_SERVICE;
        };
        String imports = path + "/imports";
        JsonNode job = client.importFile(
                        service, imports, UUID.randomUUID().toString(), "{\"shopId\": \"" + shop + "\"}", file)
                .expect(201);
        Instant giveUp = Instant.now().plus(IMPORT_LIMIT);
        while (!job.hasNonNull("endedAt") && Instant.now().isBefore(giveUp)) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            job = client.get(service, imports + "/" + job.path("id").asText()).expect(200);
        }
        if (!job.path("state").asText().equals("COMPLETED")
                || job.path("rejected").asInt() > 0) {
            throw new IllegalStateException("the import into " + path + " has failed: " + job);
        }
    }

    private void take(int bigOnes) throws SQLException {
        List<Person> all = new ArrayList<>(read("status = 'ACTIVE'"));
        long many = all.stream().filter(person -> person.shop().equals(PLAIN)).count() - (long) MOVERS.size() * bigOnes;
        for (Service mover : MOVERS) {
            big.put(mover, new ArrayDeque<>());
        }
        Collections.shuffle(all, random);
        for (Person person : all) {
            int i = Integer.parseInt(
                    person.externalRef().substring(person.shop().length() + 1));
            if (person.shop().equals(PLAIN) && i >= many) {
                big.get(MOVERS.get((int) (i - many) / bigOnes)).add(person);
            } else {
                free.computeIfAbsent(person.shop(), ignored -> new ArrayDeque<>())
                        .add(person);
            }
        }
    }

    /** Learns who was merged away and who has survived a merge; to be called while nothing is under way. */
    synchronized void learn() throws SQLException {
        survivors = read("status = 'ACTIVE' AND survivor");
        gone = read("status = 'MERGED'");
        handedOut.clear();
    }

    private List<Person> read(String which) throws SQLException {
        List<Person> people = new ArrayList<>();
        try (Connection connection = databases.connect(Service.CUSTOMER_SERVICE);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, number, external_ref, shop_id FROM customer WHERE shop_id LIKE 'faults-%' AND "
                                + which
                                // The same order under the same seed, whatever the ids are.
                                + " ORDER BY external_ref");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                people.add(new Person(
                        rows.getObject(1, UUID.class), rows.getString(2), rows.getString(3), rows.getString(4)));
            }
        }
        return people;
    }

    /** Some customers of a shop who were never handed out before; fewer when there are no more. */
    synchronized List<Person> fresh(String shop, int count) {
        List<Person> people = new ArrayList<>();
        Deque<Person> left = free.get(shop);
        while (people.size() < count && !left.isEmpty()) {
            people.add(left.poll());
        }
        handedOut.addAll(people);
        return people;
    }

    /** A customer with so many rows in this service that they move in chunks; empty when there is none left. */
    synchronized Optional<Person> bigIn(Service service) {
        Optional<Person> person = Optional.ofNullable(big.get(service).poll());
        person.ifPresent(handedOut::add);
        return person;
    }

    /** A former survivor of the shop that lets them be merged away; empty when there is none yet. */
    synchronized Optional<Person> survivor(Random any, String shop) {
        List<Person> here =
                survivors.stream().filter(person -> person.shop().equals(shop)).toList();
        return here.isEmpty() ? Optional.empty() : Optional.of(here.get(any.nextInt(here.size())));
    }

    /** Someone who was merged away in an earlier round. */
    synchronized Optional<Person> gone(Random any) {
        return gone.isEmpty() ? Optional.empty() : Optional.of(gone.get(any.nextInt(gone.size())));
    }

    /** Someone who is in a merge of this round, or soon will be. */
    synchronized Optional<Person> inPlay(Random any) {
        // The latest are the ones whose merges are under way.
        int latest = Math.min(handedOut.size(), 80);
        return latest == 0 ? Optional.empty() : Optional.of(handedOut.get(handedOut.size() - 1 - any.nextInt(latest)));
    }

    /** A question that the databases answer. */
    interface Condition {
        boolean holds() throws SQLException;
    }

    private static void awaitTrue(String what, Condition condition) throws SQLException {
        Instant giveUp = Instant.now().plusSeconds(60);
        while (!condition.holds()) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException("after a minute still not: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
