package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** A shop of one test alone, with made-up customers and records. What it does is expected to succeed. */
final class MadeUpShop implements AutoCloseable {

    private static final Duration GIVE_UP = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** The kinds of records that a merge moves, with the service that owns each. */
    static final Map<String, Service> KINDS = Map.of(
            "/v1/orders", Service.ORDER_SERVICE,
            "/v1/subscriptions", Service.ORDER_SERVICE,
            "/v1/reviews", Service.ORDER_SERVICE,
            "/v1/inquiries", Service.ORDER_SERVICE,
            "/v1/leads", Service.LEAD_SERVICE,
            "/v1/blacklist/entries", Service.BLACKLIST_SERVICE);

    private final String id;
    private final SuiteClient client;

    /** Opens a shop, and returns when every service has heard of it. */
    MadeUpShop(RunningSuite suite) throws Exception {
        this(suite, client -> client);
    }

    /** One whose own caller goes another way, such as {@link SuiteClient#throughTheDoor}. */
    MadeUpShop(RunningSuite suite, UnaryOperator<SuiteClient> way) throws Exception {
        this.id = "shop-" + UUID.randomUUID().toString().substring(0, 8);
        this.client = way.apply(suite.caller(id));
        client.openShop(id, "JP", "JPY");
        for (Service service : List.of(Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE)) {
            await(
                    service.id() + " hears of shop " + id,
                    () -> suite.databases()
                                    .number(service, "SELECT count(*) FROM shop_copy WHERE shop_id = '" + id + "'")
                            == 1);
        }
    }

    String id() {
        return id;
    }

    SuiteClient client() {
        return client;
    }

    /** Sets the policy by preset, and single switches. */
    void policy(Map<String, ?> switches) throws IOException, InterruptedException {
        String path = "/v1/merge-policies/" + id;
        Answer present = client.get(Service.MERGE_ORCHESTRATOR, path);
        present.expect(200);
        client.put(Service.MERGE_ORCHESTRATOR, path, switches, "If-Match", present.header("ETag"))
                .expect(200);
    }

