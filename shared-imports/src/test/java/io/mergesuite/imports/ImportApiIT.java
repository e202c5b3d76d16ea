package io.mergesuite.imports;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of imports meets (API-04 to API-07, API-13, SEC-02, SEC-03). */
@QuarkusTest
@WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)
class ImportApiIT {

    private static final String PATH = "/v1/purchases/imports";
    private static final String MAPPING = """
            {"fields": {"externalRef": "ref", "currency": "cur"}}""";
    private static final String FILE =
            "ref,cur,more\nA-1,GBP,x\nA-2\nunknown-1,GBP,x\nunknown-2,GBP,x\nmerged-1,GBP,x\n";

    @Inject
    ImportWorker worker;

    @Inject
    Purchases purchases;

    @Inject
    Db db;

    @BeforeEach
    void clear() {
        purchases.reset();
        QuarkusTransaction.requiringNew().run(() -> {
            db.handle().execute("DELETE FROM import_job");
            db.handle().execute("DELETE FROM purchase");
        });
    }

    @Test
    @DisplayName(
            "API-13: stored first, then 201 with Location; GET shows state and counts, rejections line, field, reason")
    void anImportFromBeginToEnd() {
        String location = post(key(), MAPPING, FILE)
                .then()
                .statusCode(201)
                .header("Location", startsWith(PATH + "/"))
                .header("ETag", notNullValue())
                .body("state", is("RECEIVED"))
                .body("shopId", is("london"))
                .body("kind", is("purchases"))
                .body("createdBy", is("tester"))
                .body("ignoredColumns", contains("more"))
                .extract()
                .header("Location");
        worker.workOne();

        String tag = client().get(location)
                .then()
                .statusCode(200)
                .body("state", is("COMPLETED"))
                .body("read", is(5))
                .body("created", is(1))
                .body("merged", is(1))
                .body("rejected", is(3))
                .body("progress", equalTo(1.0f))
                .body("version", nullValue())
                .extract()
                .header("ETag");
        client().header("If-None-Match", tag).get(location).then().statusCode(304);
        client().get(PATH).then().statusCode(200).body("items.id", contains(location.substring(PATH.length() + 1)));
        client().get(PATH + "?state=FAILED").then().statusCode(200).body("items", empty());
        client().get(location + "/merged")
                .then()
                .statusCode(200)
                .body("items.line", contains(6))
                .body("items.survivorNumber", contains("10482"));
    }

    @Test
    @DisplayName("API-06: rejections come page by page")
    void rejectionsArePaged() {
        String location = post(key(), MAPPING, FILE).header("Location");
        worker.workOne();

        String next = client().get(location + "/rejections?limit=2")
                .then()
                .statusCode(200)
                .body("items.line", contains(3, 4))
                .body("items.code", contains("wrong-column-count", "unknown-customer"))
                .body("items.field", contains(null, "customer.externalRef"))
                .body("items.reason", hasSize(2))
                .body("items.reason", everyItem(notNullValue()))
                .extract()
                .path("next");
        client().queryParam("limit", 2)
                .queryParam("cursor", next)
                .get(location + "/rejections")
                .then()
                .statusCode(200)
                .body("items.line", contains(5))
                .body("next", nullValue());
    }

