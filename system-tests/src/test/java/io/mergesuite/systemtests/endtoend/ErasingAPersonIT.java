package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.KINDS;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Erases persons over all five services (API-11, hole 12). Whoever is erased has one word in every value, which is then looked for everywhere. */
@ExtendWith(RunningSuite.Extension.class)
class ErasingAPersonIT {

    private final RunningSuite suite;
    private final String word = "Zq" + UUID.randomUUID().toString().substring(0, 8);
    private MadeUpShop shop;

    ErasingAPersonIT(RunningSuite suite) {
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

    @Test
    @DisplayName(
            "API-11, hole 12: erasing any id erases the person, survivor and merged-away, in every table of every service")
    void nothingIsLeft() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        String survivor = idOf(shop.person(word, values("survivor")));
        String source = idOf(shop.person(word, values("source")));
        String former = idOf(shop.person(word, values("former")));
        Map<String, String> records = new HashMap<>();
        for (String kind : KINDS.keySet()) {
            records.put(kind, idOf(shop.store(kind, told(kind, source))));
            shop.store(kind, told(kind, former));
        }
        Map<String, Service> imports = new HashMap<>(Map.of("/v1/customers", Service.CUSTOMER_SERVICE));
        imports.putAll(KINDS);
        for (Map.Entry<String, Service> kind : imports.entrySet()) {
            sendBack(kind.getValue(), kind.getKey() + "/imports");
        }
        merge(source, former);
        merge(survivor, source);
        shop.store("/v1/inquiries", told("/v1/inquiries", former)); // late: takes the survivor's details
        assertNotEquals(List.of(), whereTheWordStands(), "the word can be found at all");
        String neighbour = idOf(shop.person("Neighbour"));
        String neighboursOrder = shop.storeFor(neighbour, List.of("/v1/orders")).get("/v1/orders");
        JsonNode amounts = shop.record("/v1/orders", records.get("/v1/orders"));

        JsonNode erasure = erase(former).expect(201);

        assertEquals("COMPLETED", erasure.path("state").asText(), erasure::toString);
        assertEquals(survivor, erasure.path("customerId").asText());
        assertEquals(2, erasure.path("formerIds").size());
        assertEquals(
                2,
                MadeUpShop.texts(erasure.path("steps"), "service").indexOf("lead-service"),
                () -> "four steps in their order: " + erasure);
        await("no value is left anywhere", () -> whereTheWordStands().isEmpty());

        for (String id : List.of(survivor, source, former)) {
            gone(shop.client().get(Service.CUSTOMER_SERVICE, "/v1/customers/" + id));
            gone(shop.client().get(Service.CUSTOMER_SERVICE, "/v1/customers/" + id + "?showMerged=true"));
            JsonNode resolved = shop.client()
                    .post(Service.CUSTOMER_SERVICE, "/v1/customers/resolve", Map.of("ids", List.of(id)))
                    .expect(200);
            assertEquals("ERASED", resolved.at("/items/0/status").asText());
            assertEquals(survivor, resolved.at("/items/0/canonicalId").asText(), "redirects stay");
        }
        JsonNode order = shop.record("/v1/orders", records.get("/v1/orders"));
        assertEquals(amounts.path("total"), order.path("total"));
        assertEquals(amounts.path("lines"), order.path("lines"));
        assertEquals(survivor, order.path("customerId").asText());
        assertEquals(source, order.path("formerCustomerId").asText());
        assertFalse(order.hasNonNull("orderer"));
        assertEquals(
                "CANCELLED",
                shop.record("/v1/subscriptions", records.get("/v1/subscriptions"))
                        .path("status")
                        .asText());
        assertEquals("Neighbour", shop.show(neighbour).path("familyName").asText());
        assertEquals(
                "As typed",
                shop.record("/v1/orders", neighboursOrder)
                        .at("/orderer/familyName")
                        .asText());
    }

    @Test
    @DisplayName("API-11: what comes for an erased id is refused and changes nothing; a merge of it is refused")
    void nothingComesBack() throws Exception {
        JsonNode person = shop.person(word, values("one"));
        String id = idOf(person);
        String other = idOf(shop.person("Other"));
        Map<String, String> records = shop.storeFor(id, KINDS.keySet());
        erase(id).expect(201);

        for (String kind : KINDS.keySet()) {
            String record = kind + "/" + records.get(kind);
            JsonNode erased = shop.record(kind, records.get(kind));
            Answer change = shop.client()
                    .send(KINDS.get(kind), "PATCH", record, "{}".getBytes(StandardCharsets.UTF_8), "If-Match", "*");
            if (kind.equals("/v1/orders")) {
                change.expect(200); // its payment can be changed, and that is nobody's value
            } else {
                assertEquals("customer-erased", change.expect(422).path("code").asText(), kind);
            }
            assertEquals(erased, shop.record(kind, records.get(kind)), kind);
            Answer refused = shop.client().post(KINDS.get(kind), kind, shop.record(kind, Map.of("customerId", id)));
            assertEquals("customer-erased", refused.expect(422).path("code").asText(), kind);
            assertEquals(List.of(records.get(kind)), shop.idsOf(kind, id), kind);
        }
        Answer again = shop.client()
                .post(
                        Service.CUSTOMER_SERVICE,
                        "/v1/customers",
                        Map.of("shopId", shop.id(), "kind", "INDIVIDUAL", "externalRef", person.path("externalRef")));
        assertEquals("duplicate-external-ref", again.expect(409).path("code").asText());
        JsonNode imported = shop.imported(
                Service.CUSTOMER_SERVICE,
                "/v1/customers/imports",
                "{\"shopId\":\"" + shop.id() + "\"}",
                "{\"kind\":\"INDIVIDUAL\",\"externalRef\":\""
                        + person.path("externalRef").asText() + "\",\"familyName\":\"Back again\"}\n");
        assertEquals(1, imported.path("rejected").asInt(), imported::toString);
        for (List<String> pair : List.of(List.of(id, other), List.of(other, id))) {
            Answer merge = shop.client()
                    .post(
                            Service.MERGE_ORCHESTRATOR,
                            "/v1/merges",
                            Map.of("survivorId", pair.getFirst(), "sourceIds", List.of(pair.getLast())));
            assertEquals("customer-erased", merge.expect(409).path("code").asText());
        }
        gone(shop.client().get(Service.CUSTOMER_SERVICE, "/v1/customers/" + id));
        assertEquals(
                0,
                shop.list(
                                Service.CUSTOMER_SERVICE,
                                "/v1/customers?externalRef="
                                        + person.path("externalRef").asText())
                        .size());
    }

