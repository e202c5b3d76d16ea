package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.KINDS;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The merge-orchestrator's port is the one address of all services (ADR 13). */
@ExtendWith(RunningSuite.Extension.class)
class FrontDoorIT {

    private static final Service DOOR = Service.MERGE_ORCHESTRATOR;

    private final RunningSuite suite;

    FrontDoorIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    @DisplayName("the door leads to every operation of the other services but their dead letters, and to nothing else")
    void everyOperation() throws Exception {
        try (SuiteClient direct = suite.bearer("");
                SuiteClient door = direct.throughTheDoor()) {
            int tried = 0;
            for (Operation operation : suite.documents().operations()) {
                if (operation.service() != DOOR && !operation.path().startsWith("/v1/dead-letters")) {
                    // Without a token each is refused by its service; what has no route is not found.
                    Answer there = operation.send(direct, UUID.randomUUID().toString(), new byte[0]);
                    Answer here = operation.send(door, UUID.randomUUID().toString(), new byte[0]);
                    assertEquals(there.status(), here.status(), operation::toString);
                    assertEquals(there.json().path("code"), here.json().path("code"), operation::toString);
                    assertEquals(401, here.status(), operation::toString);
                    tried++;
                }
            }
            assertTrue(tried > 20, "operations were found: " + tried);
        }
        try (MadeUpShop shop = new MadeUpShop(suite)) {
            Answer internal = shop.client().post(DOOR, "/internal/customers/lookup", Map.of());
            assertEquals("not-found", internal.expect(404).path("code").asText());
            Answer unknown = shop.client().get(DOOR, "/v1/no-such-thing");
            assertEquals("not-found", unknown.expect(404).path("code").asText());
        }
    }

    @Test
    @DisplayName(
            "CM-05, CM-06, API-10 the main job needs one address: customers, records, a merge, what moved, where to go")
    void mainJob() throws Exception {
        try (MadeUpShop shop = new MadeUpShop(suite, SuiteClient::throughTheDoor)) {
            String survivor = idOf(shop.person("Yamada"));
            String source = idOf(shop.person("Yamada"));
            Map<String, String> records = shop.oneOfEach(source);

            JsonNode merge = shop.merge(survivor, source);

            assertEquals("COMPLETED", merge.path("state").asText());
            for (Map.Entry<String, String> record : records.entrySet()) {
                assertEquals(List.of(record.getValue()), shop.idsOf(record.getKey(), survivor), record.getKey());
            }
            String path = "/v1/customers/";
            Answer redirect = shop.client().get(Service.CUSTOMER_SERVICE, path + source);
            assertEquals(307, redirect.status());
            assertEquals(path + survivor, redirect.header("Location"));
            Answer followed = shop.client().get(Service.CUSTOMER_SERVICE, path + source + "?followMerges=true");
            assertEquals(survivor, idOf(followed.expect(200)));
            assertEquals(path + survivor, followed.header("Content-Location"));
            Answer same = shop.client()
                    .get(Service.CUSTOMER_SERVICE, path + survivor, "If-None-Match", followed.header("ETag"));
            assertEquals(304, same.status());
            Answer page = shop.client().get(Service.CUSTOMER_SERVICE, "/v1/customers?limit=1&status=ACTIVE,MERGED");
            String next = page.header("Link");
            assertTrue(next == null || next.startsWith("</v1/customers?"), next);
        }
    }

    @Test
    @DisplayName("SEC-03 through the door a shop sees of another what it sees without it: nothing")
    void twoShops() throws Exception {
        try (MadeUpShop own = new MadeUpShop(suite, SuiteClient::throughTheDoor);
                MadeUpShop other = new MadeUpShop(suite, SuiteClient::throughTheDoor)) {
            String theirs = idOf(other.person("Secret"));
            Map<String, String> records = other.oneOfEach(theirs);
            for (String kind : KINDS.keySet()) {
                other.client()
                        .get(KINDS.get(kind), kind + "/" + records.get(kind))
                        .expect(200);
                own.client()
                        .get(KINDS.get(kind), kind + "/" + records.get(kind))
                        .expect(404);
                assertEquals(List.of(), own.list(KINDS.get(kind), kind + "?customerId=" + theirs));
            }
            // What services say to each other can't be said from outside, whoever says it.
            Answer made = own.client()
                    .get(
                            Service.CUSTOMER_SERVICE,
                            "/v1/customers/" + theirs,
                            "X-Suite-Shop",
                            other.id(),
                            "X-Suite-Actor",
                            "boss");
            made.expect(404);
        }
    }