    @Test
    @DisplayName("API-07: Prefer: wait answers with the end")
    void aClientCanWait() throws InterruptedException {
        Thread working = Thread.ofVirtual().start(() -> {
            while (!worker.workOne()) {
                Thread.onSpinWait();
            }
        });
        client().header("Idempotency-Key", key())
                .header("Prefer", "wait=30")
                .multiPart("mapping", MAPPING)
                .multiPart("file", "f.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(PATH)
                .then()
                .statusCode(201)
                .body("state", is("COMPLETED"))
                .body("created", is(1));
        working.join();
    }

    @Test
    @DisplayName("API-07: events end with the import")
    void eventsEnd() {
        String location = post(key(), MAPPING, FILE).header("Location");
        worker.workOne();
        client().accept("text/event-stream")
                .get(location + "/events")
                .then()
                .statusCode(200)
                .body(containsString("\"state\":\"COMPLETED\""))
                .body(containsString("event:end"));
    }

    @Test
    @DisplayName("API-04, SG-07: a repeat gives the same import, the same key with another file or mapping is refused")
    void aRepeatChangesNothing() {
        String key = key();
        String location = post(key, MAPPING, FILE).header("Location");
        worker.workOne();

        Response repeat = post(key, MAPPING, FILE);

        assertEquals(location, repeat.header("Location"));
        repeat.then().statusCode(201).body("state", is("COMPLETED"));
        post(key, MAPPING, FILE + "A-9,GBP,x\n").then().statusCode(422).body("code", is("idempotency-key-reused"));
        post(key, MAPPING.replace("\"cur\"", "\"more\""), FILE)
                .then()
                .statusCode(422)
                .body("code", is("idempotency-key-reused"));
        assertEquals(1, jobs());
        client().multiPart("mapping", MAPPING)
                .multiPart("file", "f.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", is("idempotency-key-missing"));
    }

    @Test
    @DisplayName(
            "API-03: a mapping that does not fit is refused with pointers, and nothing is stored; the key is free again")
    void aBadMappingIsRefused() {
        String key = key();
        post(key, "{\"colour\": 1, \"fields\": {\"externalRef\": \"nope\", \"nope\": \"ref\"}}", FILE)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", is("mapping-invalid"))
                .body("errors.pointer", contains("/mapping/colour", "/mapping/fields/nope"));
        post(key, "{\"fields\": {\"externalRef\": \"nope\"}}", FILE)
                .then()
                .statusCode(422)
                .body("errors.pointer", contains("/mapping/fields/externalRef"))
                .body("errors.code", contains("unknown-column"));
        assertEquals(0, jobs());
        post(key, MAPPING, FILE).then().statusCode(201);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        post(key(), MAPPING, "").then().statusCode(422).body("code", is("file-empty"));
        client().header("Idempotency-Key", key())
                .multiPart("file", "f.csv.gz", new byte[] {0x1f, (byte) 0x8b, 9, 9, 9, 9}, "application/gzip")
                .post(PATH)
                .then()
                .statusCode(422)
                .body("code", is("file-unreadable"))
                .body("detail", is("the file can't be read: its gzip data are damaged or end too early"));
        client().header("Idempotency-Key", key())
                .multiPart("mapping", MAPPING)
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", is("file-missing"));
        client().header("Idempotency-Key", key())
                .contentType("application/json")
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(415);
        assertEquals(0, jobs());
    }

    @Test
    void theMappingMayBeAFileAndTheFilePacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(FILE.getBytes(StandardCharsets.UTF_8));
        }
        String location = client().header("Idempotency-Key", key())
                .multiPart("mapping", "mapping.json", MAPPING.getBytes(StandardCharsets.UTF_8), "application/json")
                .multiPart("file", "f.csv.gz", packed.toByteArray(), "application/gzip")
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        worker.workOne();
        client().get(location).then().body("read", is(5)).body("fileSize", is(packed.size()));
    }

    @Test
    void ndjsonNeedsNoMapping() {
        String location = client().header("Idempotency-Key", key())
                .multiPart(
                        "file",
                        "f.ndjson",
                        "{\"externalRef\":\"A-1\"}\n".getBytes(StandardCharsets.UTF_8),
                        "application/x-ndjson")
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        worker.workOne();
        client().get(location).then().body("created", is(1)).body("rejected", is(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/rejections", "/merged", "/events"})
    @DisplayName("SEC-03: an import of another shop does not exist")
    void aForeignImportIsNotThere(String part) {
        String location = post(key(), MAPPING, FILE).header("Location");

        RequestSpecification foreigner = given().auth().oauth2(TestTokens.full("paris"));
        foreigner.get(location + part).then().statusCode(404).body("code", is("not-found"));
        given().auth()
                .oauth2(TestTokens.full("paris"))
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items", empty());
        given().auth()
                .oauth2(TestTokens.full("paris"))
                .queryParam("shopId", "london")
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items", empty());
        given().auth()
                .oauth2(TestTokens.full("paris"))
                .header("Idempotency-Key", key())
                .multiPart("mapping", MAPPING.replaceFirst("\\{", "{\"shopId\": \"london\", "))
                .multiPart("file", "f.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(PATH)
                .then()
                .statusCode(422)
                .body("code", is("unknown-shop"))
                .body("errors.pointer", contains("/mapping/shopId"));
    }

    @Test
    @DisplayName("SEC-02: importing needs the kind's write permission")
    void thePermissionIsNeeded() {
        String reader = TestTokens.mint("reader", List.of("london"), List.of("orders:read", "customers:write"));
        given().auth()
                .oauth2(reader)
                .header("Idempotency-Key", key())
                .multiPart("file", "f.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(PATH)
                .then()
                .statusCode(403)
                .body("code", is("forbidden"));
        given().auth().oauth2(reader).get(PATH).then().statusCode(403);
        given().get(PATH).then().statusCode(401);
        client().get(PATH + "/" + UUID.randomUUID()).then().statusCode(404).body("code", is("not-found"));
        client().get(PATH + "/nonsense").then().statusCode(400);
    }

    @Test
    @DisplayName("API-02: each operation has its id, its permission, and the key where it needs one")
    void theDocumentNamesTheOperations() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/v1/purchases/imports'.post.operationId", is("createPurchasesImport"))
                .body("paths.'/v1/purchases/imports'.get.operationId", is("listPurchasesImports"))
                .body("paths.'/v1/purchases/imports/{id}'.get.operationId", is("getPurchasesImport"))
                .body(
                        "paths.'/v1/purchases/imports/{id}/rejections'.get.operationId",
                        is("listPurchasesImportRejections"))
                .body("paths.'/v1/purchases/imports'.post.parameters.name", contains("Idempotency-Key"))
                .body("paths.'/v1/purchases/imports'.post.x-permissions", contains("purchases:write"));
    }

    private static RequestSpecification client() {
        return given().auth().oauth2(TestTokens.full("london"));
    }

    private static Response post(String key, String mapping, String file) {
        return client().header("Idempotency-Key", key)
                .multiPart("mapping", mapping)
                .multiPart("file", "f.csv", file.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(PATH);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private long jobs() {
        return db.read(handle -> handle.createQuery("SELECT count(*) FROM import_job")
                .mapTo(Long.class)
                .one());
    }
}
