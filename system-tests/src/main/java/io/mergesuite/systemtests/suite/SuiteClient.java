package io.mergesuite.systemtests.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A caller of a running suite: JSON over HTTP, with a token of the stack's own key. Never follows redirects by itself. */
public final class SuiteClient implements AutoCloseable {

    /** Reads and writes the bodies. */
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TOKEN_LIFE = Duration.ofHours(11);

    private final StackLayout layout;
    private final String token;
    private final Duration timeout;
    private final AnswerCheck check;
    private final boolean byTheDoor;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    public SuiteClient(StackLayout layout, List<String> shops, Duration timeout) {
        this(
                layout,
                layout.mint(
                        "system-tests", shops, Permissions.ALL, Instant.now().plus(TOKEN_LIFE)),
                timeout);
    }

    /** @param token sent with every request; empty: none is sent */
    public SuiteClient(StackLayout layout, String token, Duration timeout) {
        this(layout, token, timeout, (service, method, path, answer) -> {});
    }

    /**
     * @param token sent with every request; empty: none is sent
     * @param check sees every answer before the caller does
     */
    public SuiteClient(StackLayout layout, String token, Duration timeout, AnswerCheck check) {
        this(layout, token, timeout, check, false);
    }

    private SuiteClient(StackLayout layout, String token, Duration timeout, AnswerCheck check, boolean byTheDoor) {
        this.byTheDoor = byTheDoor;
        this.layout = layout;
        this.token = token;
        this.timeout = timeout;
        this.check = check;
    }

    /** Looks at an answer before the caller gets it, and may throw. */
    public interface AnswerCheck {
        void check(Service service, String method, String path, Answer answer) throws IOException, InterruptedException;
    }

    /** An answer as it came. */
    public record Answer(int status, Map<String, List<String>> headers, String text) {

        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(status + " with a body that is no JSON: " + text, e);
            }
        }

        /** The body of an answer that has this status. @throws IllegalStateException if it has another, with the body */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new IllegalStateException("expected " + expected + ", got " + status + ": " + text);
            }
            return json();
        }

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .flatMap(entry -> entry.getValue().stream())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The same caller, to whom the front door is the one address of all services. */
    public SuiteClient throughTheDoor() {
        return new SuiteClient(layout, token, timeout, check, true);
    }

    public Answer get(Service service, String path, String... headers) throws IOException, InterruptedException {
        return send(service, path, withHeaders(plain(service, path), headers).GET());
    }

    public Answer post(Service service, String path, Object body, String... headers)
            throws IOException, InterruptedException {
        return send(
                service,
                path,
                withHeaders(request(service, path), headers)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    public Answer postWithKey(Service service, String path, String key, Object body, String... headers)
            throws IOException, InterruptedException {
        return send(
                service,
                path,
                withHeaders(request(service, path), headers)
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    public Answer put(Service service, String path, Object body, String... headers)
            throws IOException, InterruptedException {
        return send(
                service,
                path,
                withHeaders(request(service, path), headers)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    /** Sends bytes as they are, with these headers alone beside the token, as a generator of wrong requests needs it. */
    public Answer send(Service service, String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = withHeaders(plain(service, path), headers);
        return send(
                service,
                path,
                request.method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Sends a file to be imported (API-13); with {@code Prefer: wait=60} among the headers the answer waits for the end. */
    public Answer importFile(Service service, String path, String key, String mapping, String file, String... headers)
            throws IOException, InterruptedException {
        return importFile(service, path, key, mapping, file.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Sends the bytes of a file to be imported. */
    public Answer importFile(Service service, String path, String key, String mapping, byte[] file, String... headers)
            throws IOException, InterruptedException {
        return importFile(service, path, key, mapping, HttpRequest.BodyPublishers.ofByteArray(file), headers);
    }

    /** Sends a file of any size to be imported. */
    public Answer importFile(Service service, String path, String key, String mapping, Path file, String... headers)
            throws IOException, InterruptedException {
        return importFile(service, path, key, mapping, HttpRequest.BodyPublishers.ofFile(file), headers);
    }

    private Answer importFile(
            Service service, String path, String key, String mapping, HttpRequest.BodyPublisher file, String... headers)
            throws IOException, InterruptedException {
        String boundary = "part-" + UUID.randomUUID();
        String before = """
                --%1$s\r
                Content-Disposition: form-data; name="mapping"\r
                \r
                %2$s\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="file"\r
                Content-Type: application/octet-stream\r
                \r
                """.formatted(boundary, mapping);
        String after = "\r\n--" + boundary + "--\r\n";
        return send(
                service,
                path,
                withHeaders(plain(service, path), headers)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.concat(
                                HttpRequest.BodyPublishers.ofString(before),
                                file,
                                HttpRequest.BodyPublishers.ofString(after))));
    }

    /** Makes a shop, unless it is there. */
    public void openShop(String shopId, String region, String currency) throws IOException, InterruptedException {
        if (get(Service.CUSTOMER_SERVICE, "/v1/customer-settings/" + shopId).status() == 200) {
            return;
        }
        Map<String, String> settings =
                Map.of("name", shopId, "timeZone", "UTC", "region", region, "language", "en", "currency", currency);
        Answer answer =
                put(Service.CUSTOMER_SERVICE, "/v1/customer-settings/" + shopId, settings, "If-None-Match", "*");
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("the shop can't be made: " + answer.status() + " " + answer.text());
        }
    }

    private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private HttpRequest.Builder request(Service service, String path) {
        return plain(service, path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder plain(Service service, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(layout.uri(byTheDoor ? Service.MERGE_ORCHESTRATOR : service) + path))
                .timeout(timeout);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(Service service, String path, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        Answer answer = new Answer(response.statusCode(), response.headers().map(), response.body());
        check.check(service, request.method(), path, answer);
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
