package io.mergesuite.orders;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.merging.intake.NewCustomer;
import io.mergesuite.merging.intake.RecordKind;
import io.mergesuite.messaging.Db;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of record with every field its request type has: what was posted is what is stored and shown. */
@QuarkusTest
@OnTheStack
class RecordsAsPostedIT {

    /** The other ways to name the customer, of which a body has one only (OR-05). */
    private static final Set<String> OTHER_NAMINGS = Set.of("customerNumber", "customerExternalRef");

    /** What an answer has beyond the fields that were posted. */
    private static final Set<String> ADDED = Set.of("id", "number", "formerCustomerId", "version", "updatedAt");

    private static final Map<String, Set<String>> ADDED_TO = Map.of(
            "orders", Set.of("type", "source", "screening", "attention", "hold"), "subscriptions", Set.of("attention"));

    private static final String PERSON = """
            "familyName": "%1$s family", "givenName": "%1$s given", "familyNameKana": "%1$s family kana",
            "givenNameKana": "%1$s given kana", "companyName": "%1$s company", "postalCode": "150-0001",
            "address": "%1$s address", "phone": "090-1234-5678", "email": "%1$s@example.jp\"""";

    private static final String GOODS = """
            "currency": "EUR",
            "orderer": { %s },
            "billing": { %s },
            "lines": [ { "sku": "TEA-1", "name": "緑茶", "quantity": 2, "unitPrice": 1200 },
                       { "sku": "TEA-2", "name": "half a cup", "quantity": -1, "unitPrice": 300 } ],
            "adjustments": [ { "kind": "SHIPPING", "name": "送料", "amount": 500 },
                             { "kind": "TAX", "name": "VAT", "amount": 19 },
                             { "kind": "DISCOUNT", "name": "voucher", "amount": -250 },
                             { "kind": "OTHER", "name": "gift wrap", "amount": 1 } ],
            "total": 2370""".formatted(PERSON.formatted("orderer"), PERSON.formatted("billing"));

    @Inject
    @Any
    Instance<RecordKind<?, ?>> kinds;

    @Inject
    SagaDriver saga;

    @Inject
    Db db;

    @Inject
    ObjectMapper json;

    private final Storefront tokyo = Storefront.of("tokyo");
    private CustomerId customer;

    @BeforeEach
    void open() {
        saga.open("tokyo");
        customer = CustomerServiceSimulator.running().has("tokyo", null).id();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "OR-01, OR-02, OR-03: every field is stored as posted, and shown by the answer, by itself and in the list")
    void everyFieldIsStoredAndShown(String kind) throws IOException {
        JsonNode posted = json.readTree(full(kind));
        assertEquals(fieldsOf(kind), names("", posted), "the body names every field there is");

        JsonNode answered = json.readTree(tokyo.request()
                .body(posted.toString())
                .post("/v1/" + kind)
                .then()
                .statusCode(201)
                .extract()
                .asString());

        assertEquals(shown(posted), withoutAdded(kind, answered));
        String id = answered.path("id").asText();
        assertEquals(answered, read("/v1/" + kind + "/" + id));
        assertEquals(answered, read("/v1/" + kind + "?customerId=" + customer).at("/items/0"));
        for (String reference : List.of("number", "externalRef")) {
            String list = "/v1/" + kind + "?" + reference + "="
                    + answered.path(reference).asText();
            assertEquals(answered, read(list).at("/items/0"), list);
        }
    }

    @Test
    @DisplayName("OR-02: a subscription keeps the payment token, which no answer shows")
    void aPaymentTokenIsKept() throws IOException {
        UUID id = UUID.fromString(tokyo.request()
                .body(full("subscriptions"))
                .post("/v1/subscriptions")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));

