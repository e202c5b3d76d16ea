package io.mergesuite.merges.door;

import static io.mergesuite.merges.door.ServiceBehind.bytes;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.ServiceUnderTest;
import io.mergesuite.merges.door.ServiceBehind.Manner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the front door passes on, and what it keeps out, byte by byte, before a service that behaves as it should not. */
@QuarkusTest
class FrontDoorIT extends ServiceUnderTest {

    private static final Manner OK = (asked, out) ->
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"));

    @ConfigProperty(name = "suite.door.lead-service")
    URI lead;

    @Test
    @DisplayName(
            "headers of the caller and of the service go through, those of one connection and of the services among themselves do not")
    void headers() throws Exception {
        try (var behind = behind((asked, out) -> out.write(bytes("""
                HTTP/1.1 201 Created\r
                Content-Length: 2\r
                Content-Type: application/json\r
                Location: /v1/leads/7\r
                ETag: "3"\r
                Set-Cookie: a=1\r
                Set-Cookie: b=2\r
                X-Request-Id: mine\r
                Connection: close, X-Hop\r
                X-Hop: secret\r
                Keep-Alive: timeout=5\r
                \r
                {}""")))) {
            given().urlEncodingEnabled(false)
                    .header("Authorization", "Bearer abc")
                    .header("Idempotency-Key", "key")
                    .header("If-Match", "\"1\"")
                    .header("Prefer", "wait=3")
                    .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .header("X-Request-Id", "mine")
                    .header("Connection", "keep-alive, X-Own")
                    .header("X-Own", "secret")
                    .header("TE", "trailers")
                    .header("Upgrade", "websocket")
                    .header("Proxy-Authorization", "Basic abc")
                    .header("X-Suite-Shop", "osaka")
                    .header("X-Suite-Actor", "boss")
                    .header("X-Forwarded-For", "1.2.3.4")
                    .header("Forwarded", "for=1.2.3.4")
                    .contentType("application/json")
                    .body("{\"a\": 1}")
                    .post("/v1/leads?q=a%20b&q=%2F")
                    .then()
                    .statusCode(201)
                    .header("Location", "/v1/leads/7")
                    .header("ETag", "\"3\"")
                    .header("X-Hop", (String) null)
                    .header("Keep-Alive", (String) null);
            var asked = behind.asked().getFirst();
            assertEquals("POST /v1/leads?q=a%20b&q=%2F HTTP/1.1", asked.line());
            for (String name : List.of("Authorization", "Idempotency-Key", "If-Match", "Prefer", "Content-Type")) {
                assertEquals(1, asked.all(name).size(), name);
            }
            assertEquals(List.of("mine"), asked.all("X-Request-Id"));
            assertTrue(asked.all("traceparent").getFirst().contains("0af7651916cd43dd8448eb211c80319c"));
            assertEquals(List.of("8"), asked.all("Content-Length"));
            for (String name : List.of(
                    "X-Own", "TE", "Upgrade", "Proxy-Authorization", "X-Suite-Shop", "X-Suite-Actor", "Forwarded")) {
                assertEquals(List.of(), asked.all(name), name);
            }
            assertEquals(List.of("127.0.0.1"), asked.all("X-Forwarded-For"));
            assertEquals(List.of("http"), asked.all("X-Forwarded-Proto"));
            assertTrue(asked.all("X-Forwarded-Host").getFirst().endsWith(":" + RestAssured.port));
            assertEquals(List.of(lead.getAuthority()), asked.all("Host"));
        }
    }

    @Test
    @DisplayName("SEC-01 what is no resource of another service is not forwarded, however its path is written")
    void notForwarded() throws Exception {
        try (var behind = behind(OK)) {
            for (String path : List.of(
                    "/internal/customers/lookup",
                    "/v1/leads/../dead-letters",
                    "/v1/leads/%2e%2e/dead-letters",
                    "/v1/leads%2F..%2Fdead-letters",
                    "/v1/leads;/../dead-letters",
                    "/v1/leadsx",
                    "/v1/LEADS",
                    "/v1/",
                    "/v1/nothing")) {
                String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertTrue(
                        answer.startsWith("HTTP/1.1 404 ") || answer.startsWith("HTTP/1.1 401 "), path + ": " + answer);
                assertTrue(answer.contains("application/problem+json"), path + ": " + answer);
            }
            assertEquals(List.of(), behind.asked());
            raw("GET /v1/merges/../leads/./7//events?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertEquals(
                    "GET /v1/leads/7/events?x=1 HTTP/1.1",
                    behind.asked().getFirst().line());
        }
    }

