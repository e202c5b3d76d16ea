package io.mergesuite.exports;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of exports meets (API-13, API-14, SEC-02, SEC-03). */
@QuarkusTest
@WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)
class ExportApiIT {

    private static final String PATH = "/v1/parcels/export";

    @TestHTTPResource(PATH)
    URI address;

    @Inject
    Parcels parcels;

    @AfterEach
    void mend() {
        parcels.broken = Integer.MAX_VALUE;
    }

    @Test
    @DisplayName("API-13: all records come, each once, in the order of ids, as a file to keep")
    void allRecordsCome() throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer =
                HttpClient.newHttpClient().send(request(""), HttpResponse.BodyHandlers.ofLines());
        assertEquals(200, answer.statusCode());
        assertEquals(
                "application/x-ndjson;charset=UTF-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                "attachment; filename=\"parcels-london.ndjson\"",
                answer.headers().firstValue("Content-Disposition").orElseThrow());
        List<String> lines = answer.body().toList();
        assertEquals(Parcels.ALL, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertTrue(lines.get(i).startsWith("{\"id\":\"" + Parcels.id(i + 1) + "\""), lines.get(i));
        }
    }

    @Test
    @DisplayName("API-13: one that can't go on ends as a broken stream, and after= goes on where it broke")
    void aBrokenExportIsSeenToBeOne() throws IOException, InterruptedException {
        parcels.broken = 60_000;
        List<String> lines = new ArrayList<>();
        assertThrows(IOException.class, () -> {
            HttpResponse<InputStream> answer =
                    HttpClient.newHttpClient().send(request(""), HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, answer.statusCode());
            BufferedReader body = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            for (String line = body.readLine(); line != null; line = body.readLine()) {
                lines.add(line);
            }
        });
        assertTrue(lines.size() > 1 && lines.size() < 60_250, lines.size() + " lines");
        parcels.broken = Integer.MAX_VALUE;

        lines.removeIf(line -> !line.endsWith("\"}")); // the last one may be cut
        List<String> rest = HttpClient.newHttpClient()
                .send(request("?after=" + Parcels.id(lines.size())), HttpResponse.BodyHandlers.ofLines())
                .body()
                .toList();
        assertEquals(Parcels.ALL, lines.size() + rest.size());
        client().get(PATH + "?after=" + Parcels.id(Parcels.ALL))
                .then()
                .statusCode(200)
                .body(is(""));
    }

    @Test
    @DisplayName("API-03, API-13: one that can't begin is a problem, not half a file")
    void anExportThatCannotBegin() {
        parcels.broken = 1;
        client().get(PATH).then().statusCode(500).body("code", is("internal"));
    }

    @Test
    @DisplayName("API-14: who reads slowly makes the export wait; one too many is 429 with Retry-After, until one ends")
    void tooManyAtOnce() throws IOException {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                readers.add(readerOfTheHead());
            }
            client().get(PATH)
                    .then()
                    .statusCode(429)
                    .header("Retry-After", notNullValue())
                    .body("code", is("too-many-exports"));
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
        int status = 429;
        while (status == 429) { // until the ends of the connections are noticed
            status = client().get(PATH + "?after=" + Parcels.id(Parcels.ALL)).statusCode();
        }
        assertEquals(200, status);
    }

    @ParameterizedTest(name = "{0} with Accept {1} is {2}")
    @DisplayName("API-13: the format is what format says, else what Accept prefers, else NDJSON")
    @CsvSource({
        "'', */*, application/x-ndjson",
        "'', text/csv, text/csv",
        "?format=CSV, */*, text/csv",
        "?format=CSV, application/x-ndjson, text/csv",
        "?format=NDJSON, text/csv, application/x-ndjson"
    })
    void theFormat(String query, String accept, String mediaType) {
        String from = (query.isEmpty() ? "?" : query + "&") + "after=" + Parcels.id(Parcels.ALL - 1);
        client().accept(accept)
                .get(PATH + from)
                .then()
                .statusCode(200)
                .contentType(startsWith(mediaType))
                .body(containsString("P-" + Parcels.ALL));
    }

    @Test
    @DisplayName("API-03, SEC-02, SEC-03: what is wrong is told, and nothing is shown")
    void whatIsWrong() {
        client().accept("image/png").get(PATH).then().statusCode(406);
        client().get(PATH + "?format=XML").then().statusCode(400).body("code", is("invalid"));
        client().get(PATH + "?after=x").then().statusCode(400).body("code", is("invalid"));
        client().get(PATH + "?shop=london").then().statusCode(400).body("code", is("unknown-parameter"));
        client().get(PATH + "?shopId=paris").then().statusCode(404).body("code", is("not-found"));
        given().auth()
                .oauth2(TestTokens.full("london", "paris"))
                .get(PATH)
                .then()
                .statusCode(400)
                .body("code", is("shop-required"));
        given().auth()
                .oauth2(TestTokens.mint("tester", List.of("london"), List.of("orders:write")))
                .get(PATH)
                .then()
                .statusCode(403)
                .body("code", is("forbidden"));
        given().get(PATH).then().statusCode(401);
    }

    /** Somebody who asks, sees that the answer begins, and reads no more. */
    private Socket readerOfTheHead() throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setReceiveBufferSize(1 << 12);
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(PATH, TestTokens.full("london"))
                        .getBytes(StandardCharsets.US_ASCII));
        assertEquals("HTTP/1.1 200", new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
        return socket;
    }

    private HttpRequest request(String query) {
        return HttpRequest.newBuilder(URI.create(address + query))
                .header("Authorization", "Bearer " + TestTokens.full("london"))
                .build();
    }

    private static RequestSpecification client() {
        return given().auth().oauth2(TestTokens.full("london"));
    }
}
