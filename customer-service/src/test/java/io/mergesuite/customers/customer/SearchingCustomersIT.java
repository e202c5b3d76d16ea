package io.mergesuite.customers.customer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.facts.OrderFacts;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.merging.MergesOnStage;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.localstack.document.DocumentedAnswers;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/customers/search} as its callers see it. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
class SearchingCustomersIT {

    private static final String SEARCH = "/v1/customers/search";

    @Inject
    CustomersOnStage customers;

    @Inject
    MergesOnStage merges;

    @Inject
    OrderCopies copies;

    @Inject
    Db db;

    @Inject
    ObjectMapper json;

    private String mark;

    @BeforeEach
    void openShop() {
        customers.openShop();
        mark = UUID.randomUUID().toString().substring(0, 8);
    }

    @Test
    @DisplayName("CU-05, API-06: a body finds by whatever the list finds by, and the answer has the same form")
    void searches() {
        String id = customers.create("""
                {"kind": "INDIVIDUAL", "externalRef": "R%1$s", "familyName": "やま%1$s", "givenName": "花子",
                 "familyNameKana": "ヤマ%1$s", "emails": [{"value": "%1$s@Example.jp"}],
                 "phones": [{"value": "090-4321-8765"}], "addresses": [{"type": "SHIPPING", "postalCode": "999-%1$s"}]}""".formatted(mark)).toString();
        String number = search(Map.of("externalRef", "R" + mark)).extract().path("items[0].number");
        for (Map<String, Object> typed : List.<Map<String, Object>>of(
                Map.of("number", number),
                Map.of("q", "R" + mark),
                Map.of("q", id),
                Map.of("name", "花子　やま" + mark),
                Map.of("kana", "やま" + mark),
                Map.of("email", " " + mark + "@EXAMPLE.jp"),
                Map.of("phone", "+81 90 4321 8765", "name", "やま" + mark),
                Map.of("postalCode", "〒999" + mark, "kind", "INDIVIDUAL", "status", "ACTIVE", "shopId", "tokyo"))) {
            search(typed).body("items.id", contains(id)).body("items[0].foundThrough", nullValue());
        }
        Map<String, Object> listed =
                as("tokyo").get("/v1/customers?externalRef=R" + mark).jsonPath().getMap("");
        assertEquals(
                listed,
                search(Map.of("externalRef", "R" + mark)).extract().jsonPath().getMap(""));
        search(Map.of("name", "やま" + mark, "kind", "CORPORATE")).body("items", empty());
        search(Map.of("name", "やま" + mark, "survivor", true)).body("items", empty());
        post(Map.of("externalRef", "R" + mark), TestTokens.full("osaka")).then().body("items", empty());
        post(Map.of("externalRef", "R" + mark, "shopId", "tokyo"), TestTokens.full("osaka"))
                .then()
                .body("items", empty());
    }

    @Test
    @DisplayName("CU-05: both the survivor and the sources of a running merge are MERGING")
    void merging() {
        CustomerId survivor = customers.person("Stays" + mark);
        CustomerId source = customers.person("Goes" + mark);
        search(Map.of("status", "MERGING", "name", "Goes" + mark)).body("items", empty());

        merges.prepare(survivor, source);
        search(Map.of("status", "MERGING", "name", "Goes" + mark)).body("items.id", contains(source.toString()));
        search(Map.of("status", "MERGING", "name", "Stays" + mark)).body("items.id", contains(survivor.toString()));
    }