    @Test
    @DisplayName("HEAD, OPTIONS and 304 go through without a body; the connection stays good for the next request")
    void withoutBody() throws Exception {
        try (var behind = behind((asked, out) -> out.write(bytes(
                asked.line().startsWith("GET")
                        ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"
                        : asked.line().startsWith("HEAD")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
                                : "HTTP/1.1 204 No Content\r\nAllow: GET\r\n\r\n")))) {
            String answers = raw(http("HEAD /v1/leads HTTP/1.1", "Host: x")
                    + http("OPTIONS /v1/leads HTTP/1.1", "Host: x")
                    + http("GET /v1/leads/1 HTTP/1.1", "Host: x", "Connection: close"));
            assertTrue(
                    answers.matches("(?is)HTTP/1.1 200 OK\r\n.*content-length: 99\r\n.*\r\nHTTP/1.1 204 .*"
                            + "\r\n\r\nHTTP/1.1 304 .*\r\n\r\n"),
                    answers);
            assertEquals(3, behind.asked().size());
        }
    }

    @Test
    @DisplayName("a request whose end can be read in two ways is refused and not forwarded")
    void smuggling() throws Exception {
        try (var behind = behind(OK)) {
            String post = "POST /v1/leads HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
            String smuggled = "0\r\n\r\nGET /v1/leads/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
            for (String head : List.of(
                    post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
                    post + "Content-Length: 5, 6\r\n\r\n",
                    post + "Content-Length: +5\r\n\r\n",
                    post + "Content-Length: -5\r\n\r\n",
                    post + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                    post + "Transfer-Encoding: chunked, identity\r\n\r\n",
                    post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
                    post + "Transfer-Encoding : chunked\r\n\r\n",
                    "POST /v1/leads HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "GET /v1/leads HTTP/9.9\r\nHost: x\r\n\r\n",
                    "GET /v1/leads\r\n\r\n",
                    post + "Bad Header: x\r\n\r\n")) {
                String answer = raw(head + smuggled);
                assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/\\d\\.\\d (400|501|505) .*"), head + answer);
            }
            assertEquals(List.of(), behind.asked());
        }
    }

    @Test
    @DisplayName(
            "Content-Length and Transfer-Encoding together: what is forwarded has one end, and nothing after it is a request")
    void bothLengths() throws Exception {
        try (var behind = behind(OK)) {
            raw(http(
                            "POST /v1/leads HTTP/1.1",
                            "Host: x",
                            "Connection: close",
                            "Content-Length: 60",
                            "Transfer-Encoding: chunked")
                    + http("2", "{}", "0"));
            for (var asked : behind.asked()) {
                assertEquals(
                        1,
                        asked.all("Content-Length").size()
                                + asked.all("Transfer-Encoding").size(),
                        asked::toString);
            }
        }
    }

    @Test
    @DisplayName("Expect: 100-continue is answered when there is a service to take the body, and the body follows")
    void expectContinue() throws Exception {
        try (var behind = behind((asked, out) -> {
                    byte[] body = asked.body().readNBytes(5);
                    out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
                    out.write(body);
                });
                var socket = connect()) {
            socket.getOutputStream()
                    .write(bytes(http(
                            "POST /v1/leads HTTP/1.1",
                            "Host: x",
                            "Expect: 100-continue",
                            "Content-Length: 5",
                            "Connection: close")));
            assertEquals(
                    "HTTP/1.1 100 Continue\r\n\r\n",
                    text(socket.getInputStream().readNBytes(25)));
            socket.getOutputStream().write(bytes("hello"));
            assertTrue(text(socket.getInputStream().readAllBytes()).endsWith("\r\n\r\nhello"));
            assertEquals(List.of(), behind.asked().getFirst().all("Expect"));
        }
        String down = raw(http(
                "POST /v1/leads HTTP/1.1",
                "Host: x",
                "Expect: 100-continue",
                "Content-Length: 5",
                "Connection: close"));
        assertTrue(down.startsWith("HTTP/1.1 503 "), down);
    }

