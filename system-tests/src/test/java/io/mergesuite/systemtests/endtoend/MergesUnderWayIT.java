package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What callers see and may do while a merge is under way. */
// A merge is held back by the block that it stands in; nothing else is asked of what holds it.
@SuppressWarnings("try")
@ExtendWith(RunningSuite.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MergesUnderWayIT {

    private static final String MERGES = "/v1/merges";

    private final RunningSuite suite;
    private MadeUpShop shop;
    private String survivor;
    private String source;

    MergesUnderWayIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void makeTwoCustomers() throws Exception {
        shop = new MadeUpShop(suite);
        survivor = idOf(shop.person("Yamada", Map.of("externalRef", "SURVIVOR")));
        source = idOf(shop.person("Yamata", Map.of("externalRef", "SOURCE", "birthday", "1990-01-31")));
        shop.oneOfEach(source);
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    /** SG-01, SG-02, SG-03, SG-05. */
    @AfterAll
    void nothingIsLost() throws Exception {
        assertEquals(List.of(), suite.oracle().violations());
    }

    @Test
    @DisplayName(
            "API-07: a merge is answered while it runs, tells when to ask again, and shows each step until it has ended")
    void itIsWatchedByAskingAgain() throws Exception {
        String path;
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            Answer created = start("Prefer", "wait=1");
            JsonNode merge = created.expect(201);
            path = MERGES + "/" + idOf(merge);

            assertEquals("PREPARING", merge.path("state").asText(), merge::toString);
            assertTrue(created.header("Location").endsWith(path), created.header("Location"));
            assertFalse(merge.hasNonNull("endedAt"));
            await(
                    "the others are prepared",
                    () -> states(shown(path).json(), "PREPARE").equals(List.of("DONE", "DONE", "DONE", "RUNNING")));
            Answer running = shown(path);
            assertEquals("1", running.header("Retry-After"));
            assertEquals(3, running.json().at("/progress/stepsDone").asInt(), running::text);
            assertEquals(8, running.json().at("/progress/stepsTotal").asInt(), running::text);
        }
        shop.ended(path.substring(MERGES.length() + 1));

        Answer ended = shown(path);
        assertNull(ended.header("Retry-After"));
        JsonNode merge = ended.json();
        assertEquals("COMPLETED", merge.path("state").asText());
        assertEquals(8, merge.at("/progress/stepsDone").asInt());
        assertEquals(6, merge.at("/progress/rowsMoved").asInt(), ended::text);
        assertEquals(List.of("DONE", "DONE", "DONE", "DONE"), states(merge, "PREPARE"));
        assertEquals(List.of("DONE", "DONE", "DONE"), states(merge, "REASSIGN"));
        assertEquals(List.of("DONE"), states(merge, "RETIRE"));
        for (JsonNode step : merge.path("steps")) {
            assertTrue(step.path("attempts").asInt() >= 1, step::toString);
            assertTrue(
                    step.path("startedAt")
                                    .asText()
                                    .compareTo(step.path("endedAt").asText())
                            <= 0,
                    step::toString);
        }
        assertEquals(
                304,
                shop.client()
                        .get(Service.MERGE_ORCHESTRATOR, path, "If-None-Match", ended.header("ETag"))
                        .status());
    }

    @Test
    @DisplayName(
            "API-07: events tell each change once, in order, are taken up where they were left, and close with `end`")
    void itIsWatchedByEvents() throws Exception {
        String merge;
        List<EventStream.Event> events;
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            merge = idOf(start().expect(201));
            try (EventStream stream = events(merge, null)) {
                stream.atLeast(1);
                held.close();
                events = stream.whole();
            }
        }

        assertEquals("end", events.getLast().name(), events::toString);
        List<EventStream.Event> told = events.subList(0, events.size() - 1);
        assertEquals(
                List.of("merge"),
                told.stream().map(EventStream.Event::name).distinct().toList());
        List<Long> ids = told.stream().map(EventStream.Event::id).toList();
        assertEquals(ids.stream().sorted().distinct().toList(), ids);
        assertTrue(ids.size() >= 2, events::toString);
        assertEquals("PREPARING", told.getFirst().data().path("state").asText());
        assertEquals("COMPLETED", told.getLast().data().path("state").asText());
        try (EventStream rest = events(merge, ids.getFirst());
                EventStream nothing = events(merge, ids.getLast())) {
            assertEquals(
                    List.of("merge", "end"),
                    rest.whole().stream().map(EventStream.Event::name).toList());
            assertEquals(ids.getLast(), rest.whole().getFirst().id());
            assertEquals(
                    List.of("end"),
                    nothing.whole().stream().map(EventStream.Event::name).toList());
        }
        Answer nowhere = shop.client()
                .get(
                        Service.MERGE_ORCHESTRATOR,
                        MERGES + "/" + merge + "/events",
                        "Accept",
                        "text/event-stream",
                        "Last-Event-ID",
                        "yesterday");
        assertEquals("invalid", nowhere.expect(400).path("code").asText());
    }

    @Test
    @DisplayName("SG-06: a second merge that shares a customer is refused, and told which one has it")
    void theSecondOneIsRefused() throws Exception {
        String third = idOf(shop.person("Yamashita"));
        String first;
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            first = idOf(start().expect(201));
            for (List<String> pair : List.of(
                    List.of(survivor, source),
                    List.of(source, survivor),
                    List.of(survivor, third),
                    List.of(third, survivor),
                    List.of(third, source),
                    List.of(source, third))) {
                Answer refused = merge(pair.getFirst(), pair.getLast());
                assertEquals(
                        "customer-in-merge", refused.expect(409).path("code").asText(), pair::toString);
                assertEquals(first, refused.json().path("mergeId").asText(), refused::text);
            }
        }
        assertEquals("COMPLETED", shop.ended(first).path("state").asText());
        assertEquals("ACTIVE", shop.show(third).path("status").asText());
        assertEquals(1, shop.list(Service.MERGE_ORCHESTRATOR, MERGES).size());
    }

    @Test
    @DisplayName("SG-07: a request repeated while its merge runs is answered with that merge as it stands")
    void aRepeatedRequestShowsTheRunningMerge() throws Exception {
        String key = UUID.randomUUID().toString();
        Map<String, ?> body = Map.of("survivorId", survivor, "sourceIds", List.of(source));
        JsonNode first;
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            first = shop.client()
                    .postWithKey(Service.MERGE_ORCHESTRATOR, MERGES, key, body)
                    .expect(201);
            JsonNode again = shop.client()
                    .postWithKey(Service.MERGE_ORCHESTRATOR, MERGES, key, body)
                    .expect(201);
            assertEquals(idOf(first), idOf(again));
            assertEquals("PREPARING", again.path("state").asText());
        }
        shop.ended(idOf(first));
        JsonNode last = shop.client()
                .postWithKey(Service.MERGE_ORCHESTRATOR, MERGES, key, body)
                .expect(201);
        assertEquals("COMPLETED", last.path("state").asText());
        assertEquals(1, shop.list(Service.MERGE_ORCHESTRATOR, MERGES).size());
    }

    @Test
    @DisplayName(
            "CM-11, CM-13: a source can't be edited, the survivor can, and its later edit wins over what would be filled in")
    void onlyTheSurvivorCanBeEdited() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        String merge;
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            merge = idOf(start().expect(201));
            await(
                    "they are locked",
                    () -> shop.show(source).path("status").asText().equals("MERGING"));

            Answer refused = shop.edit(source, Map.of("familyName", "X"));
            assertEquals("customer-merging", refused.expect(409).path("code").asText());
            shop.edit(survivor, Map.of("birthday", "1980-12-31", "notes", "edited"))
                    .expect(200);
        }
        JsonNode ended = shop.ended(merge);

        assertEquals("COMPLETED", ended.path("state").asText(), ended::toString);
        JsonNode shown = shop.show(survivor);
        assertEquals("1980-12-31", shown.path("birthday").asText());
        assertEquals("edited", shown.path("notes").asText());
        assertEquals("ACTIVE", shown.path("status").asText());
        assertTrue(
                StreamSupport.stream(ended.at("/result/losingFields").spliterator(), false)
                        .anyMatch(field -> field.asText().equals("birthday")),
                ended::toString);
    }

    @Test
    @DisplayName("CM-06: before the pivot records are taken under the old id, and follow it")
    void recordsBeforeThePivotFollow() throws Exception {
        String merge;
        Map<String, String> meanwhile;
        List<String> kinds = MadeUpShop.KINDS.keySet().stream()
                .filter(kind -> !kind.startsWith("/v1/blacklist"))
                .toList();
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            merge = idOf(start().expect(201));
            await(
                    "the others are prepared",
                    () -> states(shown(MERGES + "/" + merge).json(), "PREPARE")
                            .equals(List.of("DONE", "DONE", "DONE", "RUNNING")));
            meanwhile = shop.storeFor(source, kinds);
            for (String kind : kinds) {
                JsonNode record = shop.record(kind, meanwhile.get(kind));
                assertEquals(source, record.path("customerId").asText(), kind);
                assertFalse(record.hasNonNull("formerCustomerId"), kind);
            }
        }
        assertEquals("COMPLETED", shop.ended(merge).path("state").asText());
        assertSurvivorHas(meanwhile);
    }

    @Test
    @DisplayName("CM-06: after the pivot records for the old id are the survivor's at once, while thousands still move")
    void recordsAfterThePivotAreTheSurvivors() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1_200; i++) {
            many.append(SuiteClient.JSON.writeValueAsString(shop.record("/v1/orders", Map.of("customerId", source))))
                    .append('\n');
        }
        JsonNode imported = shop.imported(Service.ORDER_SERVICE, "/v1/orders/imports", "{}", many.toString());
        assertEquals(1_200, imported.path("created").asInt(), imported::toString);
        String merge;
        Map<String, String> meanwhile;
        try (HeldBack held = HeldBack.reassigning(suite.databases(), source)) {
            merge = idOf(start().expect(201));
            await(
                    "leads and entries have moved",
                    () -> states(shown(MERGES + "/" + merge).json(), "REASSIGN")
                            .equals(List.of("DONE", "DONE", "RUNNING")));
            await(
                    "the first chunks have moved",
                    () -> shown(MERGES + "/" + merge)
                                    .json()
                                    .at("/progress/rowsMoved")
                                    .asInt()
                            >= 1_000);

            meanwhile = shop.oneOfEach(source);
            assertSurvivorHas(meanwhile);
            assertEquals(
                    "REASSIGNING",
                    shown(MERGES + "/" + merge).json().path("state").asText());
            assertEquals("MERGING", shop.show(source).path("status").asText());
        }
        JsonNode ended = shop.ended(merge);
        assertEquals("COMPLETED", ended.path("state").asText());
        assertEquals(1_201, ended.at("/result/moved/orders").asInt(), ended::toString);
        assertEquals(1_202, shop.idsOf("/v1/orders", survivor).size());
        assertSurvivorHas(meanwhile);
    }

    @Test
    @DisplayName(
            "CU-07, hole 11: an import sets a customer in a merge aside, takes the others, and comes back to it after the end")
    void importsComeBackToCustomersInAMerge() throws Exception {
        String rows = """
                {"externalRef": "SOURCE", "kind": "INDIVIDUAL", "familyName": "Changed"}
                {"externalRef": "SURVIVOR", "kind": "INDIVIDUAL", "familyName": "Changed"}
                {"externalRef": "NEW", "kind": "INDIVIDUAL", "familyName": "New"}
                """;
        String path = "/v1/customers/imports";
        String merge;
        String started;
        try (HeldBack held = HeldBack.preparing(suite.databases(), source)) {
            merge = idOf(start().expect(201));
            await(
                    "they are locked",
                    () -> shop.show(source).path("status").asText().equals("MERGING"));
            started = shop.startImport(Service.CUSTOMER_SERVICE, path, "{}", rows);
            await("the others are in", () -> {
                JsonNode now = shop.client()
                        .get(Service.CUSTOMER_SERVICE, path + "/" + started)
                        .expect(200);
                return now.path("created").asInt() == 1 && now.path("setAside").asInt() >= 1;
            });
            JsonNode now = shop.client()
                    .get(Service.CUSTOMER_SERVICE, path + "/" + started)
                    .expect(200);
            assertEquals("RUNNING", now.path("state").asText(), now::toString);
        }
        assertEquals("COMPLETED", shop.ended(merge).path("state").asText());
        JsonNode ended = shop.endedImport(Service.CUSTOMER_SERVICE, path, started);
        assertEquals(1, ended.path("merged").asInt(), ended::toString);
        assertEquals(1, ended.path("updated").asInt(), ended::toString);
        assertEquals(0, ended.path("rejected").asInt(), ended::toString);
        assertEquals("Changed", shop.show(survivor).path("familyName").asText());
        assertEquals(
                "Yamata",
                shop.client()
                        .get(Service.CUSTOMER_SERVICE, "/v1/customers/" + source + "?showMerged=true")
                        .expect(200)
                        .path("familyName")
                        .asText());
    }

    private void assertSurvivorHas(Map<String, String> records) throws Exception {
        for (Map.Entry<String, String> record : records.entrySet()) {
            JsonNode shown = shop.record(record.getKey(), record.getValue());
            assertEquals(survivor, shown.path("customerId").asText(), record::toString);
            assertEquals(source, shown.path("formerCustomerId").asText(), record::toString);
            assertTrue(shop.idsOf(record.getKey(), source).contains(record.getValue()), record::toString);
        }
    }

    private Answer start(String... headers) throws Exception {
        return shop.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        MERGES,
                        Map.of("survivorId", survivor, "sourceIds", List.of(source)),
                        headers);
    }

    private Answer merge(String into, String from) throws Exception {
        return shop.client()
                .post(Service.MERGE_ORCHESTRATOR, MERGES, Map.of("survivorId", into, "sourceIds", List.of(from)));
    }

    private Answer shown(String path) throws Exception {
        Answer answer = shop.client().get(Service.MERGE_ORCHESTRATOR, path);
        answer.expect(200);
        return answer;
    }

    private EventStream events(String merge, Long lastSeen) throws Exception {
        return new EventStream(suite, shop, Service.MERGE_ORCHESTRATOR, MERGES + "/" + merge + "/events", lastSeen);
    }

    private static List<String> states(JsonNode merge, String step) {
        Stream<JsonNode> steps = StreamSupport.stream(merge.path("steps").spliterator(), false);
        return steps.filter(one -> one.path("step").asText().equals(step))
                .map(one -> one.path("state").asText())
                .sorted()
                .toList();
    }
}
