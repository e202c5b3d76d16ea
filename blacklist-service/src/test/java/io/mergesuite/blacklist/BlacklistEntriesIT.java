package io.mergesuite.blacklist;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.localstack.ColumnFates;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.localstack.document.DocumentedAnswers;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Blacklist entries of shops and their customers (BL-01), as plain records. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
class BlacklistEntriesIT {

    private static final String TOKYO = "tokyo";
    private static final String OSAKA = "osaka";

    @Inject
    @Any
    Instance<MessageHandler> handlers;

    @Inject
    CustomerReferences references;

    @Inject
    DataSource database;

    @BeforeEach
    void openShops() {
        for (String shop : List.of(TOKYO, OSAKA)) {
            hand(
                    "shop-copies",
                    Topics.SHOP_FACTS,
                    new ShopFacts(new ShopId(shop), 1, shop, "Asia/Tokyo", "JP", "ja", "JPY"));
        }
    }

    @Test
    @DisplayName(
            "BL-01: an entry is stored as it came, about a customer, or about a person told by two of name, postal code, phone")
    void anEntryIsStoredAsItCame() {
        CustomerId customer = customer();
        String id = post(entry(customer)).statusCode(201).extract().path("id");

        get("/v1/blacklist/entries/" + id)
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("customerId", equalTo(customer.toString()))
                .body("$", hasEntry("formerCustomerId", null))
                .body("active", equalTo(true))
                .body("enteredBy", equalTo("tester"))
                .body("reason", equalTo("unpaid"));
        post(person()).statusCode(201).body("customerId", nullValue()).body("familyName", equalTo("山田"));
    }

    @Test
    @DisplayName(
            "CM-05, BL-12, API-10: entries go to the survivor, also those that come later, and show the id they came with")
    void entriesGoToTheSurvivor() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        String early = post(entry(source)).statusCode(201).extract().path("id");

        merge(survivor, source);
        String late = post(entry(source))
                .statusCode(201)
                .body("customerId", equalTo(survivor.toString()))
                .body("formerCustomerId", equalTo(source.toString()))
                .extract()
                .path("id");

