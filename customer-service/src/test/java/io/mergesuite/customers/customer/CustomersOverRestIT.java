package io.mergesuite.customers.customer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.Stage;
import io.mergesuite.customers.Stage.Stopped;
import io.mergesuite.customers.merging.MergesOnStage;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.localstack.document.DocumentedAnswers;
import io.mergesuite.messaging.Db;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Customers and shops as their callers see them. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
class CustomersOverRestIT {

    @Inject
    CustomersOnStage customers;

    @Inject
    MergesOnStage merges;

    @Inject
    Stage stage;

    @Inject
    Rekeying rekeying;

    @Inject
    Db db;

    @BeforeEach
    void openShops() {
        customers.openShop();
        open("moscow", "RU", "7");
        open("osaka", "JP", null);
    }

    @Test
    @DisplayName("CU-09: a shop begins with the PUT of its settings, and is published")
    void aShopBegins() {
        String shop = "shop-" + UUID.randomUUID();
        String settings = """
                {"name": "Tea House", "timeZone": "Asia/Tokyo", "region": "JP", "language": "ja", "currency": "JPY"}""";
        as(shop).get("/v1/customer-settings/" + shop).then().statusCode(404).body("code", equalTo("not-found"));
        as(shop).body("{\"kind\": \"INDIVIDUAL\"}")
                .post("/v1/customers")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-shop"))
                .body("errors.pointer", contains("/shopId"));

        String tag = as(shop).body(settings)
                .put("/v1/customer-settings/" + shop)
                .then()
                .statusCode(201)
                .body("manualMerge", equalTo(true))
                .extract()
                .header("ETag");

        as(shop).body(settings).put("/v1/customer-settings/" + shop).then().statusCode(428);
        as(shop).header("If-Match", "\"other\"")
                .body(settings)
                .put("/v1/customer-settings/" + shop)
                .then()
                .statusCode(412);
        as(shop).header("If-Match", tag)
                .body(settings.replace("Tea House", "Tea"))
                .put("/v1/customer-settings/" + shop)
                .then()
                .statusCode(200)
                .body("name", equalTo("Tea"))
                .body("version", equalTo(2));
        assertEquals(
                2,
                stage.number(
                        "SELECT count(*) FROM outbox WHERE topic = 'customer.shop-facts' AND key = :shop",
                        Map.of("shop", shop)));
    }

