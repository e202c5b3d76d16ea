package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.KINDS;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
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
                    MadeUpShop.texts(array(shop.list(KINDS.get(kind), kind + "?formerCustomerId=" + source)), "id"),
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

    @TestFactory
    @DisplayName("CM-01: the three ways in, and every mixture of ids and numbers, make the same merge")
    Stream<DynamicTest> theWaysIn() throws Exception {
        return Stream.of("one of the ticked marked", "ticked, survivor by number", "sources by number")
                .map(way -> dynamicTest(way, () -> {
                    JsonNode survivor = shop.person("Sato");
                    JsonNode one = shop.person("Satoh");
                    JsonNode other = shop.person("Satou");
                    JsonNode merge = shop.merge(
                            switch (way) {
                                case "one of the ticked marked" ->
                                    Map.of(
                                            "customers",
                                            List.of(
                                                    Map.of("id", idOf(one)),
                                                    Map.of("id", idOf(survivor), "survivor", true),
                                                    Map.of("id", idOf(other), "survivor", false)));
                                case "ticked, survivor by number" ->
                                    Map.of(
                                            "customers",
                                            List.of(
                                                    Map.of("id", idOf(one)),
                                                    Map.of("id", idOf(other)),
                                                    Map.of("number", number(survivor), "survivor", true)));
                                default ->
                                    Map.of(
                                            "customers",
                                            List.of(
                                                    Map.of("id", idOf(survivor), "survivor", true),
                                                    Map.of("number", number(one)),
                                                    Map.of("number", number(other))));
                            });
                    assertEquals(idOf(survivor), merge.path("survivorId").asText());
                    assertEquals(Set.of(idOf(one), idOf(other)), new HashSet<>(texts(merge.path("sourceIds"))));
                    assertTrue(shop.show(idOf(survivor)).path("survivor").asBoolean());
                }));
    }

    @Test
    @DisplayName("CM-24: the contact persons of merged companies are the survivor's")
    void contactPersonsFollow() throws Exception {
        String survivor = idOf(shop.company("Green Tea Ltd"));
        String source = idOf(shop.company("Green Tea Limited"));
        String both = idOf(shop.person("Mori", Map.of("companyIds", List.of(survivor, source))));
        String one = idOf(shop.person("Ueda", Map.of("companyIds", List.of(source))));

        shop.merge(survivor, source);

        assertEquals(List.of(survivor), texts(shop.show(both).path("companyIds")));
        assertEquals(List.of(survivor), texts(shop.show(one).path("companyIds")));
        assertEquals(
                Set.of(both, one),
                Set.copyOf(MadeUpShop.texts(
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
            "CM-06: whatever comes for the old id, number and external ref during the merge and after it, by REST and"
                    + " import, is the survivor's")
    void whatComesDuringAndAfterIsUnderTheSurvivor() throws Exception {
        JsonNode survivor = shop.person("Abe");
        JsonNode source = shop.person("Abbe");
        List<Map<String, String>> namings = List.of(
                Map.of("customerId", idOf(source)),
                Map.of("customerNumber", number(source)),
                Map.of("customerExternalRef", source.path("externalRef").asText()));
        Map<String, Set<String>> acknowledged = new HashMap<>();
        KINDS.keySet().forEach(kind -> acknowledged.put(kind, ConcurrentHashMap.newKeySet()));
        AtomicBoolean merged = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService storefronts = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String kind : KINDS.keySet()) {
                Callable<Void> storefront = () -> {
                    // Before, during, and after: each goes on for one round past the end of the merge.
                    boolean last;
                    do {
                        last = merged.get();
                        for (Map<String, String> naming : namings) {
                            acknowledged
                                    .get(kind)
                                    .add(shop.store(kind, naming)
                                            .path("externalRef")
                                            .asText());
                        }
                    } while (!last);
                    return null;
                };
                Callable<Void> file = () -> {
                    boolean last;
                    do {
                        last = merged.get();
                        acknowledged.get(kind).addAll(importedFor(kind, namings));
                    } while (!last);
                    return null;
                };
                running.add(storefronts.submit(storefront));
                running.add(storefronts.submit(file));
            }
            await("records come in", () -> acknowledged.values().stream().allMatch(refs -> refs.size() >= 3));
            try {
                shop.merge(idOf(survivor), idOf(source));
            } finally {
                merged.set(true);
            }
            for (Future<?> storefront : running) {
                storefront.get();
            }
        }

        for (String kind : KINDS.keySet()) {
            List<JsonNode> found = shop.list(KINDS.get(kind), kind + "?customerId=" + idOf(survivor));
            assertEquals(
                    sorted(List.copyOf(acknowledged.get(kind))),
                    sorted(MadeUpShop.texts(array(found), "externalRef")),
                    kind);
            for (JsonNode record : found) {
                assertEquals(idOf(survivor), record.path("customerId").asText(), kind);
                assertEquals(idOf(source), record.path("formerCustomerId").asText(), kind);
                // Moved by the merge or come after it: the survivor's details are on all of them (CM-08, CM-09).
                for (String details : List.of("/reviewer/familyName", "/customer/familyName")) {
                    if (!record.at(details).isMissingNode()) {
                        assertEquals("Abe", record.at(details).asText(), kind);
                    }
                }
            }
        }
    }

    /** Imports a record for each naming; their external refs. */
    private List<String> importedFor(String kind, List<Map<String, String>> namings) throws Exception {
        List<String> refs = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (Map<String, String> naming : namings) {
            Map<String, Object> record = shop.record(kind, naming);
            refs.add(record.get("externalRef").toString());
            lines.append(SuiteClient.JSON.writeValueAsString(record)).append('\n');
        }
        JsonNode ended = shop.imported(KINDS.get(kind), kind + "/imports", "{}", lines.toString());
        assertEquals(namings.size(), ended.path("created").asInt(), ended::toString);
        return refs;
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
    @DisplayName(
            "CM-08, CM-09: inquiries and reviews take all of the survivor's final details, once; what was written stays")
    void detailsAreTakenOnce() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        String survivor = idOf(shop.person("Yamada", Map.of("familyNameKana", "ヤマダ", "givenNameKana", "ハナコ")));
        String source = idOf(shop.person(
                "Yamata",
                Map.of(
                        "emails", List.of(Map.of("value", "filled@example.org")),
                        "phones", List.of(Map.of("value", "090-1234-5678")),
                        "addresses",
                                List.of(Map.of(
                                        "type", "HOME", "country", "JP", "postalCode", "150-0001", "city", "Tokyo")))));
        Map<String, ?> reviewer = Map.of("nickname", "tea-lover", "familyName", "As typed", "postalCode", "999-9999");
        List<String> reviews = new ArrayList<>();
        for (String customer : List.of(survivor, source)) {
            Map<String, Object> review = shop.record("/v1/reviews", Map.of("customerId", customer));
            review.put("reviewer", reviewer);
            reviews.add(idOf(shop.client()
                    .post(Service.ORDER_SERVICE, "/v1/reviews", review)
                    .expect(201)));
        }
        String inquiry = idOf(shop.store("/v1/inquiries", Map.of("customerId", source)));

        shop.merge(survivor, source);
        shop.edit(survivor, Map.of("familyName", "Yamamoto")).expect(200);

        JsonNode taken = shop.record("/v1/reviews", reviews.getLast());
        for (JsonNode details : List.of(
                taken.path("reviewer"), shop.record("/v1/inquiries", inquiry).path("customer"))) {
            assertEquals("Yamada", details.path("familyName").asText(), details::toString);
            assertEquals("Hanako", details.path("givenName").asText(), details::toString);
            assertEquals("ヤマダ", details.path("familyNameKana").asText(), details::toString);
            assertEquals("ハナコ", details.path("givenNameKana").asText(), details::toString);
            // These come from the source: what the survivor lacks is filled before the records take it.
            assertEquals("filled@example.org", details.path("email").asText(), details::toString);
            assertEquals("090-1234-5678", details.path("phone").asText(), details::toString);
            assertEquals("150-0001", details.path("postalCode").asText(), details::toString);
            assertTrue(details.path("address").asText().contains("Tokyo"), details::toString);
        }
        assertEquals("tea-lover", taken.at("/reviewer/nickname").asText());
        assertEquals("Good", taken.path("title").asText());
        assertEquals("I liked it", taken.path("text").asText());
        // The survivor's own review is as it was, and both of one product stay.
        assertEquals(
                "As typed",
                shop.record("/v1/reviews", reviews.getFirst())
                        .at("/reviewer/familyName")
                        .asText());
        assertEquals(new HashSet<>(reviews), new HashSet<>(shop.idsOf("/v1/reviews", survivor)));
    }

    @Test
    @DisplayName("CM-21: the history tells who, why, how long and what moved, found by any id that was ever part of it")
    void theHistoryIsFoundByAnyId() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        String first = idOf(shop.person("Kato"));
        String second = idOf(shop.person("Katou"));
        String third = idOf(shop.person("Katoh"));
        shop.oneOfEach(first);
        String one = idOf(shop.merge(second, first));
        String other = idOf(shop.merge(third, second));

        assertEquals(List.of(one), mergesOf(first));
        assertEquals(List.of(other, one), mergesOf(second));
        assertEquals(List.of(other), mergesOf(third));
        assertEquals(List.of(), mergesOf(idOf(shop.person("Nobody"))));
        JsonNode told = shop.ended(other);
        assertEquals("system-tests", told.path("actor").asText());
        assertEquals("same person", told.path("reason").asText());
        assertEquals("UNION", told.at("/policy/phones").asText());
        assertTrue(told.path("durationMillis").asLong() > 0, told::toString);
        assertEquals(KINDS.size(), sum(told.at("/result/moved")), told::toString);
        assertEquals(List.of("name"), texts(told.at("/result/losingFields")));
        assertEquals(List.of(), shop.list(Service.MERGE_ORCHESTRATOR, "/v1/merges?state=ABORTED&customerId=" + second));
    }

    @Test
    @DisplayName(
            "CU-05: a merged-away number, id or external ref searched exactly finds the survivor and says through which")
    void searchesFindTheSurvivor() throws Exception {
        String survivor = idOf(shop.person("Mori"));
        JsonNode source = shop.person("Mohri", Map.of("emails", List.of(Map.of("value", "gone@example.org"))));
        shop.merge(survivor, idOf(source));

        for (String search : List.of(
                "number=" + number(source),
                "externalRef=" + source.path("externalRef").asText(),
                "q=" + number(source),
                "q=" + idOf(source),
                "q=" + source.path("externalRef").asText())) {
            List<JsonNode> found = shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?" + search);
            assertEquals(List.of(survivor), MadeUpShop.texts(array(found), "id"), search);
            assertEquals(
                    number(source), found.getFirst().at("/foundThrough/number").asText(), search);
        }
        assertEquals(List.of(), shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?email=gone@example.org"));
        assertEquals(List.of(), shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?name=Mohri"));
        assertEquals(
                List.of(idOf(source)),
                MadeUpShop.texts(array(shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?status=MERGED")), "id"));
        assertEquals(
                List.of(survivor),
                MadeUpShop.texts(array(shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?survivor=true")), "id"));
    }

    @Test
    @DisplayName("API-05, API-10: a reassigned record has a new entity tag, a merged-away customer is never 304")
    void tagsTellOfTheMerge() throws Exception {
        String survivor = idOf(shop.person("Mori"));
        String source = idOf(shop.person("Mohri"));
        Map<String, String> records = shop.oneOfEach(source);
        Map<String, String> tags = new HashMap<>();
        for (Map.Entry<String, String> record : records.entrySet()) {
            tags.put(record.getKey(), tag(KINDS.get(record.getKey()), record.getKey() + "/" + record.getValue()));
        }
        String path = "/v1/customers/" + source;
        String tagOfSource = tag(Service.CUSTOMER_SERVICE, path);
        String tagOfSurvivor = tag(Service.CUSTOMER_SERVICE, "/v1/customers/" + survivor);

        shop.merge(survivor, source);

        for (Map.Entry<String, String> record : records.entrySet()) {
            Service service = KINDS.get(record.getKey());
            String address = record.getKey() + "/" + record.getValue();
            String before = tags.get(record.getKey());
            String now = tag(service, address);
            assertFalse(now.equals(before), record::toString);
            assertEquals(
                    200,
                    shop.client().get(service, address, "If-None-Match", before).status());
            assertEquals(
                    304,
                    shop.client().get(service, address, "If-None-Match", now).status());
        }
        for (String known : List.of(tagOfSource, "*")) {
            Answer redirect = shop.client().get(Service.CUSTOMER_SERVICE, path, "If-None-Match", known);
            assertEquals(307, redirect.status(), redirect::text);
            assertEquals("no-store", redirect.header("Cache-Control"));
        }
        Answer followed =
                shop.client().get(Service.CUSTOMER_SERVICE, path + "?followMerges=true", "If-None-Match", tagOfSource);
        assertEquals(survivor, idOf(followed.expect(200)));
        assertFalse(tagOfSurvivor.equals(followed.header("ETag")));
    }

    @Test
    @DisplayName(
            "OR-05, CM-06: the customer block of an order finds by externalRef, follows a merge, or makes one, once")
    void ordersBringTheirCustomer() throws Exception {
        JsonNode survivor = shop.person("Abe");
        JsonNode source = shop.person("Abbe");
        shop.merge(idOf(survivor), idOf(source));
        Map<String, ?> known = Map.of(
                "kind", "INDIVIDUAL", "externalRef", source.path("externalRef").asText());
        Map<String, ?> unknown = Map.of("kind", "INDIVIDUAL", "externalRef", "NEW", "familyName", "New");

        JsonNode late = shop.store("/v1/orders", Map.of("customer", known));
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = shop.record("/v1/orders", Map.of("customer", unknown));
        JsonNode first = shop.client()
                .postWithKey(Service.ORDER_SERVICE, "/v1/orders", key, body)
                .expect(201);
        JsonNode again = shop.client()
                .postWithKey(Service.ORDER_SERVICE, "/v1/orders", key, body)
                .expect(201);
        Answer twice = shop.client().post(Service.ORDER_SERVICE, "/v1/orders", body);
        JsonNode next = shop.store("/v1/orders", Map.of("customer", unknown));

        assertEquals(idOf(survivor), late.path("customerId").asText());
        assertEquals(idOf(source), late.path("formerCustomerId").asText());
        assertEquals(first, again);
        assertEquals("duplicate-external-ref", twice.expect(409).path("code").asText());
        assertEquals(idOf(first), twice.json().path("id").asText());
        assertEquals(first.path("customerId").asText(), next.path("customerId").asText());
        assertEquals(
                List.of(first.path("customerId").asText()),
                MadeUpShop.texts(array(shop.list(Service.CUSTOMER_SERVICE, "/v1/customers?externalRef=NEW")), "id"));
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

        assertEquals(
                List.of("MERGED", "ACTIVE", "UNKNOWN", "UNKNOWN", "MERGED", "MERGED"),
                MadeUpShop.texts(items, "status"));
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
        assertEquals(List.of("one@example.org", "two@example.org"), MadeUpShop.texts(merged.path("emails"), "value"));
        assertTrue(merged.at("/emails/0/primary").asBoolean());
        assertEquals(List.of("090-1111-1111", "03-1234-5678"), MadeUpShop.texts(merged.path("phones"), "value"));
        assertEquals("Tokyo", merged.at("/addresses/0/city").asText());
        assertEquals("UNION", merge.at("/policy/emails").asText());
    }

    @Test
    @DisplayName(
            "CM-13: each empty unit is taken whole from the first source that has it, the last registered first (DD-06)")
    void blanksAreFilledInOrder() throws Exception {
        shop.policy(Map.of("fillMissing", true));
        String survivor = idOf(shop.person("", Map.of("givenName", "", "registeredAt", "2026-01-01T00:00:00Z")));
        String older = idOf(shop.person(
                "Older",
                Map.of(
                        "registeredAt", "2020-01-01T00:00:00Z",
                        "birthday", "1970-01-01",
                        "phones", List.of(Map.of("value", "03-1234-5678"), Map.of("value", "03-8765-4321")))));
        String newer =
                idOf(shop.person("Newer", Map.of("registeredAt", "2024-01-01T00:00:00Z", "familyNameKana", "ニューワー")));

        JsonNode merge = shop.merge(survivor, older, newer);

        JsonNode shown = shop.show(survivor);
        assertEquals("Newer", shown.path("familyName").asText());
        assertEquals("ニューワー", shown.path("familyNameKana").asText());
        assertEquals("1970-01-01", shown.path("birthday").asText());
        // Without a union the primary phone alone is taken.
        assertEquals(List.of("03-1234-5678"), MadeUpShop.texts(shown.path("phones"), "value"));
        assertEquals(List.of("name", "phones"), texts(merge.at("/result/losingFields")));
    }

    @Test
    @DisplayName("CM-13: under the conservative policy the survivor stays as it is, and the record names what lost")
    void conservativeLeavesTheSurvivorAlone() throws Exception {
        String survivor = idOf(shop.person("Endo"));
        String source = idOf(shop.person(
                "Endou",
                Map.of(
                        "birthday",
                        "1990-01-31",
                        "emails",
                        List.of(Map.of("value", "lost@example.org")),
                        "phones",
                        List.of(Map.of("value", "090-1234-5678")),
                        "addresses",
                        List.of(Map.of("type", "HOME", "country", "JP", "city", "Tokyo")),
                        "notes",
                        "likes tea")));
        JsonNode before = shop.show(survivor);

        JsonNode merge = shop.merge(survivor, source);

        JsonNode after = shop.show(survivor);
        for (String field : List.of("familyName", "birthday", "emails", "phones", "addresses", "notes")) {
            assertEquals(before.path(field), after.path(field), field);
        }
        assertEquals(
                List.of("birthday", "emails", "homeAddress", "name", "notes", "phones"),
                texts(merge.at("/result/losingFields")));
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
        Map<String, String> people = manyPeople(200);
        for (int i = 0; i < 200; i++) {
            String survivor = people.get("S" + i);
            String source = switch (bad.getOrDefault(i, "")) {
                case "unknown-customer" -> UUID.randomUUID().toString();
                case "customer-merged" -> merged;
                case "kind-mismatch" -> company;
                case "survivor-as-source" -> into;
                default -> people.get("M" + i);
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
        List<EventStream.Event> events;
        try (EventStream stream = new EventStream(suite, shop, Service.MERGE_ORCHESTRATOR, path + "/events", null)) {
            events = stream.whole();
        }
        Answer shown = shop.client().get(Service.MERGE_ORCHESTRATOR, path);

        assertEquals("end", events.getLast().name(), events::toString);
        JsonNode last = events.get(events.size() - 2).data();
        assertEquals(shown.expect(200), last);
        assertEquals("COMPLETED", last.path("state").asText());
        assertEquals(
                SuiteClient.JSON.valueToTree(
                        Map.of("total", 200, "waiting", 0, "running", 0, "completed", 196, "aborted", 0, "refused", 4)),
                last.path("progress"));
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

    /** Imports people with the external refs S0, M0, S1, M1 …; their ids by these. */
    private Map<String, String> manyPeople(int pairs) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < pairs; i++) {
            for (String ref : List.of("S" + i, "M" + i)) {
                lines.append(SuiteClient.JSON.writeValueAsString(
                                Map.of("kind", "INDIVIDUAL", "externalRef", ref, "familyName", "Batch " + i)))
                        .append('\n');
            }
        }
        shop.imported(Service.CUSTOMER_SERVICE, "/v1/customers/imports", "{}", lines.toString());
        Map<String, String> people = new HashMap<>();
        shop.list(Service.CUSTOMER_SERVICE, "/v1/customers")
                .forEach(person -> people.put(person.path("externalRef").asText(), idOf(person)));
        return people;
    }

    private List<String> mergesOf(String customer) throws IOException, InterruptedException {
        return MadeUpShop.texts(
                array(shop.list(Service.MERGE_ORCHESTRATOR, "/v1/merges?customerId=" + customer)), "id");
    }

    private String tag(Service service, String path) throws IOException, InterruptedException {
        Answer answer = shop.client().get(service, path);
        answer.expect(200);
        return answer.header("ETag");
    }

    private static String number(JsonNode customer) {
        return customer.path("number").asText();
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

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
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
