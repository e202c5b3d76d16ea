package io.mergesuite.imports;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.Charset;
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
    KeptLines lines;

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
    @DisplayName("API-03: a part of the form that nobody reads, or a second file, is refused, and nothing is imported")
    void partsThatNobodyReads() {
        RequestSpecification form = client().header("Idempotency-Key", key())
                .multiPart("file", "lines.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .multiPart("mapping", MAPPING, "application/json");

        form.multiPart("maping", MAPPING, "application/json")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", is("unknown-field"))
                .body("errors.pointer", contains("/maping"));
        client().header("Idempotency-Key", key())
                .multiPart("file", "lines.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .multiPart("file", "more.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv")
                .multiPart("mapping", MAPPING, "application/json")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", is("invalid"))
                .body("errors.code", contains("duplicate-part"));

        client().get(PATH).then().body("items", empty());
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

    @Test
    @DisplayName(
            "CU-07, API-13: the lines that came back are a file with their reasons, as they were sent; mended, it goes in again")
    void whatCameBackIsMendedAndSentAgain() {
        String mapping = MAPPING.replaceFirst("\\{", "{\"charset\": \"windows-1251\", ");
        String file = "ref;cur;имя\r\nA-1;GBP;Иванов\r\nA-2\r\nunknown-1;GBP;\"Мария; \"\"М\"\"\"\r\nA-3;\"GBP\"x;ё";
        String location = post(key(), mapping, "text/csv", file.getBytes(Charset.forName("windows-1251")))
                .then()
                .body("charset", is("windows-1251"))
                .body("format", is("CSV"))
                .extract()
                .header("Location");
        worker.workOne();

        String returned = client().get(location + "/results")
                .then()
                .statusCode(200)
                .contentType("text/csv;charset=UTF-8")
                .header("Content-Disposition", containsString("rejected-"))
                .header("Cache-Control", is("no-store"))
                .extract()
                .asString();

        assertEquals("""
                \ufeffimport.line;import.field;import.code;import.reason;ref;cur;имя
                3;;wrong-column-count;1 cells, where the header has 3;A-2
                4;customer.externalRef;unknown-customer;there is none;unknown-1;GBP;"Мария; ""М""\"
                5;;broken-quote;text follows a closing quote;A-3;"GBP"x;ё
                """.replace("\n", "\r\n"), returned);
        String mended = returned.replace(";A-2", ";A-2;GBP;").replace("unknown-1", "known-1");
        String again = post(key(), mapping, "text/csv", mended.getBytes(StandardCharsets.UTF_8))
                .then()
                .body("charset", is("UTF-8"))
                .extract()
                .header("Location");
        worker.workOne();
        client().get(again).then().body("created", is(2)).body("rejected", is(1));
        // What still comes back has its new reason in the place of the old one.
        assertEquals("""
                \ufeffimport.line;import.field;import.code;import.reason;ref;cur;имя
                4;;broken-quote;text follows a closing quote;A-3;"GBP"x;ё
                """.replace("\n", "\r\n"), client().get(again + "/results").asString());
    }

    @Test
    @DisplayName("CU-07: a CSV with the fields' own names goes in again with the reasons beside them; so does NDJSON")
    void reasonsArePassedOver() {
        String csv = returned("externalRef,currency\nunknown-1,GBP\n");
        assertEquals(1, created(csv.replace("unknown-", "known-")));

        String ndjson = returned("""
                {"externalRef":"unknown-2","currency":"GBP"}
                {"externalRef":"A-8"
                {"externalRef":7}
                """);
        List<String> lines = ndjson.lines().toList();
        assertEquals(3, lines.size(), ndjson);
        assertEquals(
                "{\"externalRef\":\"unknown-2\",\"currency\":\"GBP\",\"import\":{\"line\":1,\"field\":\"customer.externalRef\","
                        + "\"code\":\"unknown-customer\",\"reason\":\"there is none\"}}",
                lines.getFirst());
        assertTrue(lines.get(1).startsWith("{\"import\":{\"line\":2,"), ndjson);
        assertTrue(lines.get(1).endsWith("\"sent\":\"{\\\"externalRef\\\":\\\"A-8\\\"\"}}"), ndjson);
        // What nobody mended comes back again, and is no empty record.
        assertEquals(2, created(ndjson.replace("unknown-", "known-").replace(":7,", ":\"A-7\",")));
    }

    @Test
    @DisplayName("API-11: lines as they were sent are forgotten when a person of the shop is erased; reasons stay")
    void linesAreForgotten() {
        String location = post(key(), MAPPING, FILE).header("Location");
        worker.workOne();
        String running = post(key(), MAPPING, FILE).header("Location");
        client().get(location + "/results").then().statusCode(200).body(containsString("unknown-1"));

        forget("paris");
        client().get(location + "/results").then().statusCode(200).body(containsString("unknown-1"));
        forget("london");

        worker.workOne();
        for (String forgotten : List.of(location, running)) {
            client().get(forgotten + "/results").then().statusCode(410).body("code", is("erased"));
            client().get(forgotten + "/rejections").then().statusCode(200).body("items.line", contains(3, 4, 5));
        }
        assertEquals(0, number("SELECT count(*) FROM import_rejection WHERE sent IS NOT NULL"));
        String later = post(key(), MAPPING, FILE).header("Location");
        worker.workOne();
        client().get(later + "/results").then().statusCode(200).body(containsString("unknown-1"));
    }

    @Test
    @DisplayName(
            "CU-07: a part's Content-Type tells the character set where the mapping does not; an unknown one is refused")
    void theContentTypeTellsTheCharacterSet() {
        byte[] file = "ref,cur\nA-Иванов,GBP\n".getBytes(Charset.forName("windows-1251"));
        String key = key();
        String location = post(key, MAPPING, "text/csv; charset=windows-1251", file)
                .then()
                .statusCode(201)
                .body("charset", is("windows-1251"))
                .extract()
                .header("Location");
        worker.workOne();
        client().get(location).then().body("created", is(1)).body("charset", is("windows-1251"));
        assertEquals(1, number("SELECT count(*) FROM purchase WHERE external_ref = 'A-Иванов'"));
        post(key, MAPPING, "text/csv; charset=KOI8-R", file)
                .then()
                .statusCode(422)
                .body("code", is("idempotency-key-reused"));
        post(key(), MAPPING, "text/csv; charset=x-JISAutoDetect", file)
                .then()
                .statusCode(422)
                .body("code", is("charset-wrong"));
        // The mapping outranks it.
        post(key(), MAPPING.replaceFirst("\\{", "{\"charset\": \"windows-1251\", "), "text/csv; charset=UTF-8", file)
                .then()
                .statusCode(201)
                .body("charset", is("windows-1251"));
        assertEquals(2, jobs());
    }

    @Test
    @DisplayName("API-04, CU-07: an upload that breaks off leaves nothing, and the same key and file go in afterwards")
    void anUploadBreaksOff() throws Exception {
        String key = key();
        byte[] body = multipart(MAPPING, FILE + "A-9,GBP,x\n".repeat(200_000));
        for (int cut : List.of(200, body.length / 2, body.length - 1)) {
            try (Socket socket = new Socket("localhost", RestAssured.port)) {
                OutputStream out = socket.getOutputStream();
                out.write(head(key, body.length));
                out.write(body, 0, cut);
                out.flush();
            }
        }
        assertEquals(0, jobs());

        String answer;
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(head(key, body.length));
            socket.getOutputStream().write(body);
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
        assertEquals(1, jobs());
        assertEquals(0, number("SELECT count(*) FROM idempotency_key WHERE key = '" + key + "' AND status IS NULL"));
    }

    private static byte[] head(String key, int length) {
        return ("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIdempotency-Key: " + key
                        + "\r\nAuthorization: Bearer " + TestTokens.full("london")
                        + "\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] multipart(String mapping, String file) {
        return ("--cut\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n" + mapping
                        + "\r\n--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n"
                        + file
                        + "\r\n--cut--\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void forget(String shop) {
        QuarkusTransaction.requiringNew().run(() -> {
            lines.hold(List.of(new ShopId(shop)));
            lines.forget(List.of(new ShopId(shop)));
        });
    }

    /** The file of what came back of this one. */
    private String returned(String file) {
        String location =
                post(key(), "{}", file).then().statusCode(201).extract().header("Location");
        worker.workOne();
        return client().get(location + "/results")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private int created(String file) {
        String location =
                post(key(), "{}", file).then().statusCode(201).extract().header("Location");
        worker.workOne();
        return client().get(location).then().extract().path("created");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/rejections", "/results", "/merged", "/events"})
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
                .body("paths.'/v1/purchases/imports/{id}/results'.get.operationId", is("getPurchasesImportResults"))
                .body(
                        "paths.'/v1/purchases/imports/{id}/results'.get.responses.'200'.content.keySet()",
                        containsInAnyOrder("application/x-ndjson", "text/csv"))
                .body("paths.'/v1/purchases/imports/{id}/results'.get.responses.'410'", notNullValue())
                .body("paths.'/v1/purchases/imports'.post.parameters.name", contains("Idempotency-Key", "Prefer"))
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

    private static Response post(String key, String mapping, String type, byte[] file) {
        return client().header("Idempotency-Key", key)
                .multiPart("mapping", mapping)
                .multiPart("file", "f.csv", file, type)
                .post(PATH);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private long jobs() {
        return number("SELECT count(*) FROM import_job");
    }

    private long number(String query) {
        return db.read(handle -> handle.createQuery(query).mapTo(Long.class).one());
    }
}