    @Test
    @DisplayName(
            "API-03 a service that is down, or breaks off before it answers, is 503 with Retry-After, and it works again when it is back")
    void down() throws Exception {
        unavailable();
        try (var behind = behind(OK)) {
            given().get("/v1/leads").then().statusCode(200);
            assertEquals(1, behind.asked().size());
        }
        try (var behind = behind((asked, out) -> {})) {
            unavailable();
            assertEquals(1, behind.asked().size());
        }
        try (var behind = behind((asked, out) -> asked.body().read())) { // until the door hangs up
            unavailable();
            assertEquals(1, behind.asked().size());
        }
        unavailable();
    }

    private static void unavailable() {
        given().header("X-Request-Id", "mine")
                .get("/v1/leads")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .header("X-Request-Id", "mine")
                .body("code", equalTo("service-unavailable"))
                .body("service", equalTo("lead-service"))
                .body("requestId", equalTo("mine"));
    }

    @Test
    @DisplayName("an answer that breaks off has no clean end: the connection is closed")
    void brokenOff() throws Exception {
        for (String head :
                List.of("Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
            try (var behind = behind((asked, out) -> {
                out.write(bytes("HTTP/1.1 200 OK\r\n" + head));
                out.flush();
            })) {
                String answer = raw("GET /v1/leads HTTP/1.1\r\nHost: x\r\n\r\n");
                assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
                assertTrue(answer.contains("abc"), answer);
                assertFalse(answer.endsWith("0\r\n\r\n"), answer);
                assertEquals(1, behind.asked().size());
            }
        }
    }

    @Test
    @DisplayName("a client of HTTP/1.0 gets an answer of unknown length unchunked, up to the end of the connection")
    void oldClient() throws Exception {
        try (var behind = behind((asked, out) ->
                out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")))) {
            String answer = raw("GET /v1/leads HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
            assertTrue(answer.endsWith("\r\n\r\nabc"), answer);
            assertEquals(1, behind.asked().size());
        }
    }

    @Test
    @DisplayName("API-07 a caller who hangs up ends the call behind, before its answer and in the middle of it")
    void hungUp() throws Exception {
        for (String begun : List.of("", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
            var ended = new CompletableFuture<Integer>();
            try (var behind = behind((asked, out) -> {
                out.write(bytes(begun));
                out.flush();
                try {
                    ended.complete(asked.body().read());
                } catch (IOException e) {
                    ended.complete(-1);
                }
            })) {
                long began = System.nanoTime();
                try (var socket = connect()) {
                    socket.getOutputStream().write(bytes("GET /v1/leads HTTP/1.1\r\nHost: x\r\n\r\n"));
                    await("the call behind", () -> behind.asked().size() == 1);
                    if (!begun.isEmpty()) {
                        socket.getInputStream().readNBytes(15);
                    }
                }
                assertEquals(-1, ended.get());
                assertTrue(System.nanoTime() - began < 2_000_000_000L, "before the idle timeout of 3 s");
            }
        }
    }

    @Test
    @DisplayName("a slow reader slows the service down: of a large answer only some buffers are on the way")
    void slowReader() throws Exception {
        long size = 256L << 20;
        var sent = new AtomicLong();
        try (var behind = behind((asked, out) -> {
                    out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    pour(out, size, sent);
                });
                var socket = connect()) {
            socket.getOutputStream()
                    .write(bytes("GET /v1/leads/export HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            socket.getInputStream().readNBytes(100);
            assertStops(sent);
            long read = 100;
            var buffer = new byte[1 << 16];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read += n;
            }
            assertTrue(read > size, read + " of " + size);
            assertEquals(1, behind.asked().size());
        }
    }

    @Test
    @DisplayName("API-13 a slow service slows the sender down: of a large body only some buffers are on the way")
    void slowService() throws Exception {
        long size = 256L << 20;
        var sent = new AtomicLong();
        var go = new CompletableFuture<Void>();
        try (var behind = behind((asked, out) -> {
                    go.join();
                    long read = 0;
                    var buffer = new byte[1 << 16];
                    while (read < size) {
                        read += asked.body().read(buffer);
                    }
                    OK.answer(asked, out);
                });
                var socket = connect()) {
            socket.getOutputStream()
                    .write(bytes("POST /v1/leads/imports HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                            + size + "\r\n\r\n"));
            var pouring = CompletableFuture.runAsync(() -> {
                try {
                    pour(socket.getOutputStream(), size, sent);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            await("it has begun", () -> sent.get() > 0);
            assertStops(sent);
            go.complete(null);
            assertTrue(text(socket.getInputStream().readAllBytes()).endsWith("{}"));
            pouring.get();
            assertEquals(1, behind.asked().size());
        }
    }

    @Test
    @DisplayName("SEC-01, API-14 callers who announce a body and send none are answered, and keep nobody else out")
    void bodiesThatNeverCome() throws Exception {
        var waiting = new ArrayList<Socket>();
        try (var behind = behind((asked, out) -> {
            if (asked.line().startsWith("POST")) {
                out.write(bytes("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"));
                asked.body().read(); // the service keeps the connection for the body
            } else {
                OK.answer(asked, out);
            }
        })) {
            for (int i = 0; i < 300; i++) { // more than the pool of connections to a service
                var socket = connect();
                waiting.add(socket);
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(bytes("POST /v1/leads HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"));
                assertEquals("HTTP/1.1 401", text(socket.getInputStream().readNBytes(12)));
            }
            given().get("/v1/leads/x").then().statusCode(200);
            assertEquals(301, behind.asked().size());
        } finally {
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    @DisplayName("a body of known length comes through whatever Connection names")
    void connectionNamesTheLength() throws Exception {
        try (var behind = behind((asked, out) -> {
                    assertEquals("{}", text(asked.body().readNBytes(2)));
                    OK.answer(asked, out);
                });
                var socket = connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(bytes(http(
                                    "POST /v1/leads HTTP/1.1",
                                    "Host: x",
                                    "Connection: content-length",
                                    "Content-Length: 2")
                            + "{}"));
            assertEquals("HTTP/1.1 200", text(socket.getInputStream().readNBytes(12)));
            assertEquals(List.of("2"), behind.asked().getFirst().all("Content-Length"));
        }
    }

    @Test
    @DisplayName("what is forwarded is one figure, however many ids it names")
    void figures() throws Exception {
        try (var behind = behind(OK)) {
            given().get("/v1/leads/0a1b2c3d-secret").then().statusCode(200);
            assertEquals(1, behind.asked().size());
        }
        String figures = as(TestTokens.full(SHOP)).get("/q/metrics").asString();
        assertTrue(figures.contains("uri=\"/v1/**\""), "it is counted");
        assertFalse(figures.contains("0a1b2c3d"), "without its id");
    }

    private static void pour(OutputStream out, long size, AtomicLong sent) throws IOException {
        var piece = new byte[1 << 16];
        while (sent.get() < size) {
            out.write(piece);
            sent.addAndGet(piece.length);
        }
    }

    /** Sockets of both sides hold some megabytes, the door next to nothing. */
    private static void assertStops(AtomicLong sent) {
        var before = new AtomicLong(-1);
        var since = new AtomicLong();
        await("it to stop", () -> {
            if (before.getAndSet(sent.get()) != sent.get()) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > 500_000_000L;
        });
        assertTrue(sent.get() < 48L << 20, () -> sent.get() + " bytes were taken");
    }

    private ServiceBehind behind(Manner manner) throws IOException {
        return new ServiceBehind(lead.getPort(), manner);
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
    }

    /** All that comes back until the door closes the connection. */
    private static String raw(String request) throws IOException {
        try (var socket = connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes(request));
            return text(socket.getInputStream().readAllBytes());
        }
    }

    private static String http(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