        assertEquals(
                "tok_secret",
                db.read(handle -> handle.createQuery("SELECT payment_token FROM subscription WHERE id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DAYS", "WEEKS", "MONTHS"})
    @DisplayName("OR-02: a cycle is every so many days, weeks or months, from 1 to 1,000")
    void aCycleHasAUnit(String unit) {
        for (int every : new int[] {1, 1_000}) {
            Map<String, Object> cycle = Map.of("every", every, "unit", unit);
            String id = store("subscriptions", "cycle", cycle);
            tokyo.get("/v1/subscriptions/" + id).body("cycle", equalTo(cycle));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @DisplayName("OR-03: a rating is 1 to 5")
    void aRatingIsOneToFive(int rating) {
        String id = store("reviews", "rating", rating);
        tokyo.get("/v1/reviews/" + id).body("rating", equalTo(rating));
    }

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of("subscriptions", List.of("ACTIVE", "PAUSED", "CANCELLED")),
                Arguments.of("reviews", List.of("PENDING", "PUBLISHED", "HIDDEN")));
    }

    @ParameterizedTest
    @MethodSource("states")
    @DisplayName(
            "OR-02, OR-03, OR-04: a subscription and a review have a status, by default the first, and are listed by it")
    void aRecordHasAStatus(String kind, List<String> states) {
        for (String state : states) {
            String id = store(kind, "status", state);
            tokyo.get("/v1/" + kind + "?customerId=" + customer + "&status=" + state)
                    .body("items.id", equalTo(List.of(id)));
        }
        tokyo.post(kind, Bodies.body(kind, customer)).statusCode(201).body("status", equalTo(states.getFirst()));
    }

    @Test
    @DisplayName("OR-01, OR-02: without a billing person the orderer pays, and none is made up")
    void withoutABillingPersonTheOrdererPays() {
        for (String kind : List.of("orders", "subscriptions")) {
            tokyo.post(kind, Bodies.body(kind, customer))
                    .statusCode(201)
                    .body("orderer.familyName", equalTo("山田"))
                    .body("billing", equalTo(null));
        }
    }

    @Test
    @DisplayName("OR-03: an inquiry came in with its earliest message, unless it says when")
    void anInquiryCameInWithItsFirstMessage() {
        List<Map<String, String>> messages = List.of(
                Map.of("at", "2026-11-02T10:00:00Z", "from", "customer", "text", "where is it?"),
                Map.of("at", "2026-11-01T10:00:00Z", "from", "customer", "text", "is it on its way?"));
        String id = store("inquiries", "messages", messages);
        tokyo.get("/v1/inquiries/" + id)
                .body("receivedAt", equalTo("2026-11-01T10:00:00Z"))
                .body("messages", equalTo(messages));
    }

    static Stream<Arguments> wrongFields() {
        return Stream.of(
                Arguments.of("subscriptions", "cycle", null, "/cycle"),
                Arguments.of("subscriptions", "cycle", Map.of("every", 0, "unit", "DAYS"), "/cycle/every"),
                Arguments.of("subscriptions", "cycle", Map.of("every", 1_001, "unit", "DAYS"), "/cycle/every"),
                Arguments.of("subscriptions", "cycle", Map.of("unit", "DAYS"), "/cycle/every"),
                Arguments.of("subscriptions", "cycle", Map.of("every", 1), "/cycle/unit"),
                Arguments.of("subscriptions", "cycle", Map.of("every", 1, "unit", "YEARS"), "/cycle/unit"),
                Arguments.of("subscriptions", "nextDeliveryOn", null, "/nextDeliveryOn"),
                Arguments.of("subscriptions", "nextDeliveryOn", "2026-02-30", "/nextDeliveryOn"),
                Arguments.of("subscriptions", "status", "ENDED", "/status"),
                Arguments.of("subscriptions", "billing", Map.of(), "/billing"),
                Arguments.of("subscriptions", "lines", List.of(), "/lines"),
                Arguments.of("subscriptions", "total", 1, "/total"),
                Arguments.of("reviews", "rating", 0, "/rating"),
                Arguments.of("reviews", "rating", 6, "/rating"),
                Arguments.of("reviews", "rating", null, "/rating"),
                Arguments.of("reviews", "sku", null, "/sku"),
                Arguments.of("reviews", "status", "GOOD", "/status"),
                Arguments.of("inquiries", "channel", null, "/channel"),
                Arguments.of(
                        "inquiries", "messages", List.of(Map.of("from", "customer", "text", "?")), "/messages/0/at"),
                Arguments.of(
                        "inquiries",
                        "messages",
                        List.of(Map.of("at", "2026-11-02T10:00:00Z", "from", "customer")),
                        "/messages/0/text"));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    @DisplayName("OR-02, OR-03, API-03: each wrong field is named and stores nothing")
    void eachWrongFieldIsNamed(String kind, String field, Object value, String pointer) {
        tokyo.post(kind, Bodies.with(Bodies.body(kind, customer), field, value))
                .statusCode(400)
                .contentType(containsString("application/problem+json"))
                .body("requestId", notNullValue())
                .body("errors.pointer", hasItem(pointer));

        tokyo.get("/v1/" + kind + "?customerId=" + customer).body("items", empty());
    }

    private String store(String kind, String field, Object value) {
        return tokyo.post(kind, Bodies.with(Bodies.body(kind, customer), field, value))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private JsonNode read(String path) throws IOException {
        return json.readTree(tokyo.get(path).statusCode(200).extract().asString());
    }

    /** A body in which no two fields of the same type have the same value, so that none can stand for another. */
    private String full(String kind) {
        String named = """
                "shopId": "tokyo", "customerId": "%s", "externalRef": "%s",""".formatted(customer, UUID.randomUUID());
        String rest = switch (kind) {
            case "orders" -> """
                        "placedAt": "2026-11-01T09:30:00.123456Z",
                        %s,
                        "payment": { "method": "CREDIT_CARD", "state": "PAID" },
                        "subscriptionId": "%s\"""".formatted(GOODS, storedSubscription());
            case "subscriptions" -> """
                        "status": "PAUSED", "startedAt": "2025-11-01T09:30:00.123456Z",
                        "cycle": { "every": 6, "unit": "WEEKS" }, "nextDeliveryOn": "2028-02-29",
                        %s,
                        "payment": { "method": "AMAZON_PAY", "token": "tok_secret" }""".formatted(GOODS);
            case "reviews" -> """
                        "sku": "TEA-1", "rating": 4, "title": "good", "text": "I would buy it again",
                        "status": "PUBLISHED", "receivedAt": "2026-11-03T09:30:00.123456Z",
                        "reviewer": { "nickname": "tea lover", %s }""".formatted(PERSON.formatted("reviewer"));
            case "inquiries" -> """
                        "channel": "PHONE", "subject": "delivery", "staff": "Ito",
                        "receivedAt": "2026-11-02T09:30:00.123456Z",
                        "customer": { %s },
                        "messages": [ { "at": "2026-11-02T10:00:00Z", "from": "customer", "text": "where is it?" },
                                      { "at": "2026-11-02T09:00:00Z", "from": "Ito", "text": "on its way" } ]""".formatted(PERSON.formatted("asking"));
            default -> throw new IllegalArgumentException(kind);
        };
        return "{" + named + rest + "}";
    }

    private String storedSubscription() {
        CustomerId anyone =
                CustomerServiceSimulator.running().has("tokyo", null).id();
        return tokyo.post("subscriptions", Bodies.subscription(anyone))
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** What an answer shows of a body: all of it but a payment's token. */
    private static JsonNode shown(JsonNode posted) {
        ObjectNode shown = posted.deepCopy();
        if (shown.path("payment") instanceof ObjectNode payment) {
            payment.remove("token");
        }
        return shown;
    }

    private static JsonNode withoutAdded(String kind, JsonNode answer) {
        ObjectNode rest = answer.deepCopy();
        rest.remove(ADDED);
        rest.remove(ADDED_TO.getOrDefault(kind, Set.of()));
        return rest;
    }

    /** Every field of the kind's request type, those of its parts too, such as {@code lines[].sku}. */
    private Set<String> fieldsOf(String kind) {
        RecordKind<?, ?> found = kinds.stream()
                .filter(candidate -> candidate.plural().equals(kind))
                .findFirst()
                .orElseThrow();
        return fields("", found.requestType());
    }

    private static Set<String> fields(String prefix, Class<?> type) {
        Set<String> fields = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + component.getName();
            Type itself = component.getGenericType();
            if (itself instanceof ParameterizedType list) {
                fields.addAll(fields(name + "[].", (Class<?>) list.getActualTypeArguments()[0]));
            } else if (component.getType().getPackageName().startsWith("io.mergesuite.orders")
                    && component.getType().isRecord()) {
                fields.addAll(fields(name + ".", component.getType()));
            } else if (component.getType() != NewCustomer.class && !OTHER_NAMINGS.contains(name)) {
                fields.add(name);
            }
        }
        return fields;
    }

    private static Set<String> names(String prefix, JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.properties().forEach(field -> {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                names.addAll(names(name + ".", value));
            } else if (value.isArray()) {
                value.forEach(item -> names.addAll(names(name + "[].", item)));
            } else {
                names.add(name);
            }
        });
        return names;
    }
}