    @Test
    @DisplayName(
            "CU-05, CM-11: a merged-away number, id or external ref finds the survivor and says through which; merged-away"
                    + " customers themselves are left out unless asked for with customers:read-merged")
    void mergedAway() {
        CustomerId survivor = customers.person("Same" + mark);
        CustomerId source = customers.create(
                "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Same%1$s\", \"externalRef\": \"R%1$s\"}".formatted(mark));
        String number = search(Map.of("externalRef", "R" + mark)).extract().path("items[0].number");
        merges.merge(survivor, source);

        for (Map<String, Object> exact : List.<Map<String, Object>>of(
                Map.of("number", number),
                Map.of("externalRef", "R" + mark),
                Map.of("q", source.toString()),
                Map.of("q", number))) {
            search(exact)
                    .body("items.id", contains(survivor.toString()))
                    .body("items[0].foundThrough.id", equalTo(source.toString()))
                    .body("items[0].foundThrough.number", equalTo(number))
                    .body("items[0].foundThrough.externalRef", equalTo("R" + mark));
        }
        String name = "Same" + mark;
        search(Map.of("name", name)).body("items.id", contains(survivor.toString()));
        search(Map.of("name", name, "survivor", true)).body("items.id", contains(survivor.toString()));
        search(Map.of("name", name, "status", "MERGED")).body("items.id", contains(source.toString()));
        search(Map.of("name", name, "showMerged", true))
                .body("items.id", contains(source.toString(), survivor.toString()));
        search(Map.of("number", number, "showMerged", true))
                .body("items.id", contains(source.toString()))
                .body("items[0].foundThrough", nullValue());
        String reader = TestTokens.mint("reader", List.of("tokyo"), List.of("customers:read"));
        post(Map.of("name", name, "showMerged", true), reader).then().statusCode(403);
        post(Map.of("name", name, "status", "MERGED"), reader).then().statusCode(403);
        post(Map.of("name", name), reader).then().statusCode(200);
        post(Map.of("name", name), TestTokens.mint("writer", List.of("tokyo"), List.of("customers:write")))
                .then()
                .statusCode(403);
    }

    @Test
    @DisplayName("CU-05: ranges of createdAt, updatedAt and registeredAt hold their beginning and not their end")
    void ranges() {
        String early = at("2001-01-01T00:00:00Z").toString();
        String late = at("2001-01-03T00:00:00Z").toString();
        String name = "Range" + mark;
        for (String range : List.of("created", "updated", "registered")) {
            Map<String, List<String>> expected = new TreeMap<>(Map.of(
                    "2001-01-01T00:00:00Z 2001-01-03T00:00:00Z", List.of(early),
                    "2001-01-01T00:00:00Z 2001-01-03T00:00:00.000001Z", List.of(late, early),
                    "2001-01-01T00:00:00.000001Z 2001-01-03T00:00:00Z", List.of(),
                    "2001-01-01T09:00:01+09:00 2001-02-01T00:00:00Z", List.of(late),
                    "0001-01-01T00:00:00Z 9999-12-31T23:59:59Z", List.of(late, early)));
            expected.forEach((bounds, ids) -> {
                String from = bounds.substring(0, bounds.indexOf(' '));
                String to = bounds.substring(bounds.indexOf(' ') + 1);
                search(Map.of("name", name, range + "From", from, range + "To", to))
                        .body("items.id", equalTo(ids));
            });
            search(Map.of("name", name, range + "From", "2001-01-02T00:00:00Z")).body("items.id", contains(late));
            search(Map.of("name", name, range + "To", "2001-01-02T00:00:00Z")).body("items.id", contains(early));
        }
    }

    @Test
    @DisplayName("CU-05: a range of registeredAt sorts by it, latest first, page by page; equal times by id")
    void sortsByTheRange() {
        List<String> expected = new ArrayList<>();
        for (String day : List.of("01", "03", "02", "03")) {
            expected.add(customers.create("""
                    {"kind": "INDIVIDUAL", "familyName": "Sort%s", "registeredAt": "2001-01-%sT00:00:00.123456Z"}""".formatted(mark, day)).toString());
        }
        assertEquals(
                List.of(expected.get(3), expected.get(1), expected.get(2), expected.get(0)),
                walk(new TreeMap<>(Map.of("name", "Sort" + mark, "registeredFrom", "2001-01-01T00:00:00Z"))));
        assertEquals(expected.reversed(), walk(new TreeMap<>(Map.of("name", "Sort" + mark))));
    }