    /** A person with a name; {@code more} adds and replaces fields. */
    JsonNode person(String familyName, Map<String, ?> more) throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(Map.of(
                "shopId",
                id,
                "kind",
                "INDIVIDUAL",
                "familyName",
                familyName,
                "givenName",
                "Hanako",
                "externalRef",
                "REF-" + UUID.randomUUID()));
        body.putAll(more);
        return customer(body);
    }

    JsonNode person(String familyName) throws IOException, InterruptedException {
        return person(familyName, Map.of());
    }

    JsonNode company(String name) throws IOException, InterruptedException {
        return customer(Map.of("shopId", id, "kind", "CORPORATE", "companyName", name));
    }

    private JsonNode customer(Map<String, ?> body) throws IOException, InterruptedException {
        return client.post(Service.CUSTOMER_SERVICE, "/v1/customers", body).expect(201);
    }

    JsonNode show(String customer) throws IOException, InterruptedException {
        return client.get(Service.CUSTOMER_SERVICE, "/v1/customers/" + customer).expect(200);
    }

    /** One record of each kind for a customer; ids by path. */
    Map<String, String> oneOfEach(String customer) throws IOException, InterruptedException {
        return storeFor(customer, KINDS.keySet());
    }

    /** One record of each of these kinds for a customer; ids by path. */
    Map<String, String> storeFor(String customer, Collection<String> kinds) throws IOException, InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (String kind : kinds) {
            ids.put(kind, idOf(store(kind, Map.of("customerId", customer))));
        }
        return ids;
    }

    /** Changes a customer as it is now. */
    Answer edit(String customer, Map<String, ?> changes) throws IOException, InterruptedException {
        String path = "/v1/customers/" + customer;
        String tag = client.get(Service.CUSTOMER_SERVICE, path).header("ETag");
        return client.send(
                Service.CUSTOMER_SERVICE,
                "PATCH",
                path,
                SuiteClient.JSON.writeValueAsBytes(changes),
                "Content-Type",
                "application/merge-patch+json",
                "If-Match",
                tag);
    }

    /** Imports a file, and answers with the import when it is complete. */
    JsonNode imported(Service service, String path, String mapping, String file) throws Exception {
        return endedImport(service, path, startImport(service, path, mapping, file));
    }

    /** The id of an import that is just beginning. */
    String startImport(Service service, String path, String mapping, String file)
            throws IOException, InterruptedException {
        return idOf(client.importFile(service, path, UUID.randomUUID().toString(), mapping, file)
                .expect(201));
    }

    /** An import when it is complete. */
    JsonNode endedImport(Service service, String path, String started) throws Exception {
        await(
                "import " + started + " ends",
                () -> client.get(service, path + "/" + started).expect(200).hasNonNull("endedAt"));
        JsonNode ended = client.get(service, path + "/" + started).expect(200);
        assertEquals("COMPLETED", ended.path("state").asText(), ended::toString);
        return ended;
    }

    /** Stores a record of a kind; {@code naming} names its customer. */
    JsonNode store(String kind, Map<String, ?> naming) throws IOException, InterruptedException {
        return client.post(KINDS.get(kind), kind, record(kind, naming)).expect(201);
    }

    /** The body of a record of a kind. */
    Map<String, Object> record(String kind, Map<String, ?> naming) {
        Map<String, Object> body = new HashMap<>(naming);
        body.put("shopId", id);
        body.put("externalRef", "R-" + UUID.randomUUID());
        body.putAll(
                switch (kind) {
                    case "/v1/orders" -> Map.of("currency", "JPY", "lines", lines(), "orderer", asked());
                    case "/v1/subscriptions" ->
                        Map.of(
                                "currency",
                                "JPY",
                                "lines",
                                lines(),
                                "nextDeliveryOn",
                                "2027-01-10",
                                "cycle",
                                Map.of("every", 1, "unit", "MONTHS"));
                    case "/v1/reviews" ->
                        Map.of("sku", "TEA-1", "rating", 5, "title", "Good", "text", "I liked it", "reviewer", asked());
                    case "/v1/inquiries" ->
                        Map.of(
                                "channel",
                                "EMAIL",
                                "subject",
                                "Where is it?",
                                "customer",
                                asked(),
                                "messages",
                                List.of(Map.of(
                                        "at",
                                        "2026-11-01T09:30:00Z",
                                        "from",
                                        "CUSTOMER",
                                        "text",
                                        "Where is my order?")));
                    case "/v1/leads" -> Map.of("type", "BUY", "familyName", "Sato");
                    case "/v1/blacklist/entries" -> Map.of("reason", "never paid");
                    default -> throw new IllegalArgumentException(kind);
                });
        return body;
    }

    private static List<Map<String, ?>> lines() {
        return List.of(Map.of("sku", "TEA-1", "name", "Green tea", "quantity", 2, "unitPrice", 1200));
    }

    private static Map<String, ?> asked() {
        return Map.of("familyName", "As typed", "email", "as-typed@example.org");
    }

    /** Merges, and answers with the completed merge. */
    JsonNode merge(String survivor, String... sources) throws Exception {
        return merge(Map.of("survivorId", survivor, "sourceIds", List.of(sources), "reason", "same person"));
    }

    JsonNode merge(Map<String, ?> body) throws Exception {
        JsonNode merge = ended(client.post(Service.MERGE_ORCHESTRATOR, "/v1/merges", body, "Prefer", "wait=30")
                .expect(201)
                .path("id")
                .asText());
        assertEquals("COMPLETED", merge.path("state").asText(), merge::toString);
        return merge;
    }

    /** A merge when it has ended. */
    JsonNode ended(String merge) throws Exception {
        String path = "/v1/merges/" + merge;
        await(
                "merge " + merge + " ends",
                () -> client.get(Service.MERGE_ORCHESTRATOR, path).expect(200).hasNonNull("endedAt"));
        return client.get(Service.MERGE_ORCHESTRATOR, path).expect(200);
    }

    /** All items of a list, page by page. */
    List<JsonNode> list(Service service, String path) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String more = path.contains("?") ? "&" : "?";
        String cursor = "";
        while (cursor != null) {
            JsonNode page = client.get(
                            service, path + more + "limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .expect(200);
            page.path("items").forEach(items::add);
            cursor = page.hasNonNull("next") ? page.path("next").asText() : null;
        }
        return items;
    }

    /** The ids of a kind's records under a customer, resolved. */
    List<String> idsOf(String kind, String customer) throws IOException, InterruptedException {
        return list(KINDS.get(kind), kind + "?customerId=" + customer).stream()
                .map(record -> record.path("id").asText())
                .toList();
    }

    /** A record as it is shown. */
    JsonNode record(String kind, String record) throws IOException, InterruptedException {
        return client.get(KINDS.get(kind), kind + "/" + record).expect(200);
    }

    static String idOf(JsonNode resource) {
        return resource.path("id").asText();
    }

    static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(field).asText())
                .toList();
    }

    /** Looks until it holds. */
    static void await(String what, Callable<Boolean> holds) throws Exception {
        Instant end = Instant.now().plus(GIVE_UP);
        while (!holds.call()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("after " + GIVE_UP + " still not true: " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