    @ParameterizedTest
    @CsvSource({
        "timeZone, Mars/Olympus",
        "region, XX",
        "language, not a language",
        "currency, XXY",
        "replaceLeading8, x"
    })
    @DisplayName("CU-09: settings that name what does not exist are refused with a pointer, and change nothing")
    void badSettings(String field, String value) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("name", "Tea", "timeZone", "Asia/Tokyo", "region", "JP", "language", "ja", "currency", "JPY"));
        settings.put(field, value);
        as("bad-shop")
                .body(settings)
                .put("/v1/customer-settings/bad-shop")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/" + field));
        as("bad-shop").get("/v1/customer-settings/bad-shop").then().statusCode(404);
    }

    @Test
    @DisplayName("CU-01: only the kind is required; what is typed is kept, and a phone shown in E.164")
    void creates() {
        as("tokyo")
                .body("{\"kind\": \"CORPORATE\"}")
                .post("/v1/customers")
                .then()
                .statusCode(201);
        as("tokyo", "osaka")
                .body("{\"kind\": \"CORPORATE\"}")
                .post("/v1/customers")
                .then()
                .statusCode(400)
                .body("code", equalTo("shop-required"));
        String ref = ref();
        Response created = as("tokyo").body("""
                        {"shopId": "tokyo", "kind": "INDIVIDUAL", "externalRef": "%s", "familyName": "山田", "givenName": "花子",
                         "familyNameKana": "ヤマダ", "givenNameKana": "ハナコ", "companyName": null, "birthday": "1990-01-31",
                         "emails": [{"value": "Hanako@Example.jp"}, {"value": "h@example.jp", "primary": true}],
                         "phones": [{"value": "090-1234-5678"}],
                         "addresses": [{"type": "HOME", "country": "JP", "postalCode": "150-0001", "region": "東京都",
                                        "city": "渋谷区", "line1": "神宮前1-2-3"}]}""".formatted(ref)).post("/v1/customers");
        created.then()
                .statusCode(201)
                .header("Location", endsWith(created.jsonPath().getString("id")))
                .body("number", matchesPattern("[0-9]+"))
                .body("status", equalTo("ACTIVE"))
                .body("survivor", equalTo(false))
                .body("version", equalTo(1))
                .body("emails.value", contains("Hanako@Example.jp", "h@example.jp"))
                .body("emails.primary", contains(false, true))
                .body("phones[0].value", equalTo("090-1234-5678"))
                .body("phones[0].e164", equalTo("+819012345678"))
                .body("phones[0].primary", equalTo(true));
        String read = as("tokyo")
                .get(path(created.jsonPath().getString("id")))
                .then()
                .statusCode(200)
                .header("ETag", equalTo(created.header("ETag")))
                .extract()
                .asString();
        assertEquals(created.asString(), read);

        as("tokyo")
                .body("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}")
                .post("/v1/customers")
                .then()
                .statusCode(409)
                .body("code", equalTo("duplicate-external-ref"))
                .body("customerId", equalTo(created.jsonPath().getString("id")));
    }

    @Test
    @DisplayName("API-04: a repeat with the same Idempotency-Key makes no second customer")
    void idempotentCreate() {
        String key = UUID.randomUUID().toString();
        String body = "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Once\"}";
        String first = as("tokyo")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/customers")
                .jsonPath()
                .getString("id");

        assertEquals(
                first,
                as("tokyo")
                        .header("Idempotency-Key", key)
                        .body(body)
                        .post("/v1/customers")
                        .jsonPath()
                        .getString("id"));
        as("tokyo")
                .header("Idempotency-Key", key)
                .body(body.replace("Once", "Twice"))
                .post("/v1/customers")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/kind | {}",
                "/emails/0/value | {'kind': 'INDIVIDUAL', 'emails': [{'value': 'no address'}]}",
                "/emails | {'kind': 'INDIVIDUAL', 'emails': [{'value': 'a@b', 'primary': true}, {'value': 'c@d', 'primary': true}]}",
                "/addresses/0/country | {'kind': 'INDIVIDUAL', 'addresses': [{'type': 'HOME', 'country': 'XX'}]}",
                "/companyIds | {'kind': 'CORPORATE', 'companyIds': ['01890000-0000-7000-8000-000000000000']}",
            })
    @DisplayName("API-03: bad values come back with a pointer each")
    void badValues(String pointer, String body) {
        as("tokyo")
                .body(body.replace('\'', '"'))
                .post("/v1/customers")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    @DisplayName("CU-01: no birthday in the future, no INN with wrong check digits")
    void checksBirthdayAndInn() {
        as("tokyo")
                .body("{\"kind\": \"INDIVIDUAL\", \"birthday\": \""
                        + LocalDate.now(ZoneOffset.UTC).plusDays(3) + "\"}")
                .post("/v1/customers")
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("in-the-future"));
        as("moscow")
                .body("{\"kind\": \"CORPORATE\", \"taxId\": \"7707083894\"}")
                .post("/v1/customers")
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("invalid-inn"));
        as("moscow")
                .body("{\"kind\": \"CORPORATE\", \"taxId\": \"7707083893\"}")
                .post("/v1/customers")
                .then()
                .statusCode(201);
    }

    @Test
    @DisplayName("CU-02: a person is tied to companies of its shop alone")
    void companies() {
        String company = create("tokyo", "{\"kind\": \"CORPORATE\"}");
        String foreign = create("osaka", "{\"kind\": \"CORPORATE\"}");
        String person = create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"companyIds\": [\"" + company + "\"]}");

        as("tokyo").get(path(person)).then().body("companyIds", contains(company));
        as("tokyo").get("/v1/customers?companyId=" + company).then().body("items.id", contains(person));
        for (String wrong : List.of(foreign, person, UUID.randomUUID().toString())) {
            as("tokyo")
                    .body("{\"kind\": \"INDIVIDUAL\", \"companyIds\": [\"" + wrong + "\"]}")
                    .post("/v1/customers")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("unknown-company"));
        }
    }

    @Test
    @DisplayName("API-05: a PATCH needs the tag it was made on, and changes the fields it names")
    void patches() {
        String id = create("tokyo", """
                {"kind": "INDIVIDUAL", "familyName": "Yamada", "notes": "old", "phones": [{"value": "090-1234-5678"}]}""");
        String tag = as("tokyo").get(path(id)).header("ETag");
        as("tokyo").header("If-None-Match", tag).get(path(id)).then().statusCode(304);
        as("tokyo").body("{\"notes\": \"new\"}").patch(path(id)).then().statusCode(428);

        Response patched = patch(
                id, tag, "{\"givenName\": \"Hanako\", \"notes\": null, \"emails\": [{\"value\": \"h@example.jp\"}]}");
        patched.then()
                .statusCode(200)
                .body("familyName", equalTo("Yamada"))
                .body("givenName", equalTo("Hanako"))
                .body("notes", nullValue())
                .body("emails[0].primary", equalTo(true))
                .body("phones", hasSize(1))
                .body("version", equalTo(2));
        assertNotEquals(tag, patched.header("ETag"));

        patch(id, tag, "{\"notes\": \"late\"}").then().statusCode(412);
        String now = patched.header("ETag");
        patch(id, now, "{\"kind\": \"CORPORATE\"}").then().statusCode(422).body("code", equalTo("not-changeable"));
        patch(id, now, "{\"shopId\": \"osaka\"}").then().statusCode(422).body("code", equalTo("not-changeable"));
        patch(id, now, "{\"familynam\": \"x\"}").then().statusCode(400).body("errors.pointer", hasItem("/familynam"));
        patch(id, now, "{\"familyName\": 7}").then().statusCode(400);
        patch(id, now, "{\"emails\": [{\"value\": \"x\"}]}")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/emails/0/value"));
        patch(id, now, "[]").then().statusCode(400);
        patch(id, now, "{\"givenName\": \"Hanako\"}").then().statusCode(200).body("version", equalTo(2));
        as("tokyo").get("/v1/customers?email=H@EXAMPLE.JP").then().body("items.id", hasItem(id));
    }

    @Test
    @DisplayName("CU-05, CU-08: found by number, name, kana, e-mail, phone in any typing, postal code, external ref, q")
    void searches() {
        String mark = UUID.randomUUID().toString().substring(0, 8);
        String id = create("tokyo", """
                {"kind": "INDIVIDUAL", "externalRef": "R%1$s", "familyName": "やま%1$s", "givenName": "花子",
                 "familyNameKana": "ヤマ%1$s", "givenNameKana": "ハナコ", "emails": [{"value": "%1$s@Example.jp"}],
                 "phones": [{"value": "090-4321-8765"}], "addresses": [{"type": "SHIPPING", "postalCode": "999-%1$s"}]}""".formatted(mark));
        String number = as("tokyo").get(path(id)).jsonPath().getString("number");
        for (String query : List.of(
                "number=" + number,
                "externalRef=R" + mark,
                "name=やま" + mark,
                "name=花子 やま" + mark,
                "name=花子　やま" + mark,
                "kana=やま" + mark + "はな",
                "email= " + mark.toUpperCase(Locale.ROOT) + "@example.JP",
                "postalCode=〒999" + mark,
                "q=" + number,
                "q=R" + mark,
                "q=" + id,
                "q=" + mark + "@example.jp",
                "q=やま" + mark)) {
            found(query).body("items.id", contains(id));
        }
        for (String typed : List.of("09043218765", "+81 90 4321 8765", "０９０−４３２１−８７６５")) {
            found("phone=" + typed).body("items.id", hasItem(id));
            found("q=" + typed).body("items.id", hasItem(id));
        }
        String several = create("tokyo", """
                {"kind": "INDIVIDUAL", "familyName": "García López %s", "givenName": "Juan Carlos"}""".formatted(mark));
        found("name=Juan Carlos García López " + mark).body("items.id", contains(several));
        found("name=García López " + mark + " Juan").body("items.id", contains(several));
        found("phone=1").body("items", empty());
        found("name=nobody" + mark).body("items", empty());
        as("osaka").get("/v1/customers?externalRef=R" + mark).then().body("items", empty());
    }

    @Test
    @DisplayName("CU-05: by shop, status and survivor; all that is asked for must hold")
    void searchesByWhatMustHold() {
        String name = "Two" + UUID.randomUUID().toString().substring(0, 8);
        String body = "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"" + name + "\"}";
        String inTokyo = create("tokyo", body);
        String inOsaka = create("osaka", body);
        Map<String, List<String>> expected = Map.of(
                "",
                List.of(inOsaka, inTokyo),
                "&shopId=tokyo",
                List.of(inTokyo),
                "&shopId=osaka&status=ACTIVE",
                List.of(inOsaka),
                "&status=MERGING",
                List.of(),
                "&survivor=false",
                List.of(inOsaka, inTokyo),
                "&survivor=true",
                List.of(),
                "&shopId=tokyo&q=" + inOsaka,
                List.of(),
                "&q=" + inOsaka,
                List.of(inOsaka),
                "&email=" + name + "@example.jp",
                List.of());
        expected.forEach((more, ids) -> as("tokyo", "osaka")
                .get("/v1/customers?name=" + name + more)
                .then()
                .statusCode(200)
                .body("items.id", equalTo(ids)));
    }

    @Test
    @DisplayName("CU-08: each shop reads phones by its own rules")
    void phonesByTheShopsRules() {
        String id = create("moscow", "{\"kind\": \"INDIVIDUAL\", \"phones\": [{\"value\": \"8 (912) 345-67-89\"}]}");
        as("moscow", "tokyo")
                .queryParam("phone", "+79123456789")
                .get("/v1/customers")
                .then()
                .body("items.id", hasItem(id));
    }

    @Test
    @DisplayName("CU-08, CU-09: a change of the phone rules makes the keys of all customers anew")
    void changedRulesMakeNewKeys() {
        String shop = "rules-" + UUID.randomUUID();
        open(shop, "RU", null);
        String eight = create(shop, "{\"kind\": \"INDIVIDUAL\", \"phones\": [{\"value\": \"8 (912) 345-67-89\"}]}");
        String seven = create(shop, "{\"kind\": \"INDIVIDUAL\", \"phones\": [{\"value\": \"+7 912 345-67-89\"}]}");
        as(shop).queryParam("phone", "+79123456789").get("/v1/customers").then().body("items.id", contains(seven));

        as(shop).header(
                        "If-Match",
                        as(shop).get("/v1/customer-settings/" + shop).header("ETag"))
                .body(settings(shop, "RU", "7"))
                .put("/v1/customer-settings/" + shop)
                .then()
                .statusCode(200);
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle().execute("UPDATE shop SET rekey_at = now() WHERE id = ?", shop));
        rekeying.rekey();

        as(shop).queryParam("phone", "+79123456789")
                .get("/v1/customers")
                .then()
                .body("items.id", contains(seven, eight));
        as(shop).get(path(eight))
                .then()
                .body("phones[0].e164", equalTo("+79123456789"))
                .body("version", equalTo(2));
        as(shop).get(path(seven)).then().body("version", equalTo(1));
        assertEquals(
                0,
                stage.number("SELECT count(*) FROM shop WHERE id = :id AND rekey_at IS NOT NULL", Map.of("id", shop)));
    }

    @Test
    @DisplayName("API-06: a list is walked page by page, newest first, and its cursor fits no other filter")
    void pages() {
        String family = "Page" + UUID.randomUUID().toString().substring(0, 8);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"" + family + "\"}"));
        }
        List<String> walked = new ArrayList<>();
        String cursor = null;
        do {
            Response page = as("tokyo")
                    .get("/v1/customers?limit=2&name=" + family + (cursor == null ? "" : "&cursor=" + cursor));
            page.then().statusCode(200);
            walked.addAll(page.jsonPath().getList("items.id"));
            cursor = page.jsonPath().getString("next");
            if (cursor != null) {
                as("tokyo")
                        .get("/v1/customers?limit=2&name=other&cursor=" + cursor)
                        .then()
                        .statusCode(400)
                        .body("code", equalTo("cursor-invalid"));
            }
        } while (cursor != null);
        assertEquals(ids, walked);
        for (String limit : List.of("0", "501", "x")) {
            as("tokyo").get("/v1/customers?limit=" + limit).then().statusCode(400);
        }
    }

    @Test
    @DisplayName("API-10, CM-11: a merged-away customer leads to its survivor, and can't be written to")
    void mergedAway() {
        String ref = ref();
        String survivor = create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Stays\"}");
        String source = create(
                "tokyo", "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Goes\", \"externalRef\": \"" + ref + "\"}");
        String number = as("tokyo").get(path(source)).jsonPath().getString("number");
        merges.merge(CustomerId.of(survivor), CustomerId.of(source));

        as("tokyo")
                .redirects()
                .follow(false)
                .get(path(source))
                .then()
                .statusCode(307)
                .header("Location", path(survivor))
                .header("Cache-Control", equalTo("no-store"))
                .body("id", equalTo(source))
                .body("status", equalTo("MERGED"))
                .body("mergedInto", equalTo(survivor))
                .body("mergeId", not(nullValue()))
                .body("familyName", nullValue());
        as("tokyo")
                .get(path(source) + "?followMerges=true")
                .then()
                .statusCode(200)
                .header("Content-Location", endsWith(path(survivor)))
                .body("id", equalTo(survivor))
                .body("survivor", equalTo(true));
        as("tokyo")
                .get(path(source) + "?showMerged=true")
                .then()
                .statusCode(200)
                .body("familyName", equalTo("Goes"));
        reader().get(path(source) + "?showMerged=true").then().statusCode(403);
        patch(source, "\"any\"", "{\"notes\": \"x\"}")
                .then()
                .statusCode(409)
                .body("code", equalTo("customer-merged"))
                .body("mergedInto", equalTo(survivor));

        for (String query : List.of("number=" + number, "externalRef=" + ref, "q=" + source, "q=" + number)) {
            found(query)
                    .body("items.id", contains(survivor))
                    .body("items[0].foundThrough.id", equalTo(source))
                    .body("items[0].foundThrough.number", equalTo(number));
        }
        found("name=Goes").body("items.id", not(hasItem(source)));
        found("survivor=true").body("items.id", hasItem(survivor)).body("items.id", not(hasItem(source)));
        found("status=MERGED&number=" + number).body("items.id", contains(source));
        reader().get("/v1/customers?status=MERGED").then().statusCode(403);
    }

    @Test
    @DisplayName("CU-06: resolve tells of a whole list where each leads; what is unknown or foreign is UNKNOWN")
    void resolves() {
        String ref = ref();
        String survivor = create("tokyo", "{\"kind\": \"INDIVIDUAL\"}");
        String source = create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}");
        String foreign = create("osaka", "{\"kind\": \"INDIVIDUAL\"}");
        String number = as("tokyo").get(path(source)).jsonPath().getString("number");
        merges.merge(CustomerId.of(survivor), CustomerId.of(source));

        as("tokyo")
                .body(Map.of(
                        "ids", List.of(source, survivor, foreign, "no id"),
                        "numbers", List.of(number, "0", "x"),
                        "externalRefs", List.of(ref, "none")))
                .post("/v1/customers/resolve")
                .then()
                .statusCode(200)
                .body(
                        "items.status",
                        contains(
                                "MERGED", "ACTIVE", "UNKNOWN", "UNKNOWN", "MERGED", "UNKNOWN", "UNKNOWN", "MERGED",
                                "UNKNOWN"))
                .body("items[0].canonicalId", equalTo(survivor))
                .body("items[4].canonicalId", equalTo(survivor))
                .body("items[7].canonicalId", equalTo(survivor));
        as("tokyo")
                .body(Map.of("numbers", Collections.nCopies(1_001, "1")))
                .post("/v1/customers/resolve")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains(""));
    }

    @Test
    @DisplayName("OR-05, SEC-01: services look customers up in the shop they name, and nobody else does")
    void lookup() {
        String ref = ref();
        String known = create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}");
        String foreign = create("osaka", "{\"kind\": \"INDIVIDUAL\"}");
        Map<String, Object> lookup = Map.of(
                "shopIds",
                List.of("tokyo", "osaka"),
                "ids",
                List.of(known, foreign),
                "numbers",
                List.of(),
                "externalRefs",
                List.of());

        as("tokyo").body(lookup).post("/internal/customers/lookup").then().statusCode(403);
        internal("tokyo")
                .body(lookup)
                .post("/internal/customers/lookup")
                .then()
                .statusCode(200)
                .body("items.id", contains(known))
                .body("items[0].externalRef", equalTo(ref))
                .body("items[0].kind", equalTo("INDIVIDUAL"))
                .body("items[0].status", equalTo("ACTIVE"));
        internal("tokyo")
                .body(Map.of("shopIds", List.of("tokyo"), "externalRefs", List.of(ref)))
                .post("/internal/customers/lookup")
                .then()
                .body("items.id", contains(known));
        internal("tokyo")
                .body("{\"kind\": \"INDIVIDUAL\", \"shopId\": \"tokyo\"}")
                .post("/v1/customers")
                .then()
                .statusCode(201);
        internal("tokyo").get("/v1/customers").then().statusCode(403);
    }

    @Test
    @DisplayName("CU-09, SEC-01: services ask whether a shop has begun, and nobody else does")
    void shopLookup() {
        internal("tokyo").get("/internal/shop").then().statusCode(200).body("shopId", equalTo("tokyo"));
        internal("atlantis").get("/internal/shop").then().statusCode(404).body("code", equalTo("not-found"));
        as("tokyo").get("/internal/shop").then().statusCode(403);
    }

    @Test
    @DisplayName("SEC-02, SEC-03: without token 401, without permission 403, another shop's customer 404")
    void whoMayDoWhat() {
        String foreign = create("osaka", "{\"kind\": \"INDIVIDUAL\"}");
        given().get(path(foreign)).then().statusCode(401).contentType("application/problem+json");
        reader().body("{\"kind\": \"INDIVIDUAL\"}").post("/v1/customers").then().statusCode(403);
        as("tokyo").get(path(foreign)).then().statusCode(404).body("code", equalTo("not-found"));
        as("tokyo")
                .get(path(foreign) + "?followMerges=true&showMerged=true")
                .then()
                .statusCode(404);
        patch(foreign, "\"any\"", "{\"notes\": \"x\"}").then().statusCode(404);
        as("tokyo").get("/v1/customers?shopId=osaka").then().statusCode(200).body("items", hasSize(0));
        as("tokyo")
                .body("{\"kind\": \"INDIVIDUAL\", \"shopId\": \"osaka\"}")
                .post("/v1/customers")
                .then()
                .statusCode(422);
        as("tokyo").get("/v1/customers/no-id").then().statusCode(400);
        as("tokyo").get("/v1/customer-settings/osaka").then().statusCode(404);
    }

    @Test
    @DisplayName("CU-07: an import creates, updates by externalRef, leaves equal rows alone, and rejects with a reason")
    void imports() {
        String ref = ref();
        String row = "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\", \"familyName\": \"Row\"}";
        assertEquals(
                "[Created[], Created[]]",
                customers.importRows(row, "{\"kind\": \"CORPORATE\"}").toString());
        assertEquals("[Unchanged[]]", customers.importRows(row).toString());
        assertEquals(
                "[Updated[]]",
                customers
                        .importRows(
                                "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\", \"givenName\": \"New\"}")
                        .toString());
        found("externalRef=" + ref)
                .body("items[0].familyName", equalTo("Row"))
                .body("items[0].givenName", equalTo("New"))
                .body("items[0].version", equalTo(2));

        List<String> rejected = customers
                .importRows(
                        "{\"kind\": \"CORPORATE\", \"externalRef\": \"" + ref + "\"}",
                        "{\"kind\": \"INDIVIDUAL\", \"emails\": [{\"value\": \"x\"}]}",
                        "{\"familyName\": \"no kind\"}",
                        "{\"kind\": \"INDIVIDUAL\", \"companyIds\": [\"" + UUID.randomUUID() + "\"]}",
                        "{\"kind\": \"INDIVIDUAL\"}")
                .stream()
                .map(Object::toString)
                .toList();
        assertEquals(
                List.of("not-changeable", "invalid-email", "required", "unknown-company"),
                rejected.subList(0, 4).stream()
                        .map(result -> result.replaceAll(".*code=([a-z-]+).*", "$1"))
                        .toList());
        assertEquals("Created[]", rejected.get(4), "good lines go in");
    }

    @ParameterizedTest
    @DisplayName("API-03: one fault has one place and one code, whether it comes by POST, PATCH or import")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"colour\": 1                              | /colour             | unknown-field",
                "\"givenName\": 7                           | /givenName          | wrong-type",
                "\"emails\": {}                             | /emails             | wrong-type",
                "\"givenName\": \"%LONG%\"                  | /givenName          | wrong-length",
                "\"emails\": [{\"value\": \" \"}]           | /emails/0/value     | required",
                "\"emails\": [{}]                           | /emails/0/value     | required",
                "\"emails\": [null]                         | /emails/0           | required",
                "\"emails\": [{\"value\": \"no mail\"}]     | /emails/0/value     | invalid-email",
                "\"addresses\": [{\"type\": \"MOON\"}]      | /addresses/0/type   | unknown-value",
                "\"birthday\": \"1990-02-30\"               | /birthday           | wrong-format",
                "\"birthday\": \"0000-01-01\"               | /birthday           | wrong-format",
                "\"registeredAt\": \"0000-01-01T00:00:00Z\" | /registeredAt       | wrong-format",
                "\"registeredAt\": \"2026-01-01T00:00Z\"    | /registeredAt       | wrong-format",
                "\"registeredAt\": 1700000000               | /registeredAt       | wrong-type",
                "\"companyIds\": [\"x\"]                    | /companyIds/0       | wrong-format",
            })
    void oneFaultHasOneCode(String fault, String pointer, String code) {
        String member = fault.replace("%LONG%", "x".repeat(201));
        String expected = pointer + " " + code;
        String body = "{\"kind\": \"INDIVIDUAL\", " + member + "}";

        assertEquals(List.of(expected), faults(as("tokyo").body(body).post("/v1/customers")), "by POST");

        String id = create("tokyo", "{\"kind\": \"INDIVIDUAL\"}");
        String tag = as("tokyo").get(path(id)).header("ETag");
        assertEquals(List.of(expected), faults(patch(id, tag, "{" + member + "}")), "by PATCH");

        var rejected = (ImportResult.Rejected) customers.importRows(body).getFirst();
        assertEquals(
                List.of(expected),
                rejected.flaws().stream()
                        .map(flaw -> "/"
                                + flaw.field().replaceAll("\\[(\\d+)]", "/$1").replace('.', '/') + " " + flaw.code())
                        .toList(),
                "by import");
    }

    private static List<String> faults(Response refused) {
        return refused.then().statusCode(400).extract().jsonPath().getList("errors", Map.class).stream()
                .map(fault -> fault.get("pointer") + " " + fault.get("code"))
                .toList();
    }

    @Test
    @DisplayName("CM-13: a survivor with more e-mails than can be sent is edited as any other, by PATCH and by import")
    void whatMergesHaveUnitedIsNotHeldAgainstAnEdit() {
        String ref = ref();
        String id = create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}");
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute("""
                UPDATE customer SET emails = (
                    SELECT jsonb_agg(jsonb_build_object('value', 'u' || n || '@example.org', 'primary', n = 1))
                      FROM generate_series(1, 150) AS n)
                 WHERE id = ?""", UUID.fromString(id)));

        String tag = as("tokyo").get(path(id)).header("ETag");
        patch(id, tag, "{\"notes\": \"edited\"}")
                .then()
                .statusCode(200)
                .body("notes", equalTo("edited"))
                .body("emails", hasSize(150));
        assertEquals(
                "[Updated[]]",
                customers
                        .importRows("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\", \"notes\": \"row\"}")
                        .toString());
        as("tokyo").get(path(id)).then().body("notes", equalTo("row")).body("emails", hasSize(150));

        String many = IntStream.range(0, 101)
                .mapToObj(n -> "{\"value\": \"m" + n + "@example.org\"}")
                .collect(Collectors.joining(", ", "{\"emails\": [", "]}"));
        tag = as("tokyo").get(path(id)).header("ETag");
        assertEquals(List.of("/emails wrong-length"), faults(patch(id, tag, many)));
    }

    @Test
    @DisplayName("CU-01: registeredAt is what the source system says, by POST, PATCH and import; else createdAt")
    void registeredAtIsKept() {
        String ref = ref();
        String id = create(
                "tokyo",
                "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref
                        + "\", \"registeredAt\": \"2019-05-01T09:00:00+09:00\"}");
        assertEquals("2019-05-01T00:00:00Z", registeredAt(id));

        String tag = as("tokyo").get(path(id)).header("ETag");
        patch(id, tag, "{\"givenName\": \"Kept\"}").then().statusCode(200);
        assertEquals("2019-05-01T00:00:00Z", registeredAt(id), "a patch of something else leaves it");
        tag = as("tokyo").get(path(id)).header("ETag");
        patch(id, tag, "{\"registeredAt\": \"2018-04-01T00:00:00Z\"}")
                .then()
                .statusCode(200)
                .body("registeredAt", equalTo("2018-04-01T00:00:00Z"));

        String row = "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"";
        customers.importRows(row + ", \"familyName\": \"Row\"}");
        assertEquals("2018-04-01T00:00:00Z", registeredAt(id), "a row without it leaves it");
        assertEquals(
                "[Updated[]]",
                customers
                        .importRows(row + ", \"registeredAt\": \"2017-03-01T00:00:00Z\"}")
                        .toString());
        assertEquals("2017-03-01T00:00:00Z", registeredAt(id));

        String imported = ref();
        customers.importRows("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + imported
                + "\", \"registeredAt\": \"2016-02-01T00:00:00Z\"}");
        found("externalRef=" + imported).body("items[0].registeredAt", equalTo("2016-02-01T00:00:00Z"));

        String plain = create("tokyo", "{\"kind\": \"INDIVIDUAL\"}");
        assertEquals(as("tokyo").get(path(plain)).path("createdAt"), registeredAt(plain));
    }

    @Test
    @DisplayName(
            "CU-02: the companies of a person are set by PATCH and by import, and what does not name them leaves them")
    void tiesByPatchAndImport() {
        String company = create("tokyo", "{\"kind\": \"CORPORATE\"}");
        String other = create("tokyo", "{\"kind\": \"CORPORATE\"}");
        String ref = ref();
        String person = create("tokyo", "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}");

        patchNow(person, "{\"companyIds\": [\"" + company + "\"]}").body("companyIds", contains(company));
        patchNow(person, "{\"givenName\": \"Tied\"}").body("companyIds", contains(company));
        as("tokyo").get("/v1/customers?companyId=" + company).then().body("items.id", contains(person));

        String row = "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"";
        assertEquals("[Unchanged[]]", customers.importRows(row + "}").toString(), "a row without them leaves them");
        assertEquals(
                "[Updated[]]",
                customers
                        .importRows(row + ", \"companyIds\": [\"" + other + "\"]}")
                        .toString());
        as("tokyo").get("/v1/customers?companyId=" + other).then().body("items.id", contains(person));
        as("tokyo").get("/v1/customers?companyId=" + company).then().body("items", empty());

        patchNow(person, "{\"companyIds\": null}").body("companyIds", empty());
        as("tokyo").get("/v1/customers?companyId=" + other).then().body("items", empty());

        String imported = ref();
        customers.importRows("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + imported + "\", \"companyIds\": [\""
                + company + "\"]}");
        as("tokyo").get("/v1/customers?companyId=" + company).then().body("items.externalRef", contains(imported));
    }

    /** Patches the customer as it is now. */
    private static ValidatableResponse patchNow(String id, String patch) {
        return patch(id, as("tokyo").get(path(id)).header("ETag"), patch).then().statusCode(200);
    }

    private static String registeredAt(String id) {
        return as("tokyo").get(path(id)).then().statusCode(200).extract().path("registeredAt");
    }

    @Test
    @DisplayName("API-03: of two edits that take the same externalRef at the same time, the later is a conflict")
    void theLaterOfTwoThatTakeARef() {
        String ref = "R-" + UUID.randomUUID();
        String first = create("tokyo", "{\"kind\": \"INDIVIDUAL\"}");
        String second = create("tokyo", "{\"kind\": \"INDIVIDUAL\"}");
        String tag = as("tokyo").get(path(second)).header("ETag");

        Stopped<Integer> taking = Stage.stopBeforeCommit(
                () -> db.handle().execute("UPDATE customer SET external_ref = ? WHERE id = ?::uuid", ref, first));
        CompletableFuture<Response> late =
                stage.startAndAwaitBlocked(() -> patch(second, tag, "{\"externalRef\": \"" + ref + "\"}"));
        taking.commit();

        Stage.join(late).then().statusCode(409).body("code", equalTo("duplicate-external-ref"));
    }

    /** Searches for {@code name=value&…}, not encoded. */
    private static ValidatableResponse found(String query) {
        RequestSpecification request = as("tokyo").log().ifValidationFails();
        for (String part : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            request.queryParam(pair[0], pair[1]);
        }
        return request.get("/v1/customers").then().log().ifValidationFails().statusCode(200);
    }

    private static String create(String shop, String body) {
        return as(shop).body(body)
                .post("/v1/customers")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Response patch(String id, String tag, String patch) {
        return as("tokyo")
                .contentType("application/merge-patch+json")
                .header("If-Match", tag)
                .body(patch)
                .patch(path(id));
    }

    private static void open(String shop, String region, String replaceLeading8) {
        as(shop).body(settings(shop, region, replaceLeading8)).put("/v1/customer-settings/" + shop);
    }

    private static String settings(String name, String region, String replaceLeading8) {
        return """
                {"name": "%s", "timeZone": "UTC", "region": "%s", "language": "en", "currency": "EUR"%s}""".formatted(
                name, region, replaceLeading8 == null ? "" : ", \"replaceLeading8\": \"" + replaceLeading8 + "\"");
    }

    private static RequestSpecification as(String... shops) {
        return with(TestTokens.full(shops));
    }

    private static RequestSpecification reader() {
        return with(TestTokens.mint("reader", List.of("tokyo"), List.of("customers:read")));
    }

    private static RequestSpecification internal(String shop) {
        return with(TestTokens.mint("order-service", List.of(), List.of("internal")))
                .header("X-Suite-Shop", shop)
                .header("X-Suite-Actor", "tester");
    }

    private static RequestSpecification with(String token) {
        return given().auth().oauth2(token).contentType(ContentType.JSON);
    }

    private static String path(String id) {
        return "/v1/customers/" + id;
    }

    private static String ref() {
        return "A-" + UUID.randomUUID();
    }
}
