package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.KINDS;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A shop does not exist for the caller of another (SEC-03): every operation of the five documents is tried by a caller of one shop
 * on what belongs to the other. What it answers is what it answers for things that nobody has.
 */
@ExtendWith(RunningSuite.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoShopsIT {

    /** Where each kind is imported, with the body of a record that names nobody else. */
    private static final Map<String, Service> IMPORTS = imports();

    private final RunningSuite suite;
    /** What is tried for each operation, by method and path. */
    private final Map<String, Probe> table = new TreeMap<>();

    private MadeUpShop own;
    private MadeUpShop other;
    private String ownCustomer;
    private String othersSurvivor;
    private String othersSource;
    private String othersCompany;
    private String othersNumber;
    private String othersRef;
    private String othersMerge;
    private String othersBatch;
    private String othersErasure;
    private String othersWebhook;
    /** All of the other shop as it sees itself, before anything is tried. */
    private Map<String, List<JsonNode>> othersBefore;

    private final Map<String, String> othersRecords = new HashMap<>();
    private final Map<String, String> othersImports = new HashMap<>();

    TwoShopsIT(RunningSuite suite) {
        this.suite = suite;
    }

    /** What one operation is tried with. */
    private interface Probe {
        void run(Operation operation) throws Exception;
    }

    @BeforeAll
    void fillTheOtherShop() throws Exception {
        own = new MadeUpShop(suite);
        other = new MadeUpShop(suite);
        ownCustomer = idOf(own.person("Aoki"));
        JsonNode survivor = other.person(
                "Secret",
                Map.of(
                        "emails", List.of(Map.of("value", "secret@example.org")),
                        "phones", List.of(Map.of("value", "090-1234-5678"))));
        othersSurvivor = idOf(survivor);
        othersNumber = survivor.path("number").asText();
        othersRef = survivor.path("externalRef").asText();
        othersSource = idOf(other.person("Secret"));
        othersRecords.putAll(other.oneOfEach(othersSource));
        othersMerge = idOf(other.merge(othersSurvivor, othersSource));
        othersCompany = idOf(other.company("Secret Ltd"));
        other.person("Secret", Map.of("companyIds", List.of(othersCompany)));
        othersBatch = idOf(other.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/merge-batches",
                        Map.of(
                                "shopId",
                                other.id(),
                                "groups",
                                List.of(Map.of(
                                        "survivorId",
                                        idOf(other.person("Secret")),
                                        "sourceIds",
                                        List.of(idOf(other.person("Secret")))))))
                .expect(201));
        await(
                "the other's batch ends",
                () -> other.client()
                        .get(Service.MERGE_ORCHESTRATOR, "/v1/merge-batches/" + othersBatch)
                        .expect(200)
                        .hasNonNull("endedAt"));
        othersErasure = idOf(other.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/erasures",
                        Map.of("customerId", idOf(other.person("Secret"))),
                        "Prefer",
                        "wait=60")
                .expect(201));
        othersWebhook = idOf(other.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/webhooks",
                        Map.of(
                                "url",
                                "https://203.0.113.7/Secret",
                                "events",
                                List.of("customer.merged"),
                                "enabled",
                                false))
                .expect(201));
        for (Map.Entry<String, Service> kind : IMPORTS.entrySet()) {
            JsonNode imported = other.client()
                    .importFile(
                            kind.getValue(),
                            kind.getKey(),
                            UUID.randomUUID().toString(),
                            "{}",
                            "{\"secret\":1}\n",
                            "Prefer",
                            "wait=60")
                    .expect(201);
            othersImports.put(kind.getKey(), idOf(imported));
        }
        customers();
        records();
        files();
        merges();
        operations();
        othersBefore = everythingOfTheOther();
    }

    @AfterAll
    void theOtherShopIsUnchanged() throws Exception {
        assertOthersUnchanged();
        own.close();
        other.close();
    }

    @Test
    @DisplayName("SEC-03: every operation of the five documents is in the table, and no other")
    void theTableIsWhole() throws Exception {
        Set<String> documented = new TreeSet<>();
        suite.documents().operations().forEach(operation -> documented.add(operation.toString()));
        assertEquals(documented, table.keySet());
    }

    @Test
    @DisplayName("SEC-01, SEC-03: what is between services is refused to users, whatever their permissions")
    void internalOperationsAreRefused() throws Exception {
        Map<String, ?> lookup = Map.of("shops", List.of(other.id()), "ids", List.of(othersSurvivor));
        for (MadeUpShop shop : List.of(own, other)) {
            Answer refused = shop.client().post(Service.CUSTOMER_SERVICE, "/internal/customers/lookup", lookup);
            assertEquals("forbidden", refused.expect(403).path("code").asText());
        }
        try (SuiteClient nobody = suite.bearer("")) {
            Answer refused = nobody.post(Service.CUSTOMER_SERVICE, "/internal/customers/lookup", lookup);
            assertEquals("unauthenticated", refused.expect(401).path("code").asText());
        }
    }

    @Test
    @DisplayName("SEC-03: who holds both shops sees both, and says which one is meant")
    void bothShopsAreSeenByWhoHoldsBoth() throws Exception {
        try (SuiteClient both = suite.caller(own.id(), other.id())) {
            for (String kind : KINDS.keySet()) {
                both.get(KINDS.get(kind), kind + "/" + othersRecords.get(kind)).expect(200);
            }
            Answer unclear = both.post(Service.CUSTOMER_SERVICE, "/v1/customers", Map.of("kind", "INDIVIDUAL"));
            assertEquals("shop-required", unclear.expect(400).path("code").asText());
            Answer across = both.post(
                    Service.MERGE_ORCHESTRATOR,
                    "/v1/merges",
                    Map.of("survivorId", ownCustomer, "sourceIds", List.of(othersSurvivor)));
            assertEquals("shop-mismatch", across.expect(422).path("code").asText());
            Answer record = both.post(
                    Service.ORDER_SERVICE,
                    "/v1/orders",
                    own.record("/v1/orders", Map.of("customerId", othersSurvivor)));
            assertEquals("unknown-customer", record.expect(422).path("code").asText());
        }
    }

    @TestFactory
    @DisplayName("SEC-03, R-7: no operation shows, changes or betrays what is the other shop's")
    Stream<DynamicTest> noOperationLeaks() throws Exception {
        return suite.documents().operations().stream()
                .map(operation -> dynamicTest(operation.toString(), () -> {
                    assertTrue(table.containsKey(operation.toString()), "not in the table");
                    table.get(operation.toString()).run(operation);
                    if (!operation.method().equals("GET")) {
                        assertOthersUnchanged();
                    }
                }));
    }

    @Test
    @DisplayName("SEC-03: the other shop sees all of it itself, so the table asks for what is there")
    void theOtherShopSeesItself() throws Exception {
        assertEquals(othersSurvivor, idOf(other.show(othersSurvivor)));
        for (String kind : KINDS.keySet()) {
            assertEquals(List.of(othersRecords.get(kind)), other.idsOf(kind, othersSource), kind);
        }
        assertEquals("COMPLETED", other.ended(othersMerge).path("state").asText());
    }

    private void customers() {
        table.put("POST /v1/customers", operation -> {
            assertUnknownShop(operation, Map.of("kind", "INDIVIDUAL"));
            assertSameAsForNobody(
                    nobody -> post(
                            operation,
                            Map.of(
                                    "shopId",
                                    own.id(),
                                    "kind",
                                    "INDIVIDUAL",
                                    "companyIds",
                                    List.of(nobody ? none() : othersCompany))),
                    422);
        });
        table.put("GET /v1/customers", operation -> {
            assertLists(
                    operation,
                    Map.of(
                            "companyId",
                            othersCompany,
                            "q",
                            "Secret",
                            "email",
                            "secret@example.org",
                            "phone",
                            "09012345678",
                            "name",
                            "Secret",
                            "number",
                            othersNumber,
                            "externalRef",
                            othersRef,
                            "survivor",
                            "true",
                            "status",
                            "MERGED"));
            for (String typed : List.of(othersNumber, othersRef, othersSource, othersSurvivor)) {
                assertEquals(List.of(), own.list(operation.service(), operation.path() + "?q=" + typed));
            }
        });
        table.put("POST /v1/customers/search", operation -> {
            for (Map<String, Object> search : List.<Map<String, Object>>of(
                    Map.of("shopId", other.id()),
                    Map.of("companyId", othersCompany),
                    Map.of("q", othersSurvivor),
                    Map.of("q", othersSource, "showMerged", true),
                    Map.of("number", othersNumber),
                    Map.of("externalRef", othersRef),
                    Map.of("name", "Secret", "createdFrom", "2001-01-01T00:00:00Z"),
                    Map.of("email", "secret@example.org"))) {
                JsonNode theirs = other.client()
                        .post(operation.service(), operation.path(), search)
                        .expect(200);
                assertFalse(theirs.path("items").isEmpty(), () -> search + " finds nothing");
                JsonNode seen = post(operation, search).expect(200);
                assertTrue(seen.path("items").isEmpty(), () -> search + ": " + seen);
            }
            JsonNode all = other.client()
                    .post(operation.service(), operation.path(), Map.of("limit", 1))
                    .expect(200);
            Answer taken = post(
                    operation, Map.of("limit", 1, "cursor", all.path("next").asText()));
            assertEquals("cursor-invalid", taken.expect(400).path("code").asText());
        });
        table.put("GET /v1/customers/{id}", operation -> {
            assertNoneHasIt(operation, othersSurvivor);
            assertNoneHasIt(operation, othersSource);
            for (String way : List.of("?followMerges=true", "?showMerged=true")) {
                assertNoneHasIt(operation.at(operation.path() + way), othersSource);
            }
        });
        table.put("PATCH /v1/customers/{id}", operation -> {
            assertNoneHasIt(operation, othersSurvivor);
            assertNoneHasIt(operation, othersSource);
        });
        table.put("DELETE /v1/customers/{id}", operation -> {
            assertNoneHasIt(operation, othersSurvivor);
            assertNoneHasIt(operation, othersSource);
        });
        table.put("POST /v1/customers/{id}/restore", operation -> assertNoneHasIt(operation, othersSurvivor));
        belongings()
                .forEach((belonging, body) -> table.put(belonging.replace(" ", " /v1/customers/{id}/"), operation -> {
                    assertNoneHasIt(operation, othersSurvivor, body);
                    assertNoneHasIt(operation, othersSource, body);
                }));
        table.put("POST /v1/customers/resolve", operation -> {
            JsonNode items = post(
                            operation,
                            Map.of(
                                    "ids", List.of(othersSurvivor, othersSource),
                                    "numbers", List.of(othersNumber),
                                    "externalRefs", List.of(othersRef)))
                    .expect(200)
                    .path("items");
            assertEquals(List.of("UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN"), MadeUpShop.texts(items, "status"));
            assertFalse(items.toString().contains("canonicalId"), items::toString);
            assertUnknownShop(operation, Map.of("externalRefs", List.of(othersRef)));
        });
        table.put("GET /v1/customer-settings/{shopId}", this::assertNoSuchShop);
        table.put("PUT /v1/customer-settings/{shopId}", this::assertNoSuchShop);
    }

    /** What hangs on a customer, with a body that is right. */
    private static Map<String, String> belongings() {
        Map<String, String> bodies = new HashMap<>();
        for (String without : List.of(
                "GET points",
                "GET points/entries",
                "GET point-lots",
                "GET point-lots/entries",
                "GET loyalty",
                "GET loyalty/{programme}",
                "DELETE loyalty/{programme}",
                "GET favourites",
                "GET favourites/{sku}",
                "DELETE favourites/{sku}",
                "GET coupons",
                "GET coupons/{couponId}",
                "GET mails",
                "GET merge-notes")) {
            bodies.put(without, "");
        }
        bodies.put("POST points/entries", "{\"points\": 1}");
        bodies.put("POST point-lots", "{\"points\": 1, \"expiresAt\": \"2099-01-01T00:00:00Z\"}");
        bodies.put("POST point-lots/spendings", "{\"points\": 1}");
        bodies.put("POST loyalty", "{\"programme\": \"tea\"}");
        bodies.put("PATCH loyalty/{programme}", "{}");
        bodies.put("POST favourites", "{\"sku\": \"TEA-1\"}");
        bodies.put("POST coupons", "{\"code\": \"WELCOME\"}");
        bodies.put("PATCH coupons/{couponId}", "{}");
        bodies.put("POST mails", "{\"subject\": \"Hello\"}");
        return bodies;
    }

    private void records() {
        for (String kind : KINDS.keySet()) {
            table.put("POST " + kind, operation -> {
                Map<String, Object> foreign = own.record(kind, Map.of("customerId", ownCustomer));
                assertUnknownShop(operation, foreign);
                assertSameAsForNobody(
                        nobody -> post(
                                operation, own.record(kind, Map.of("customerId", nobody ? none() : othersSurvivor))),
                        422);
                assertSameAsForNobody(
                        nobody -> post(
                                operation,
                                own.record(kind, Map.of("customerNumber", nobody ? "999999999" : othersNumber))),
                        422);
                assertSameAsForNobody(
                        nobody -> post(
                                operation,
                                own.record(kind, Map.of("customerExternalRef", nobody ? "none" : othersRef))),
                        422);
            });
            table.put("GET " + kind, operation -> {
                JsonNode record = other.record(kind, othersRecords.get(kind));
                assertLists(
                        operation,
                        Map.of(
                                "customerId",
                                othersSource,
                                "formerCustomerId",
                                othersSource,
                                "number",
                                record.path("number").asText(),
                                "externalRef",
                                record.path("externalRef").asText()));
            });
            table.put("GET " + kind + "/{id}", operation -> assertNoneHasIt(operation, othersRecords.get(kind)));
            table.put("PATCH " + kind + "/{id}", operation -> assertNoneHasIt(operation, othersRecords.get(kind)));
        }
    }

    private void files() {
        for (Map.Entry<String, Service> kind : IMPORTS.entrySet()) {
            String path = kind.getKey();
            table.put("POST " + path, operation -> {
                Answer answer = own.client()
                        .importFile(
                                operation.service(),
                                path,
                                UUID.randomUUID().toString(),
                                "{\"shopId\":\"" + other.id() + "\"}",
                                "{\"kind\":\"INDIVIDUAL\"}\n");
                assertEquals("unknown-shop", answer.expect(422).path("code").asText());
                JsonNode named = own.imported(
                        operation.service(),
                        path,
                        "{}",
                        "{\"shopId\":\"" + other.id() + "\",\"kind\":\"INDIVIDUAL\"}\n");
                assertEquals(0, named.path("created").asInt(), named::toString);
                assertEquals(1, named.path("rejected").asInt(), named::toString);
            });
            table.put("GET " + path, operation -> assertLists(operation, Map.of()));
            table.put("GET " + path.replace("/imports", "/export"), operation -> {
                assertSameAsForNobody(
                        nobody -> own.client()
                                .get(
                                        operation.service(),
                                        operation.path() + "?shopId=" + (nobody ? "no-such-shop" : other.id())),
                        404);
                Answer whole = own.client().get(operation.service(), operation.path());
                assertEquals(200, whole.status(), whole::text);
                for (String foreign : List.of("Secret", other.id(), othersSurvivor, othersSource)) {
                    assertFalse(whole.text().contains(foreign), whole::text);
                }
            });
            for (String below : List.of("", "/events", "/rejections", "/results", "/merged")) {
                table.put(
                        "GET " + path + "/{id}" + below,
                        operation -> assertNoneHasIt(operation, othersImports.get(path)));
            }
        }
    }

    private void merges() {
        for (String asked : List.of("POST /v1/merges", "POST /v1/merges/preview")) {
            table.put(asked, operation -> {
                for (boolean asSurvivor : List.of(true, false)) {
                    assertSameAsForNobody(
                            nobody -> {
                                String theirs = nobody ? none() : asSurvivor ? othersSurvivor : othersSource;
                                return post(
                                        operation,
                                        Map.of(
                                                "survivorId",
                                                asSurvivor ? theirs : ownCustomer,
                                                "sourceIds",
                                                List.of(asSurvivor ? ownCustomer : theirs)));
                            },
                            422);
                }
                assertSameAsForNobody(
                        nobody -> post(
                                operation,
                                Map.of(
                                        "customers",
                                        List.of(
                                                Map.of("id", ownCustomer, "survivor", true),
                                                Map.of("number", nobody ? "999999999" : othersNumber)))),
                        422);
            });
        }
        table.put(
                "GET /v1/merges",
                operation -> assertLists(operation, Map.of("customerId", othersSource, "state", "COMPLETED")));
        table.put("GET /v1/merges/{id}", operation -> assertNoneHasIt(operation, othersMerge));
        table.put("GET /v1/merges/{id}/events", operation -> assertNoneHasIt(operation, othersMerge));
        for (String how : List.of("abort", "retry")) {
            table.put("POST /v1/merges/{id}/" + how, operation -> assertNoneHasIt(operation, othersMerge));
        }
        table.put("GET /v1/merge-batches", operation -> assertLists(operation, Map.of("state", "COMPLETED")));
        table.put("POST /v1/merge-batches", operation -> {
            Map<String, ?> group = Map.of("survivorId", ownCustomer, "sourceIds", List.of(othersSurvivor));
            assertUnknownShop(operation, Map.of("groups", List.of(group)));
            String batch = idOf(post(operation, Map.of("shopId", own.id(), "groups", List.of(group)))
                    .expect(201));
            await(
                    "the batch ends",
                    () -> own.client()
                            .get(operation.service(), operation.path() + "/" + batch)
                            .expect(200)
                            .hasNonNull("endedAt"));
            List<JsonNode> results = own.list(operation.service(), operation.path() + "/" + batch + "/results");
            assertEquals("unknown-customer", results.getFirst().path("code").asText(), results::toString);
        });
        for (String below : List.of("", "/results", "/events")) {
            table.put("GET /v1/merge-batches/{id}" + below, operation -> assertNoneHasIt(operation, othersBatch));
        }
        table.put(
                "POST /v1/erasures",
                operation -> assertSameAsForNobody(
                        nobody -> post(operation, Map.of("customerId", nobody ? none() : othersSurvivor)), 422));
        table.put("GET /v1/erasures", operation -> assertLists(operation, Map.of("state", "COMPLETED")));
        table.put("GET /v1/erasures/{id}", operation -> assertNoneHasIt(operation, othersErasure));
        table.put("GET /v1/erasures/{id}/events", operation -> assertNoneHasIt(operation, othersErasure));
        table.put("GET /v1/merge-policies/{shopId}", this::assertNoSuchShop);
        table.put("PUT /v1/merge-policies/{shopId}", this::assertNoSuchShop);
        webhooks();
    }

    private void webhooks() {
        table.put("GET /v1/webhooks", operation -> assertLists(operation, Map.of()));
        table.put(
                "POST /v1/webhooks",
                operation -> assertUnknownShop(
                        operation,
                        Map.of("url", "https://203.0.113.7/", "events", List.of("customer.merged"), "enabled", false)));
        for (String operation : List.of(
                "GET /v1/webhooks/{id}",
                "PATCH /v1/webhooks/{id}",
                "DELETE /v1/webhooks/{id}",
                "POST /v1/webhooks/{id}/secrets",
                "POST /v1/webhooks/{id}/test",
                "GET /v1/webhooks/{id}/deliveries",
                "GET /v1/webhooks/{id}/deliveries/{deliveryId}",
                "POST /v1/webhooks/{id}/deliveries/{deliveryId}/replay")) {
            table.put(operation, tried -> assertNoneHasIt(tried, othersWebhook));
        }
        String always = """
                {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
                """;
        table.put("POST /v1/webhooks/{id}/replay", operation -> assertNoneHasIt(operation, othersWebhook, always));
    }

    /** A dead letter belongs to no shop, since one message carries the work of many; it shows nothing of what that is. */
    private void operations() {
        table.put("GET /v1/dead-letters", operation -> {
            Answer answer = own.client().get(operation.service(), operation.path() + "?limit=500");
            answer.expect(200);
            for (String foreign : List.of("Secret", other.id(), othersSurvivor, othersSource, othersMerge)) {
                assertFalse(answer.text().contains(foreign), answer::text);
            }
        });
        for (String how : List.of("replay", "discard")) {
            table.put("POST /v1/dead-letters/{id}/" + how, operation -> assertNoneHasIt(operation, othersMerge));
        }
    }

    private void assertOthersUnchanged() throws IOException, InterruptedException {
        Map<String, List<JsonNode>> now = everythingOfTheOther();
        assertEquals(othersBefore.keySet(), now.keySet());
        for (Map.Entry<String, List<JsonNode>> before : othersBefore.entrySet()) {
            assertFalse(before.getValue().isEmpty(), () -> before.getKey() + " shows nothing");
            assertEquals(before.getValue(), now.get(before.getKey()), before.getKey());
        }
    }

    /** Customers, the merged-away one too, records, imports, merges, batch, settings and policy, whole, by path. */
    private Map<String, List<JsonNode>> everythingOfTheOther() throws IOException, InterruptedException {
        Map<String, List<JsonNode>> shown = new TreeMap<>();
        for (String list : List.of("/v1/customers", "/v1/customers?status=MERGED")) {
            List<JsonNode> customers = other.list(Service.CUSTOMER_SERVICE, list);
            shown.put(list, customers);
            for (JsonNode customer : customers) {
                show(shown, Service.CUSTOMER_SERVICE, "/v1/customers/" + idOf(customer) + "?showMerged=true");
            }
        }
        for (Map.Entry<String, Service> kind : KINDS.entrySet()) {
            shown.put(kind.getKey(), other.list(kind.getValue(), kind.getKey()));
        }
        for (Map.Entry<String, Service> kind : IMPORTS.entrySet()) {
            shown.put(kind.getKey(), other.list(kind.getValue(), kind.getKey()));
        }
        List<JsonNode> merges = other.list(Service.MERGE_ORCHESTRATOR, "/v1/merges");
        shown.put("/v1/merges", merges);
        for (JsonNode merge : merges) {
            show(shown, Service.MERGE_ORCHESTRATOR, "/v1/merges/" + idOf(merge));
        }
        String batch = "/v1/merge-batches/" + othersBatch;
        show(shown, Service.MERGE_ORCHESTRATOR, batch);
        shown.put(batch + "/results", other.list(Service.MERGE_ORCHESTRATOR, batch + "/results"));
        show(shown, Service.MERGE_ORCHESTRATOR, "/v1/merge-policies/" + other.id());
        show(shown, Service.MERGE_ORCHESTRATOR, "/v1/webhooks/" + othersWebhook);
        show(shown, Service.CUSTOMER_SERVICE, "/v1/customer-settings/" + other.id());
        return shown;
    }

    private void show(Map<String, List<JsonNode>> shown, Service service, String path)
            throws IOException, InterruptedException {
        shown.put(path, List.of(other.client().get(service, path).expect(200)));
    }

    /** A request, once for what is the other shop's and once for what nobody has. */
    private interface Request {
        Answer send(boolean nobody) throws IOException, InterruptedException;
    }

    /** Both are refused in the same words. */
    private static void assertSameAsForNobody(Request request, int status) throws IOException, InterruptedException {
        Answer theirs = request.send(false);
        Answer nobodys = request.send(true);
        assertEquals(status, theirs.status(), theirs::text);
        assertEquals(told(nobodys), told(theirs));
    }

    private void assertNoneHasIt(Operation operation, String id) throws IOException, InterruptedException {
        assertNoneHasIt(operation, id, new String(operation.smallBody(), StandardCharsets.UTF_8));
    }

    private void assertNoneHasIt(Operation operation, String id, String text) throws IOException, InterruptedException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Answer theirs = operation.send(own.client(), id, body, "If-Match", "\"1\"");
        Answer nobodys = operation.send(own.client(), none(), body, "If-Match", "\"1\"");
        assertEquals(404, theirs.status(), theirs::text);
        assertEquals(told(nobodys), told(theirs));
        assertFalse(theirs.text().contains("Secret"), theirs::text);
    }

    /** A problem without what differs from one request to the next. */
    private static JsonNode told(Answer answer) {
        ObjectNode problem = answer.json().deepCopy();
        problem.remove(List.of("requestId", "detail", "instance", "customer"));
        return problem;
    }

    private void assertNoSuchShop(Operation operation) throws IOException, InterruptedException {
        Map<Boolean, Answer> answers = new HashMap<>();
        for (boolean nobody : List.of(true, false)) {
            String path = operation.path().replace("{shopId}", nobody ? "no-such-shop" : other.id());
            Operation named = operation.at(path);
            byte[] settings = """
                    {"name": "X", "timeZone": "UTC", "region": "JP", "language": "ja", "currency": "JPY"}
                    """.getBytes(StandardCharsets.UTF_8);
            answers.put(
                    nobody,
                    named.send(
                            own.client(), "", operation.bodies().isEmpty() ? new byte[0] : settings, "If-Match", "*"));
        }
        assertEquals(404, answers.get(false).status(), answers.get(false)::text);
        assertEquals(told(answers.get(true)), told(answers.get(false)));
    }

    private void assertUnknownShop(Operation operation, Map<String, ?> body) throws IOException, InterruptedException {
        assertSameAsForNobody(
                nobody -> {
                    Map<String, Object> named = new HashMap<>(body);
                    named.put("shopId", nobody ? "no-such-shop" : other.id());
                    return post(operation, named);
                },
                422);
    }

    /**
     * A list shows nothing of the other shop, whatever it is asked for, and takes no cursor of the other's.
     *
     * @param filters each finds something for the other shop
     */
    private void assertLists(Operation operation, Map<String, String> filters) throws Exception {
        List<String> narrowed = new ArrayList<>(List.of(operation.path() + "?shopId=" + other.id()));
        filters.forEach((name, value) -> narrowed.add(operation.path() + "?" + name + "=" + value));
        for (String path : narrowed) {
            JsonNode theirs = other.client().get(operation.service(), path).expect(200);
            assertFalse(theirs.path("items").isEmpty(), () -> path + " finds nothing");
            JsonNode seen = own.client().get(operation.service(), path).expect(200);
            assertTrue(seen.path("items").isEmpty(), () -> path + ": " + seen);
        }
        for (JsonNode item : own.list(operation.service(), operation.path())) {
            assertEquals(own.id(), item.path("shopId").asText(), item::toString);
            assertFalse(item.toString().contains("Secret"), item::toString);
        }
        Answer seen = other.client().get(operation.service(), operation.path() + "?limit=1");
        if (seen.expect(200).hasNonNull("next")) {
            Answer taken = own.client()
                    .get(
                            operation.service(),
                            operation.path() + "?limit=1&cursor="
                                    + seen.json().path("next").asText());
            assertFalse(taken.text().contains(other.id()), taken::text);
        }
    }

    private Answer post(Operation operation, Map<String, ?> body) throws IOException, InterruptedException {
        return own.client().post(operation.service(), operation.path(), body);
    }

    private static String none() {
        return UUID.randomUUID().toString();
    }

    private static Map<String, Service> imports() {
        Map<String, Service> imports = new HashMap<>();
        KINDS.forEach((kind, service) -> imports.put(kind + "/imports", service));
        imports.put("/v1/customers/imports", Service.CUSTOMER_SERVICE);
        return imports;
    }
}