    @Test
    @DisplayName("CU-05: found with or without orders, and by the last one, latest first, page by page")
    void byOrders() {
        String name = "Order" + mark;
        CustomerId two = customers.person(name);
        CustomerId one = customers.person(name);
        CustomerId none = customers.person(name);
        CustomerId untold = customers.person(name);
        tell(
                facts(two, 1, 2, "2026-11-02T00:00:00.123456Z"),
                facts(one, 1, 1, "2026-11-01T00:00:00Z"),
                facts(none, 1, 0, null));

        search(Map.of("name", name, "withOrders", true)).body("items.id", contains(one.toString(), two.toString()));
        search(Map.of("name", name, "withOrders", false))
                .body("items.id", contains(untold.toString(), none.toString()));
        search(Map.of("name", name, "lastOrderFrom", "2026-11-01T00:00:00.000001Z"))
                .body("items.id", contains(two.toString()));
        search(Map.of("name", name, "lastOrderTo", "2026-11-02T00:00:00.123456Z"))
                .body("items.id", contains(one.toString()));
        search(Map.of("name", name, "lastOrderTo", "2026-11-03T00:00:00Z", "withOrders", true))
                .body("items.id", contains(two.toString(), one.toString()));

        tell(facts(none, 2, 1, "2026-11-02T00:00:00.123456Z"));
        assertEquals(
                List.of(none.toString(), two.toString(), one.toString()),
                walk(new TreeMap<>(Map.of("name", name, "lastOrderFrom", "2026-01-01T00:00:00Z"))));
    }

    @Test
    @DisplayName(
            "hole 8: facts that come late, twice or out of order change nothing; a greater version wins within one poll too")
    void factsOutOfOrder() {
        String name = "Late" + mark;
        CustomerId id = customers.person(name);
        OrderFacts newer = facts(id, 5, 0, null);
        OrderFacts older = facts(id, 4, 3, "2026-11-01T00:00:00Z");

        tell(newer, older);
        search(Map.of("name", name, "withOrders", true)).body("items", empty());
        tell(older);
        tell(older);
        search(Map.of("name", name, "withOrders", true)).body("items", empty());
        tell(facts(id, 6, 1, "2026-11-01T00:00:00Z"));
        search(Map.of("name", name, "withOrders", true)).body("items.id", contains(id.toString()));
        tell();
    }