    @Test
    @DisplayName(
            "API-04, API-11: a repeat of what made an erased record makes nothing and is 410; a repeat of the erasure is that erasure")
    void repeats() throws Exception {
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = new HashMap<>(values("one"));
        body.putAll(Map.of("shopId", shop.id(), "kind", "INDIVIDUAL", "familyName", word));
        String id = idOf(shop.client()
                .postWithKey(Service.CUSTOMER_SERVICE, "/v1/customers", key, body)
                .expect(201));
        String erasureKey = UUID.randomUUID().toString();
        JsonNode first = erase(id, erasureKey).expect(201);

        assertEquals(
                "erased",
                shop.client()
                        .postWithKey(Service.CUSTOMER_SERVICE, "/v1/customers", key, body)
                        .expect(410)
                        .path("code")
                        .asText());
        assertEquals(first, erase(id, erasureKey).expect(201));
        JsonNode second = erase(id).expect(201);
        assertNotEquals(first.path("id"), second.path("id"));
        assertEquals("COMPLETED", second.path("state").asText(), "erasing what is erased changes nothing");
    }

    /** Imports a line that is kept as it was sent, since it comes back. */
    private void sendBack(Service service, String path) throws Exception {
        JsonNode imported = shop.imported(
                service, path, "{\"shopId\":\"" + shop.id() + "\"}", "{\"noSuchField\":\"" + word + "\"}\n");
        assertEquals(1, imported.path("rejected").asInt(), imported::toString);
        Answer results = shop.client().get(service, path + "/" + idOf(imported) + "/results");
        assertEquals(200, results.status(), results::text);
        assertTrue(results.text().contains(word), results::text);
    }

    private void merge(String survivor, String source) throws Exception {
        shop.merge(
                Map.of("survivorId", survivor, "sourceIds", List.of(source), "reason", word + " told us by telephone"));
    }

    private Answer erase(String customer) throws Exception {
        return erase(customer, UUID.randomUUID().toString());
    }

    private Answer erase(String customer, String key) throws Exception {
        return shop.client()
                .postWithKey(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/erasures",
                        key,
                        Map.of("customerId", customer, "reason", "ticket 4711"),
                        "Prefer",
                        "wait=30");
    }

    private static void gone(Answer answer) throws Exception {
        assertEquals("customer-erased", answer.expect(410).path("code").asText());
    }

    private Map<String, ?> values(String which) {
        return Map.of(
                "givenName",
                word + which,
                "familyNameKana",
                word,
                "notes",
                word + " likes green tea",
                "taxId",
                word,
                "emails",
                List.of(Map.of("value", which + "@" + word + ".example")),
                "addresses",
                List.of(Map.of("type", "HOME", "country", "JP", "postalCode", "150-0001", "line1", word + " 1-2-3")));
    }

    private Map<String, Object> told(String kind, String customer) {
        Map<String, ?> person = Map.of("familyName", word, "email", "typed@" + word + ".example");
        Map<String, Object> naming = new HashMap<>(Map.of("customerId", customer));
        Map<String, Object> body = new HashMap<>(shop.record(kind, naming));
        switch (kind) {
            case "/v1/orders", "/v1/subscriptions" -> body.putAll(Map.of("orderer", person, "billing", person));
            case "/v1/reviews" ->
                body.putAll(
                        Map.of("title", word, "text", word, "reviewer", Map.of("nickname", word, "familyName", word)));
            case "/v1/inquiries" ->
                body.putAll(Map.of(
                        "subject",
                        word,
                        "customer",
                        person,
                        "messages",
                        List.of(Map.of("at", "2026-11-01T09:30:00Z", "from", word, "text", word))));
            case "/v1/leads" ->
                body.putAll(Map.of("familyName", word, "remarks", word, "wishes", Map.of("other", word)));
            default -> body.putAll(Map.of("familyName", word, "reason", word));
        }
        return body;
    }

    /** Every table in any of the five databases with a row in which the word stands, whatever the column. */
    private List<String> whereTheWordStands() throws SQLException {
        List<String> found = new ArrayList<>();
        for (Service service : Service.values()) {
            try (Connection connection = suite.databases().connect(service)) {
                for (String table : tables(connection)) {
                    try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT count(*) FROM \"" + table + "\" t WHERE t::text ILIKE ? OR t::text ILIKE ?")) {
                        statement.setString(1, "%" + word + "%");
                        statement.setString(2, "%" + hex(word) + "%"); // as bytes are shown
                        try (ResultSet rows = statement.executeQuery()) {
                            rows.next();
                            if (rows.getLong(1) > 0) {
                                found.add(service.id() + "." + table);
                            }
                        }
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertTrue(tables.size() > 5);
        return tables;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
