package io.mergesuite.leads;

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

/** Leads of shops and their customers (LM-01), as plain records. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
class LeadsIT {

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
    @DisplayName("LM-01: a lead is stored as it came, with or without a customer")
    void aLeadIsStoredAsItCame() {
        CustomerId customer = customer();
        Map<String, Object> body = lead(customer);
        body.put("emails", List.of(Map.of("value", "hanako@example.jp", "primary", true)));
        body.put("firstResponse", Map.of("at", "2026-11-01T09:30:00Z", "medium", "portal", "message", "駅の近く"));
        body.put("wishes", Map.of("location", "渋谷", "priceTo", 120_000));
        String id = post(body).statusCode(201).extract().path("id");

        get("/v1/leads/" + id)
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("customerId", equalTo(customer.toString()))
                .body("$", hasEntry("formerCustomerId", null))
                .body("familyName", equalTo("山田"))
                .body("status", equalTo("NEW"))
                .body("emails[0].value", equalTo("hanako@example.jp"))
                .body("firstResponse.medium", equalTo("portal"))
                .body("wishes.priceTo", equalTo(120_000));
        post(lead(null)).statusCode(201).body("customerId", nullValue());
    }

    @Test
    @DisplayName(
            "CM-05, CM-06, CM-10, API-10: leads go to the survivor, also those that come later, and show the id they came with")
    void leadsGoToTheSurvivor() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        String early = post(lead(source)).statusCode(201).extract().path("id");

        merge(survivor, source);
        String late = post(lead(source))
                .statusCode(201)
                .body("customerId", equalTo(survivor.toString()))
                .body("formerCustomerId", equalTo(source.toString()))
                .extract()
                .path("id");

        get("/v1/leads/" + early)
                .header("ETag", "\"2\"")
                .body("customerId", equalTo(survivor.toString()))
                .body("formerCustomerId", equalTo(source.toString()));
        for (CustomerId either : List.of(survivor, source)) {
            get("/v1/leads?customerId=" + either).body("items.id", equalTo(List.of(late, early)));
        }
        get("/v1/leads?formerCustomerId=" + source).body("items.id", hasItem(early));
    }

    @Test
    @DisplayName("API-05, CM-05: a patch changes what it names on the version that was read; whose the lead is stays")
    void aPatchChangesWhatItNames() {
        CustomerId customer = customer();
        Map<String, Object> body = lead(customer);
        body.put("wishes", Map.of("location", "渋谷", "priceTo", 120_000));
        String id = post(body).statusCode(201).extract().path("id");

        patch(id, null, Map.of()).statusCode(428);
        patch(id, "\"2\"", Map.of()).statusCode(412);
        patch(id, "\"1\"", Map.of("customerId", customer().toString()))
                .statusCode(422)
                .body("code", equalTo("not-changeable"))
                .body("errors.pointer", equalTo(List.of("/customerId")));
        patch(id, "\"1\"", Map.of("wishes", Map.of("priceTo", -1)))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/wishes/priceTo")))
                .body("errors.code", equalTo(List.of("out-of-range")));
        patch(id, "\"1\"", Map.of()).statusCode(200).header("ETag", "\"1\"");
        patch(id, "\"1\"", Map.of("status", "WON", "assignee", "Ito", "wishes", Map.of("priceTo", 90_000)))
                .statusCode(200)
                .header("ETag", "\"2\"");

        get("/v1/leads/" + id)
                .header("ETag", "\"2\"")
                .body("status", equalTo("WON"))
                .body("assignee", equalTo("Ito"))
                .body("wishes", equalTo(Map.of("location", "渋谷", "priceTo", 90_000)))
                .body("familyName", equalTo("山田"))
                .body("customerId", equalTo(customer.toString()));
        get("/v1/leads?customerId=" + customer + "&status=WON").body("items.id", equalTo(List.of(id)));
        get("/v1/leads?customerId=" + customer + "&status=NEW").body("items", hasSize(0));
        get("/v1/leads?number=" + get("/v1/leads/" + id).extract().path("number"))
                .body("items.id", equalTo(List.of(id)));
    }

    @Test
    @DisplayName("Bad input gets its own problem, and nothing is stored")
    void badInputGetsItsOwnProblem() {
        CustomerId foreign = customerOf(OSAKA);
        Map<String, Object> ambiguous = lead(customer());
        ambiguous.put("customerNumber", "10482");
        Map<String, Object> untyped = lead(null);
        untyped.remove("type");
        Map<String, Object> unknownShop = lead(null);
        unknownShop.put("shopId", "kyoto");
        Map<String, Object> malformed = lead(null);
        malformed.put("customerId", "no-uuid");

        post(ambiguous)
                .statusCode(400)
                .body("code", equalTo("invalid"))
                .body("errors.code", hasItem("customer-ambiguous"));
        post(untyped).statusCode(400).contentType("application/problem+json");
        post(malformed).statusCode(400).contentType("application/problem+json");
        problem(post(unknownShop), 422, "unknown-shop");
        problem(post(lead(foreign)), 422, "unknown-customer");
        problem(post(lead(CustomerId.next())), 503, "unavailable");
        problem(get("/v1/leads/" + UUID.randomUUID()), 404, "not-found");
        get("/v1/leads?customerId=" + foreign).statusCode(200).body("items", hasSize(0));
    }

    @Test
    @DisplayName("SEC-02, SEC-03: no token 401, no permission 403, another shop's lead does not exist")
    void whoMayDoWhat() {
        String id = post(lead(null)).extract().path("id");

        given().get("/v1/leads/" + id).then().statusCode(401);
        as(TestTokens.mint("reader", List.of(TOKYO), List.of("leads:read")))
                .body(lead(null))
                .post("/v1/leads")
                .then()
                .statusCode(403);
        as(TestTokens.full(OSAKA)).get("/v1/leads/" + id).then().statusCode(404);
        as(TestTokens.full(OSAKA))
                .get("/v1/leads?shopId=" + TOKYO)
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    @DisplayName("API-04: a repeat gets the first answer; an externalRef is taken once")
    void aRepeatGetsTheFirstAnswer() {
        Map<String, Object> body = lead(null);
        body.put("externalRef", UUID.randomUUID().toString());
        String key = UUID.randomUUID().toString();
        RequestSpecification request = as(TestTokens.full(TOKYO)).header("Idempotency-Key", key);

        String first = request.body(body)
                .post("/v1/leads")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String again = as(TestTokens.full(TOKYO))
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/leads")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertEquals(first, again);
        problem(post(body).body("id", equalTo(first)), 409, "duplicate-external-ref");
    }

    @Test
    @DisplayName("API-13, CM-06: a file's good leads are in, resolved; its bad ones come back with a reason")
    void aFileIsImported() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        merge(survivor, source);
        String file = """
                {"type":"RENT","externalRef":"%1$s-1","customerId":"%2$s"}
                {"type":"SWAP","externalRef":"%1$s-2"}
                {"type":"BUY","externalRef":"%1$s-3"}
                """.formatted(UUID.randomUUID(), source);

        String location = given().auth()
                .oauth2(TestTokens.full(TOKYO))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Prefer", "wait=30")
                .multiPart("file", "leads.ndjson", file.getBytes(StandardCharsets.UTF_8))
                .post("/v1/leads/imports")
                .then()
                .statusCode(201)
                .body("created", equalTo(2))
                .body("rejected", equalTo(1))
                .extract()
                .header("Location");

        get(location + "/rejections").body("items[0].line", equalTo(2)).body("items[0].field", equalTo("type"));
        get("/v1/leads?formerCustomerId=" + source)
                .body("items", hasSize(1))
                .body("items[0].customerId", equalTo(survivor.toString()));
    }

    @Test
    @DisplayName("Every column that could hold a customer id says what a merge does to it")
    void everyColumnDeclaresItsFate() throws SQLException {
        assertEquals(List.of(), ColumnFates.undeclared(database));
    }

    @Test
    @DisplayName("CM-05: the id a lead came with never changes, whoever asks")
    void whatItCameWithIsKept() throws SQLException {
        String id = post(lead(customer())).statusCode(201).extract().path("id");

        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            SQLException refused = assertThrows(
                    SQLException.class,
                    () -> statement.executeUpdate(
                            "UPDATE lead SET first_customer_id = gen_random_uuid() WHERE id = '" + id + "'"));
            assertTrue(refused.getMessage().contains("never changes"), refused.getMessage());
        }
    }

    private static Map<String, Object> lead(CustomerId customer) {
        Map<String, Object> body = new HashMap<>();
        body.put("shopId", TOKYO);
        body.put("type", "RENT");
        body.put("organisation", "shibuya");
        body.put("familyName", "山田");
        if (customer != null) {
            body.put("customerId", customer.toString());
        }
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
                    Participant.LEAD.commands(),
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
        return as(TestTokens.full(TOKYO)).body(body).post("/v1/leads").then();
    }

    private static ValidatableResponse patch(String id, String tag, Map<String, Object> patch) {
        RequestSpecification request = as(TestTokens.full(TOKYO)).body(patch);
        return (tag == null ? request : request.header("If-Match", tag))
                .patch("/v1/leads/" + id)
                .then();
    }

    private static ValidatableResponse get(String path) {
        return as(TestTokens.full(TOKYO)).get(path).then();
    }

    private static void problem(ValidatableResponse response, int status, String code) {
        response.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