    @Test
    @DisplayName("API-07, API-13 an import's events come through the door as they happen, up to the end")
    void events() throws Exception {
        try (MadeUpShop shop = new MadeUpShop(suite, SuiteClient::throughTheDoor)) {
            String path = "/v1/customers/imports";
            String job = shop.startImport(
                    Service.CUSTOMER_SERVICE,
                    path,
                    "{}",
                    "{\"kind\":\"INDIVIDUAL\",\"familyName\":\"A\"}\n".repeat(50));
            try (var stream = new EventStream(suite, shop, DOOR, path + "/" + job + "/events", null)) {
                List<EventStream.Event> events = stream.whole();
                assertEquals("end", events.getLast().name());
                assertTrue(events.size() > 1, events::toString);
            }
        }
    }

    @Test
    @DisplayName("API-13 a file larger than the door's heap goes through it, and the door lives")
    void largerThanTheHeap() throws Exception {
        long size = 320L << 20; // of a heap of 256 MiB
        long process = suite.layout().process(DOOR.id()).orElseThrow().pid();
        try (MadeUpShop shop = new MadeUpShop(suite);
                HttpClient http = HttpClient.newHttpClient()) {
            String head = """
                    --cut\r
                    Content-Disposition: form-data; name="file"; filename="file"\r
                    Content-Type: application/octet-stream\r
                    \r
                    """;
            // The mapping comes last, and is none: so all of the file is taken before it is refused.
            String tail = """
                    \r
                    --cut\r
                    Content-Disposition: form-data; name="mapping"\r
                    \r
                    no JSON\r
                    --cut--\r
                    """;
            byte[] line = "{\"kind\":\"INDIVIDUAL\",\"familyName\":\"A\"}\n"
                    .repeat(20_000)
                    .getBytes(StandardCharsets.UTF_8);
            List<InputStream> file = Collections.nCopies((int) (size / line.length) + 1, line).stream()
                    .<InputStream>map(ByteArrayInputStream::new)
                    .toList();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(suite.layout().uri(DOOR) + "/v1/customers/imports"))
                    .timeout(Duration.ofMinutes(3))
                    .header("Authorization", "Bearer " + suite.token(shop.id()))
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .header("Content-Type", "multipart/form-data; boundary=cut")
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() ->
                            new SequenceInputStream(Collections.enumeration(
                                    Stream.of(Stream.of(bytes(head)), file.stream(), Stream.of(bytes(tail)))
                                            .flatMap(part -> part)
                                            .toList()))))
                    .build();

            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());

            JsonNode problem = SuiteClient.JSON.readTree(answer.body());
            assertEquals(422, answer.statusCode(), answer::body);
            assertEquals("mapping-invalid", problem.path("code").asText(), answer::body);
            assertEquals(
                    process, suite.layout().process(DOOR.id()).orElseThrow().pid());
            assertEquals(List.of(), shop.list(Service.CUSTOMER_SERVICE, "/v1/customers"));
        }
    }

    @Test
    @DisplayName(
            "API-03 while a service is down its paths are 503, the others answer, and it works again when it is back")
    void killed() throws Exception {
        try (MadeUpShop shop = new MadeUpShop(suite);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest leads = HttpRequest.newBuilder(URI.create(suite.layout().uri(DOOR) + "/v1/leads"))
                    .header("Authorization", "Bearer " + suite.token(shop.id()))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            assertEquals(
                    200, http.send(leads, HttpResponse.BodyHandlers.ofString()).statusCode());
            ProcessHandle process =
                    suite.layout().process(Service.LEAD_SERVICE.id()).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();

            HttpResponse<String> down = http.send(leads, HttpResponse.BodyHandlers.ofString());

            assertEquals(503, down.statusCode(), down::body);
            JsonNode problem = SuiteClient.JSON.readTree(down.body());
            assertEquals("service-unavailable", problem.path("code").asText());
            assertEquals("lead-service", problem.path("service").asText());
            assertTrue(down.headers().firstValue("Retry-After").isPresent());
            assertNull(problem.get("trace"));
            shop.client()
                    .throughTheDoor()
                    .get(Service.ORDER_SERVICE, "/v1/orders")
                    .expect(200);
            await(
                    "it is back",
                    () -> http.send(leads, HttpResponse.BodyHandlers.ofString()).statusCode() == 200);
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