        get("/v1/blacklist/entries/" + early)
                .header("ETag", "\"2\"")
                .body("customerId", equalTo(survivor.toString()))
                .body("formerCustomerId", equalTo(source.toString()));
        for (CustomerId either : List.of(survivor, source)) {
            get("/v1/blacklist/entries?customerId=" + either).body("items.id", equalTo(List.of(late, early)));
        }
        get("/v1/blacklist/entries?formerCustomerId=" + source).body("items.id", hasItem(early));
    }

    @Test
    @DisplayName(
            "BL-01, API-05, CM-05: a patch takes an entry out of force, or changes what it says; whose it is stays")
    void aPatchChangesWhatItNames() {
        CustomerId customer = customer();
        String id = post(entry(customer)).statusCode(201).extract().path("id");
        String nobodys = post(person()).statusCode(201).extract().path("id");

        patch(id, null, Map.of()).statusCode(428);
        patch(id, "\"2\"", Map.of()).statusCode(412);
        patch(id, "\"1\"", Map.of("customerId", customer().toString()))
                .statusCode(422)
                .body("code", equalTo("not-changeable"))
                .body("errors.pointer", equalTo(List.of("/customerId")));
        flaw(patch(id, "\"1\"", Map.of("until", "1999-01-01T00:00:00Z")), "until-before-since");
        Map<String, Object> nameless = new HashMap<>();
        nameless.put("givenName", null);
        flaw(patch(nobodys, "\"1\"", nameless), "person-unclear");
        patch(nobodys, "\"1\"", Map.of()).statusCode(200).header("ETag", "\"1\"");
        patch(id, "\"1\"", Map.of("active", false, "until", "2099-01-01T00:00:00Z"))
                .statusCode(200)
                .header("ETag", "\"2\"");

        get("/v1/blacklist/entries/" + id)
                .header("ETag", "\"2\"")
                .body("active", equalTo(false))
                .body("until", equalTo("2099-01-01T00:00:00Z"))
                .body("reason", equalTo("unpaid"))
                .body("customerId", equalTo(customer.toString()));
        get("/v1/blacklist/entries?customerId=" + customer + "&active=false").body("items.id", equalTo(List.of(id)));
        get("/v1/blacklist/entries?customerId=" + customer + "&active=true").body("items", hasSize(0));
    }

    @Test
    @DisplayName("Bad input gets its own problem, and nothing is stored")
    void badInputGetsItsOwnProblem() {
        CustomerId foreign = customerOf(OSAKA);
        Map<String, Object> ambiguous = entry(customer());
        ambiguous.put("customerNumber", "10482");
        Map<String, Object> nobody = entry(null);
        Map<String, Object> phoneAlone = entry(null);
        phoneAlone.put("phone", "03-1234-5678");
        Map<String, Object> halfAName = person();
        halfAName.remove("givenName");
        Map<String, Object> backwards = person();
        backwards.put("since", "2026-11-02T00:00:00Z");
        backwards.put("until", "2026-11-01T00:00:00Z");
        Map<String, Object> unknownShop = person();
        unknownShop.put("shopId", "kyoto");
        Map<String, Object> malformed = person();
        malformed.put("customerId", "no-uuid");

        flaw(post(ambiguous), "customer-ambiguous");
        flaw(post(nobody), "person-unclear");
        flaw(post(phoneAlone), "person-unclear");
        flaw(post(halfAName), "person-unclear");
        flaw(post(backwards), "until-before-since").body("errors[0].pointer", equalTo("/until"));
        post(malformed).statusCode(400).contentType("application/problem+json");
        problem(post(unknownShop), 422, "unknown-shop");
        problem(post(entry(foreign)), 422, "unknown-customer");
        problem(post(entry(CustomerId.next())), 503, "unavailable");
        problem(get("/v1/blacklist/entries/" + UUID.randomUUID()), 404, "not-found");
        get("/v1/blacklist/entries?customerId=" + foreign).statusCode(200).body("items", hasSize(0));
    }

    @Test
    @DisplayName("SEC-02, SEC-03: no token 401, no permission 403, another shop's entry does not exist")
    void whoMayDoWhat() {
        String id = post(person()).extract().path("id");

        given().get("/v1/blacklist/entries/" + id).then().statusCode(401);
        as(TestTokens.mint("reader", List.of(TOKYO), List.of("blacklist:read")))
                .body(person())
                .post("/v1/blacklist/entries")
                .then()
                .statusCode(403);
        as(TestTokens.full(OSAKA)).get("/v1/blacklist/entries/" + id).then().statusCode(404);
        as(TestTokens.full(OSAKA))
                .get("/v1/blacklist/entries?shopId=" + TOKYO)
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    @DisplayName("API-04: a repeat gets the first answer; an externalRef is taken once")
    void aRepeatGetsTheFirstAnswer() {
        Map<String, Object> body = person();
        body.put("externalRef", UUID.randomUUID().toString());
        String key = UUID.randomUUID().toString();
        RequestSpecification request = as(TestTokens.full(TOKYO)).header("Idempotency-Key", key);

        String first = request.body(body)
                .post("/v1/blacklist/entries")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String again = as(TestTokens.full(TOKYO))
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/blacklist/entries")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertEquals(first, again);
        problem(post(body).body("id", equalTo(first)), 409, "duplicate-external-ref");
    }

    @Test
    @DisplayName("API-13, CM-06: a file's good entries are in, resolved; its bad ones come back with a reason")
    void aFileIsImported() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        merge(survivor, source);
        String file = """
                {"reason":"unpaid","externalRef":"%1$s-1","customerId":"%2$s"}
                {"reason":"unpaid","externalRef":"%1$s-2","active":"perhaps"}
                {"externalRef":"%1$s-3","phone":"03-1234-5678","postalCode":"150-0001"}
                """.formatted(UUID.randomUUID(), source);

        String location = given().auth()
                .oauth2(TestTokens.full(TOKYO))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Prefer", "wait=30")
                .multiPart("file", "entries.ndjson", file.getBytes(StandardCharsets.UTF_8))
                .post("/v1/blacklist/entries/imports")
                .then()
                .statusCode(201)
                .body("created", equalTo(2))
                .body("rejected", equalTo(1))
                .extract()
                .header("Location");

        get(location + "/rejections").body("items[0].line", equalTo(2)).body("items[0].field", equalTo("active"));
        get("/v1/blacklist/entries?formerCustomerId=" + source)
                .body("items", hasSize(1))
                .body("items[0].customerId", equalTo(survivor.toString()));
    }

    @Test
    @DisplayName("Every column that could hold a customer id says what a merge does to it")
    void everyColumnDeclaresItsFate() throws SQLException {
        assertEquals(List.of(), ColumnFates.undeclared(database));
    }

    @Test
    @DisplayName("CM-05: the id an entry came with never changes, whoever asks")
    void whatItCameWithIsKept() throws SQLException {
        String id = post(entry(customer())).statusCode(201).extract().path("id");

        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            SQLException refused = assertThrows(
                    SQLException.class,
                    () -> statement.executeUpdate(
                            "UPDATE blacklist_entry SET first_customer_id = gen_random_uuid() WHERE id = '" + id
                                    + "'"));
            assertTrue(refused.getMessage().contains("never changes"), refused.getMessage());
        }
    }

    private static Map<String, Object> entry(CustomerId customer) {
        Map<String, Object> body = new HashMap<>();
        body.put("shopId", TOKYO);
        body.put("reason", "unpaid");
        if (customer != null) {
            body.put("customerId", customer.toString());
        }
        return body;
    }

    private static Map<String, Object> person() {
        Map<String, Object> body = entry(null);
        body.put("familyName", "山田");
        body.put("givenName", "花子");
        body.put("postalCode", "150-0001");
        return body;
    }

    private CustomerId customer() {
        return customerOf(TOKYO);
    }

    private CustomerId customerOf(String shop) {
        CustomerId id = CustomerId.next();
        QuarkusTransaction.requiringNew().run(() -> references.ensure(new ShopId(shop), List.of(id)));
        return id;
    }

    private void merge(CustomerId survivor, CustomerId source) {
        MergeCommand merge = new MergeCommand(MergeId.next(), new ShopId(TOKYO), survivor, List.of(source), null, null);
        for (MergeStep step : List.of(MergeStep.PREPARE, MergeStep.REASSIGN)) {
            hand(
                    "merging",
                    Participant.BLACKLIST.commands(),
                    new MergeCommands(merge.mergeId().value(), step, List.of(merge)));
        }
    }

    private void hand(String consumer, Topic topic, Object body) {
        MessageHandler handler = handlers.stream()
                .filter(candidate -> candidate.consumer().equals(consumer))
                .findFirst()
                .orElseThrow();
        QuarkusTransaction.requiringNew()
                .run(() -> handler.handle(
                        List.of(new IncomingMessage(UUID.randomUUID(), topic, "key", body, Instant.now()))));
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token).contentType("application/json");
    }

    private static ValidatableResponse post(Map<String, Object> body) {
        return as(TestTokens.full(TOKYO))
                .body(body)
                .post("/v1/blacklist/entries")
                .then();
    }

    private static ValidatableResponse patch(String id, String tag, Map<String, Object> patch) {
        RequestSpecification request = as(TestTokens.full(TOKYO)).body(patch);
        return (tag == null ? request : request.header("If-Match", tag))
                .patch("/v1/blacklist/entries/" + id)
                .then();
    }

    private static ValidatableResponse get(String path) {
        return as(TestTokens.full(TOKYO)).get(path).then();
    }

    private static ValidatableResponse flaw(ValidatableResponse response, String code) {
        return response.statusCode(400).body("code", equalTo("invalid")).body("errors.code", hasItem(code));
    }

    private static void problem(ValidatableResponse response, int status, String code) {
        response.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