    @Test
    @DisplayName("API-06: a cursor is tied to the search, whatever the order of its members, and to the caller's shops")
    void cursors() {
        customers.person("Two" + mark);
        customers.person("Two" + mark);
        customers.person("Two" + mark);
        Response first = body("{\"name\": \"Two%s\", \"kind\": \"INDIVIDUAL\", \"limit\": 1}".formatted(mark));
        first.then().statusCode(200).header("Link", nullValue());
        String cursor = first.jsonPath().getString("next");

        body("{\"cursor\": \"%s\", \"limit\": 2, \"kind\": \"INDIVIDUAL\", \"name\": \"Two%s\"}"
                        .formatted(cursor, mark))
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(2))
                .body("next", nullValue());
        Map<String, Object> other = Map.of("name", "Two" + mark, "cursor", cursor);
        Map<String, Object> same = Map.of("name", "Two" + mark, "kind", "INDIVIDUAL", "cursor", cursor);
        for (Response refused : List.of(
                post(other, TestTokens.full("tokyo")),
                post(same, TestTokens.full("tokyo", "osaka")),
                post(Map.of("cursor", "nothing of the kind"), TestTokens.full("tokyo")))) {
            refused.then()
                    .statusCode(400)
                    .body("code", equalTo("cursor-invalid"))
                    .body("errors.pointer", contains("/cursor"));
        }
        as("tokyo")
                .get("/v1/customers?name=Two" + mark + "&cursor=" + cursor)
                .then()
                .statusCode(400)
                .body("code", equalTo("cursor-invalid"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"createdFrom": "2001-01-02T00:00:00Z", "createdTo": "2001-01-01T00:00:00Z"}       | invalid       | /createdTo    | out-of-range
            {"updatedFrom": "2001-01-01T09:00:00+09:00", "updatedTo": "2001-01-01T00:00:00Z"}  | invalid       | /updatedTo    | out-of-range
            {"registeredFrom": "2001-01-02T00:00:00Z", "registeredTo": "2001-01-01T00:00:00Z"} | invalid       | /registeredTo | out-of-range
            {"lastOrderFrom": "2001-01-02T00:00:00Z", "lastOrderTo": "2001-01-02T00:00:00Z"}   | invalid       | /lastOrderTo  | out-of-range
            {"withOrders": false, "lastOrderTo": "2001-01-02T00:00:00Z"}                       | invalid       | /withOrders   | out-of-range
            {"createdFrom": "2001-01-02"}                                                      | invalid       | /createdFrom  | wrong-format
            {"limit": 0}                                                                       | invalid       | /limit        | out-of-range
            {"limit": 501}                                                                     | invalid       | /limit        | out-of-range
            {"limit": "5"}                                                                     | invalid       | /limit        | wrong-type
            {"kind": "PERSON"}                                                                 | invalid       | /kind         | unknown-value
            {"showMerged": "yes"}                                                              | invalid       | /showMerged   | wrong-type
            {"phones": "1"}                                                                    | unknown-field | /phones       | unknown-field
            """)
    @DisplayName("API-03: what can't be searched for is refused with a pointer")
    void refuses(String body, String code, String pointer, String fault) {
        body(body)
                .then()
                .statusCode(400)
                .body("code", equalTo(code))
                .body("errors.pointer", contains(pointer))
                .body("errors.code", contains(fault));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"q\""})
    @DisplayName("API-03: a search is an object")
    void isAnObject(String body) {
        body(body).then().statusCode(400);
    }

    /** Created, registered and last changed at this time. */
    private CustomerId at(String time) {
        CustomerId id = new CustomerId(UuidCreator.getTimeOrderedEpoch(Instant.parse(time)));
        QuarkusTransaction.requiringNew().run(() -> {
            db.handle()
                    .execute(
                            "INSERT INTO customer (id, shop_id, kind, registered_at, created_at, updated_at)"
                                    + " VALUES (?, 'tokyo', 'INDIVIDUAL', ?::timestamptz, ?::timestamptz, ?::timestamptz)",
                            id.value(),
                            time,
                            time,
                            time);
            db.handle()
                    .execute(
                            "INSERT INTO customer_key (customer_id, shop_id, kind, value) VALUES (?, 'tokyo', 'name', ?)",
                            id.value(),
                            "range" + mark);
        });
        return id;
    }

    private static OrderFacts facts(CustomerId customer, long version, long orders, String last) {
        return new OrderFacts(
                customer, CustomersOnStage.SHOP, version, orders, last == null ? null : Instant.parse(last));
    }

    /** Hands what order-service tells to this service in one poll. */
    private void tell(OrderFacts... told) {
        QuarkusTransaction.requiringNew()
                .run(() -> copies.handle(Arrays.stream(told)
                        .map(facts -> new IncomingMessage(
                                UUID.randomUUID(),
                                Topics.ORDER_FACTS,
                                facts.customerId().toString(),
                                facts,
                                Instant.now()))
                        .toList()));
    }

    private List<String> walk(Map<String, Object> search) {
        List<String> walked = new ArrayList<>();
        search.put("limit", 2);
        String cursor;
        do {
            Response page = post(search, TestTokens.full("tokyo"));
            page.then().statusCode(200);
            walked.addAll(page.jsonPath().getList("items.id"));
            cursor = page.jsonPath().getString("next");
            search.put("cursor", cursor == null ? "" : cursor);
        } while (cursor != null);
        return walked;
    }

    private ValidatableResponse search(Map<String, Object> search) {
        return post(search, TestTokens.full("tokyo")).then().statusCode(200);
    }

    private Response post(Map<String, Object> search, String token) {
        try {
            return with(token).body(json.writeValueAsString(search)).post(SEARCH);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Response body(String body) {
        return as("tokyo").body(body).post(SEARCH);
    }

    private static RequestSpecification as(String... shops) {
        return with(TestTokens.full(shops));
    }

    private static RequestSpecification with(String token) {
        return given().auth().oauth2(token).contentType(ContentType.JSON);
    }
}
