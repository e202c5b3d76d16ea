package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.KINDS;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Merges from the request to the last record under the survivor, over all five services. */
@ExtendWith(RunningSuite.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MergingCustomersIT {

    private final RunningSuite suite;
    private MadeUpShop shop;

    MergingCustomersIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openShop() throws Exception {
        shop = new MadeUpShop(suite);
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    /** SG-01, SG-02, SG-03, SG-05 over everything that the tests of this class have left. */
    @AfterAll
    void nothingIsLost() throws SQLException {
        assertEquals(List.of(), suite.oracle().violations());
    }

    @Test
    @DisplayName("CM-05, CM-07 to CM-11: every record of the source is under the survivor and says where it came from")
    void everyRecordFollows() throws Exception {
        String survivor = idOf(shop.person("Yamada", Map.of("emails", List.of(Map.of("value", "kept@example.org")))));
        String source = idOf(shop.person("Yamata"));
        Map<String, String> own = shop.oneOfEach(survivor);
        Map<String, String> moved = shop.oneOfEach(source);

        JsonNode merge = shop.merge(survivor, source);

        for (String kind : KINDS.keySet()) {
            assertEquals(Set.of(own.get(kind), moved.get(kind)), new HashSet<>(shop.idsOf(kind, survivor)), kind);
            JsonNode record = shop.record(kind, moved.get(kind));
            assertEquals(survivor, record.path("customerId").asText(), kind);
            assertEquals(source, record.path("formerCustomerId").asText(), kind);
            assertFalse(shop.record(kind, own.get(kind)).hasNonNull("formerCustomerId"), kind);
            assertEquals(
                    List.of(moved.get(kind)),
                    texts(array(shop.list(KINDS.get(kind), kind + "?formerCustomerId=" + source)), "id"),
                    kind);
        }
        assertEquals(
                "As typed",
                shop.record("/v1/orders", moved.get("/v1/orders"))
                        .at("/orderer/familyName")
                        .asText());
        JsonNode inquiry = shop.record("/v1/inquiries", moved.get("/v1/inquiries"));
        assertEquals("Yamada", inquiry.at("/customer/familyName").asText());
        assertEquals("kept@example.org", inquiry.at("/customer/email").asText());
        assertEquals("Where is my order?", inquiry.at("/messages/0/text").asText());
        JsonNode review = shop.record("/v1/reviews", moved.get("/v1/reviews"));
        assertEquals("Yamada", review.at("/reviewer/familyName").asText());
        assertEquals("I liked it", review.path("text").asText());
        JsonNode counts = merge.at("/result/moved");
        assertEquals(KINDS.size(), sum(counts), counts::toString);
    }

    @Test
    @DisplayName("CM-01, CM-05: five are made one, named by id and by number")
    void fiveAreMadeOne() throws Exception {
        List<JsonNode> customers = new ArrayList<>();
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            JsonNode customer = shop.person("Sato " + i);
            customers.add(customer);
            orders.add(idOf(shop.store("/v1/orders", Map.of("customerId", idOf(customer)))));
        }
        String survivor = idOf(customers.get(2));

        shop.merge(Map.of(
                "customers",
                List.of(
                        Map.of("number", customers.get(0).path("number").asText()),
                        Map.of("id", idOf(customers.get(1))),
                        Map.of("number", customers.get(2).path("number").asText(), "survivor", true),
                        Map.of("id", idOf(customers.get(3))),
                        Map.of("number", customers.get(4).path("number").asText()))));

        assertEquals(new HashSet<>(orders), new HashSet<>(shop.idsOf("/v1/orders", survivor)));
        for (JsonNode customer : customers) {
            String path = "/v1/orders?customerId=" + idOf(customer);
            assertEquals(5, shop.list(Service.ORDER_SERVICE, path).size());
        }
        assertTrue(shop.show(survivor).path("survivor").asBoolean());
    }

    @Test
    @DisplayName("CM-24: the contact persons of merged companies are the survivor's")
    void contactPersonsFollow() throws Exception {
        String survivor = idOf(shop.company("Green Tea Ltd"));
        String source = idOf(shop.company("Green Tea Limited"));
        String both = idOf(shop.person("Mori", Map.of("companyIds", List.of(survivor, source))));
        String one = idOf(shop.person("Ueda", Map.of("companyIds", List.of(source))));

        shop.merge(survivor, source);

        assertEquals(List.of(survivor), ids(shop.show(both).path("companyIds")));
        assertEquals(List.of(survivor), ids(shop.show(one).path("companyIds")));
        assertEquals(
                Set.of(both, one),
                Set.copyOf(texts(
                        array(shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?companyId=" + survivor)), "id")));
    }

    @Test
    @DisplayName("CM-03: through a chain every old id leads straight to the last survivor")
    void chainsAreOneStepLong() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        String first = idOf(shop.person("Kato"));
        String second = idOf(shop.person("Katou"));
        String third = idOf(shop.person("Katoh"));
        Map<String, String> records = shop.oneOfEach(first);

        shop.merge(second, first);
        shop.merge(third, second);

        for (String old : List.of(first, second)) {
            Answer redirect = shop.client().get(Service.CUSTOMER_SERVICE, "/v1/customers/" + old);
            assertEquals(307, redirect.status());
            assertTrue(redirect.header("Location").endsWith("/v1/customers/" + third), redirect.header("Location"));
        }
        for (String kind : KINDS.keySet()) {
            JsonNode record = shop.record(kind, records.get(kind));
            assertEquals(third, record.path("customerId").asText(), kind);
            assertEquals(first, record.path("formerCustomerId").asText(), kind);
        }
        String late = idOf(shop.store("/v1/orders", Map.of("customerId", first)));
        assertEquals(third, shop.record("/v1/orders", late).path("customerId").asText());
    }

    @Test
    @DisplayName("CM-03: a former survivor is no source while the policy forbids it, and nothing changes")
    void formerSurvivorsAreRefused() throws Exception {
        String first = idOf(shop.person("Kato"));
        String second = idOf(shop.person("Katou"));
        String third = idOf(shop.person("Katoh"));
        shop.merge(second, first);

        Answer refused = shop.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/merges",
                        Map.of("survivorId", third, "sourceIds", List.of(second)));

        assertEquals("survivor-as-source", refused.expect(422).path("code").asText());
        assertEquals("ACTIVE", shop.show(second).path("status").asText());
    }

    @Test
    @DisplayName(
            "CM-06: orders that come for the old id, number and external ref during the merge and after it are the survivor's")
    void ordersThatComeDuringAndAfterAreUnderTheSurvivor() throws Exception {
        JsonNode survivor = shop.person("Abe");
        JsonNode source = shop.person("Abbe");
        List<Map<String, String>> namings = List.of(
                Map.of("customerId", idOf(source)),
                Map.of("customerNumber", source.path("number").asText()),
                Map.of("customerExternalRef", source.path("externalRef").asText()));
        List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean merged = new AtomicBoolean();
        try (ExecutorService storefronts = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Map<String, String> naming : namings) {
                Callable<Void> storefront = () -> {
                    // Before, during, and after: each goes on for one order past the end of the merge.
                    boolean last;
                    do {
                        last = merged.get();
                        acknowledged.add(idOf(shop.store("/v1/orders", naming)));
                    } while (!last);
                    return null;
                };
                running.add(storefronts.submit(storefront));
            }
            await("orders come in", () -> acknowledged.size() >= namings.size());
            try {
                shop.merge(idOf(survivor), idOf(source));
            } finally {
                merged.set(true);
            }
            for (Future<?> storefront : running) {
                storefront.get();
            }
        }

        List<String> found = shop.idsOf("/v1/orders", idOf(survivor));
        assertEquals(sorted(acknowledged), sorted(found));
        for (JsonNode order : shop.list(Service.ORDER_SERVICE, "/v1/orders?customerId=" + idOf(survivor))) {
            assertEquals(idOf(survivor), order.path("customerId").asText());
            assertEquals(idOf(source), order.path("formerCustomerId").asText());
        }
    }

    @Test
    @DisplayName(
            "CM-06: what comes late for the old id is the survivor's; inquiries and reviews get its present details")
    void lateRecordsGetTheSurvivorsDetails() throws Exception {
        String survivor = idOf(shop.person("Ito", Map.of("phones", List.of(Map.of("value", "090-1234-5678")))));
        String source = idOf(shop.person("Itoh"));
        shop.merge(survivor, source);

        Map<String, String> late = shop.oneOfEach(source);

        for (String kind : KINDS.keySet()) {
            JsonNode record = shop.record(kind, late.get(kind));
            assertEquals(survivor, record.path("customerId").asText(), kind);
            assertEquals(source, record.path("formerCustomerId").asText(), kind);
        }
        JsonNode asked = shop.record("/v1/inquiries", late.get("/v1/inquiries")).path("customer");
        assertEquals("Ito", asked.path("familyName").asText());
        assertEquals("090-1234-5678", asked.path("phone").asText());
        JsonNode reviewer = shop.record("/v1/reviews", late.get("/v1/reviews")).path("reviewer");
        assertEquals("Ito", reviewer.path("familyName").asText());
        assertEquals(
                "As typed",
                shop.record("/v1/orders", late.get("/v1/orders"))
                        .at("/orderer/familyName")
                        .asText());
    }

    @Test
    @DisplayName("API-10, CM-11: a merged-away id redirects, can be followed and shown, and can't be changed")
    void mergedAwayIdsLeadToTheSurvivor() throws Exception {
        String survivor = idOf(shop.person("Mori"));
        JsonNode source = shop.person("Mohri");
        String merge = idOf(shop.merge(survivor, idOf(source)));
        String path = "/v1/customers/" + idOf(source);
        SuiteClient client = shop.client();

        Answer redirect = client.get(Service.CUSTOMER_SERVICE, path);
        assertEquals(307, redirect.status());
        assertTrue(redirect.header("Location").endsWith("/v1/customers/" + survivor));
        assertEquals("no-store", redirect.header("Cache-Control"));
        assertEquals(Set.of("id", "status", "mergedInto", "mergeId"), names(redirect.json()));
        assertEquals(survivor, redirect.json().path("mergedInto").asText());
        assertEquals(merge, redirect.json().path("mergeId").asText());

        Answer followed = client.get(Service.CUSTOMER_SERVICE, path + "?followMerges=true");
        assertEquals(survivor, idOf(followed.expect(200)));
        assertTrue(followed.header("Content-Location").endsWith("/v1/customers/" + survivor));

        JsonNode tombstone =
                client.get(Service.CUSTOMER_SERVICE, path + "?showMerged=true").expect(200);
        assertEquals("Mohri", tombstone.path("familyName").asText());
        assertEquals("MERGED", tombstone.path("status").asText());
        List<String> without = Permissions.ALL.stream()
                .filter(permission -> !permission.equals("customers:read-merged"))
                .toList();
        try (SuiteClient lesser = suite.callerWith(without, shop.id())) {
            assertEquals(
                    403,
                    lesser.get(Service.CUSTOMER_SERVICE, path + "?showMerged=true")
                            .status());
        }

        Answer patched = client.send(
                Service.CUSTOMER_SERVICE,
                "PATCH",
                path,
                "{\"familyName\":\"X\"}".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/merge-patch+json",
                "If-Match",
                "\"1\"");
        assertEquals("customer-merged", patched.expect(409).path("code").asText());
        assertEquals(survivor, patched.json().path("mergedInto").asText());

        List<String> shown = shop.list(Service.CUSTOMER_SERVICE, "/v1/customers").stream()
                .map(MadeUpShop::idOf)
                .toList();
        assertFalse(shown.contains(idOf(source)));
    }

    @Test
    @DisplayName("CU-06: resolve tells for ids, numbers and external refs where they lead, and UNKNOWN for the rest")
    void resolveAnswersAWholeList() throws Exception {
        String survivor = idOf(shop.person("Ono"));
        JsonNode source = shop.person("Oono");
        shop.merge(survivor, idOf(source));
        String nobody = UUID.randomUUID().toString();

        JsonNode items = shop.client()
                .post(
                        Service.CUSTOMER_SERVICE,
                        "/v1/customers/resolve",
                        Map.of(
                                "ids",
                                List.of(idOf(source), survivor, nobody, "no-id"),
                                "numbers",
                                List.of(source.path("number").asText()),
                                "externalRefs",
                                List.of(source.path("externalRef").asText())))
                .expect(200)
                .path("items");

        assertEquals(List.of("MERGED", "ACTIVE", "UNKNOWN", "UNKNOWN", "MERGED", "MERGED"), texts(items, "status"));
        assertEquals(
                List.of(survivor, survivor, survivor, survivor),
                Stream.of(0, 1, 4, 5)
                        .map(i -> items.path(i).path("canonicalId").asText())
                        .toList());
    }

    @Test
    @DisplayName("CM-13: UNION and fillMissing add the sources' values, the survivor's come first")
    void detailsAreUnited() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        String survivor = idOf(shop.person(
                "Endo",
                Map.of(
                        "emails", List.of(Map.of("value", "one@example.org", "primary", true)),
                        "phones", List.of(Map.of("value", "090-1111-1111", "primary", true)))));
        String source = idOf(shop.person(
                "Endou",
                Map.of(
                        "birthday",
                        "1990-01-31",
                        "emails",
                        List.of(
                                Map.of("value", "ONE@example.org", "primary", true),
                                Map.of("value", "two@example.org")),
                        "phones",
                        List.of(Map.of("value", "+81 90 1111 1111"), Map.of("value", "03-1234-5678")),
                        "addresses",
                        List.of(Map.of("type", "HOME", "country", "JP", "city", "Tokyo")))));

        JsonNode merge = shop.merge(survivor, source);

        JsonNode merged = shop.show(survivor);
        assertEquals("Endo", merged.path("familyName").asText());
        assertEquals("1990-01-31", merged.path("birthday").asText());
        assertEquals(List.of("one@example.org", "two@example.org"), texts(merged.path("emails"), "value"));
        assertTrue(merged.at("/emails/0/primary").asBoolean());
        assertEquals(List.of("090-1111-1111", "03-1234-5678"), texts(merged.path("phones"), "value"));
        assertEquals("Tokyo", merged.at("/addresses/0/city").asText());
        assertEquals("UNION", merge.at("/policy/emails").asText());
    }

    @Test
    @DisplayName("CM-13: under the conservative policy the survivor stays as it is")
    void conservativeLeavesTheSurvivorAlone() throws Exception {
        String survivor = idOf(shop.person("Endo"));
        String source = idOf(shop.person("Endou", Map.of("birthday", "1990-01-31")));
        JsonNode before = shop.show(survivor);

        shop.merge(survivor, source);

        JsonNode after = shop.show(survivor);
        for (String field : List.of("familyName", "birthday", "emails", "phones", "addresses")) {
            assertEquals(before.path(field), after.path(field), field);
        }
    }

    @Test
    @DisplayName("SG-07, API-04: a repeated request is the same merge; the key with another body is refused")
    void repeatedRequestsAreOneMerge() throws Exception {
        String survivor = idOf(shop.person("Ota"));
        String source = idOf(shop.person("Oota"));
        Map<String, ?> body = Map.of("survivorId", survivor, "sourceIds", List.of(source));
        String key = UUID.randomUUID().toString();
        SuiteClient client = shop.client();

        JsonNode first = client.postWithKey(Service.MERGE_ORCHESTRATOR, "/v1/merges", key, body, "Prefer", "wait=30")
                .expect(201);
        JsonNode again = client.postWithKey(Service.MERGE_ORCHESTRATOR, "/v1/merges", key, body)
                .expect(201);
        Answer other = client.postWithKey(
                Service.MERGE_ORCHESTRATOR,
                "/v1/merges",
                key,
                Map.of("survivorId", source, "sourceIds", List.of(survivor)));

        assertEquals(idOf(first), idOf(again));
        assertEquals("COMPLETED", shop.ended(idOf(first)).path("state").asText());
        assertEquals("idempotency-key-reused", other.expect(422).path("code").asText());
        assertEquals(
                List.of(idOf(first)),
                shop.list(Service.MERGE_ORCHESTRATOR, "/v1/merges?customerId=" + source).stream()
                        .map(MadeUpShop::idOf)
                        .toList());
        Map<String, Integer> announced = announced(Set.of(idOf(first)));
        assertEquals(Map.of(idOf(first), 1), announced);
    }

    @Test
    @DisplayName("SG-06: of opposite merges at once exactly one takes effect")
    void oppositeMergesDoNotBothWin() throws Exception {
        List<Callable<Answer>> requests = new ArrayList<>();
        List<List<String>> pairs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String one = idOf(shop.person("Oki"));
            String other = idOf(shop.person("Okki"));
            pairs.add(List.of(one, other));
            requests.add(() -> asked(one, other));
            requests.add(() -> asked(other, one));
        }
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : callers.invokeAll(requests)) {
                Answer got = answer.get();
                assertTrue(Set.of(201, 409, 422).contains(got.status()), got::text);
                if (got.status() == 201) {
                    shop.ended(idOf(got.json()));
                }
            }
        }
        for (List<String> pair : pairs) {
            List<String> states = new ArrayList<>();
            for (String customer : pair) {
                states.add(shop.client()
                        .get(Service.CUSTOMER_SERVICE, "/v1/customers/" + customer + "?showMerged=true")
                        .expect(200)
                        .path("status")
                        .asText());
            }
            assertEquals(List.of("ACTIVE", "MERGED"), sorted(states), pair::toString);
        }
    }

    @Test
    @DisplayName(
            "CM-22, API-08: of a batch of 200 groups the bad ones have their line, the others are merged and announced once")
    void aBatchHasALineForEachGroup() throws Exception {
        String merged = idOf(shop.person("Gone"));
        String into = idOf(shop.person("Stays"));
        shop.merge(into, merged);
        String company = idOf(shop.company("Tea Ltd"));
        Map<Integer, String> bad = new TreeMap<>(Map.of(
                17, "unknown-customer",
                64, "customer-merged",
                101, "kind-mismatch",
                150, "survivor-as-source"));
        List<Map<String, ?>> groups = new ArrayList<>();
        List<String> survivors = new ArrayList<>();
        Map<Integer, String> orders = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String survivor = idOf(shop.person("Batch " + i));
            String source = switch (bad.getOrDefault(i, "")) {
                case "unknown-customer" -> UUID.randomUUID().toString();
                case "customer-merged" -> merged;
                case "kind-mismatch" -> company;
                case "survivor-as-source" -> into;
                default -> idOf(shop.person("Batch " + i));
            };
            if (!bad.containsKey(i) && i % 10 == 0) {
                orders.put(i, idOf(shop.store("/v1/orders", Map.of("customerId", source))));
            }
            survivors.add(survivor);
            groups.add(Map.of("survivorId", survivor, "sourceIds", List.of(source), "reason", "batch"));
        }

        String batch = idOf(shop.client()
                .post(Service.MERGE_ORCHESTRATOR, "/v1/merge-batches", Map.of("shopId", shop.id(), "groups", groups))
                .expect(201));
        String path = "/v1/merge-batches/" + batch;
        await(
                "batch " + batch + " ends",
                () -> shop.client()
                        .get(Service.MERGE_ORCHESTRATOR, path)
                        .expect(200)
                        .hasNonNull("endedAt"));

        List<JsonNode> results = shop.list(Service.MERGE_ORCHESTRATOR, path + "/results");
        assertEquals(200, results.size());
        Set<String> merges = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            JsonNode result = results.get(i);
            assertEquals(i, result.path("group").asInt());
            if (bad.containsKey(i)) {
                assertEquals(bad.get(i), result.path("code").asText(), result::toString);
            } else {
                assertEquals("COMPLETED", result.path("state").asText(), result::toString);
                merges.add(result.path("mergeId").asText());
            }
        }
        assertEquals(196, merges.size());
        for (Map.Entry<Integer, String> order : orders.entrySet()) {
            assertEquals(
                    survivors.get(order.getKey()),
                    shop.record("/v1/orders", order.getValue())
                            .path("customerId")
                            .asText());
        }
        Map<String, Integer> once = new HashMap<>();
        merges.forEach(merge -> once.put(merge, 1));
        assertEquals(once, announced(merges));
    }

    @Test
    @DisplayName("API-07: the event stream of a merge shows it ended and closes with `end`")
    void theEventStreamEnds() throws Exception {
        String survivor = idOf(shop.person("Eda"));
        String source = idOf(shop.person("Edda"));
        String merge = idOf(asked(survivor, source).expect(201));

        try (HttpClient http = HttpClient.newHttpClient()) {
            URI events = URI.create(suite.layout().uri(Service.MERGE_ORCHESTRATOR) + "/v1/merges/" + merge + "/events");
            HttpResponse<Stream<String>> stream = http.send(
                    HttpRequest.newBuilder(events)
                            .timeout(Duration.ofSeconds(60))
                            .header("Authorization", "Bearer " + suite.token(shop.id()))
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            List<String> lines = stream.body().toList();

            assertEquals(200, stream.statusCode());
            List<String> names = lines.stream()
                    .filter(line -> line.startsWith("event:"))
                    .map(line -> line.substring("event:".length()).strip())
                    .toList();
            assertEquals("end", names.getLast(), lines::toString);
            String shown = lines.stream()
                    .filter(line -> line.startsWith("data:") && line.contains("\"state\""))
                    .reduce((before, after) -> after)
                    .orElseThrow();
            assertEquals(
                    "COMPLETED",
                    SuiteClient.JSON
                            .readTree(shown.substring("data:".length()))
                            .path("state")
                            .asText());
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("id:")), lines::toString);
        }
    }

    private Answer asked(String survivor, String source) throws IOException, InterruptedException {
        return shop.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/merges",
                        Map.of("survivorId", survivor, "sourceIds", List.of(source)));
    }

    /** How often the end of these merges was announced; returns when each was at least once, and nothing waits to be sent. */
    private Map<String, Integer> announced(Set<String> merges) throws Exception {
        await(
                "all is sent",
                () -> suite.databases().number(Service.MERGE_ORCHESTRATOR, "SELECT count(*) FROM outbox") == 0);
        Map<String, Integer> seen = new HashMap<>();
        try (var events = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        suite.layout().bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = events.partitionsFor("merge.events").stream()
                    .map(partition -> new TopicPartition("merge.events", partition.partition()))
                    .toList();
            events.assign(partitions);
            events.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = events.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> events.position(end.getKey()) < end.getValue())) {
                for (var event : events.poll(Duration.ofMillis(200))) {
                    String type =
                            new String(event.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                    String merge = SuiteClient.JSON
                            .readTree(event.value())
                            .path("mergeId")
                            .asText();
                    if (merges.contains(merge)) {
                        assertTrue(type.startsWith("customer.merged"), type);
                        seen.merge(merge, 1, Integer::sum);
                    }
                }
            }
        }
        return seen;
    }

    private static JsonNode array(List<JsonNode> items) {
        return SuiteClient.JSON.createArrayNode().addAll(items);
    }

    private static List<String> ids(JsonNode array) {
        List<String> ids = new ArrayList<>();
        array.forEach(id -> ids.add(id.asText()));
        return ids;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }
}
