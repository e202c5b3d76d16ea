package io.mergesuite.systemtests.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An operation as the document of its service describes it.
 *
 * @param bodies media types that it takes; empty if it takes no body
 */
record Operation(Service service, String method, String path, Set<String> bodies) {

    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data";
    private static final String NO_SHOP = "no-such-shop";

    /** All operations of the five documents. */
    static List<Operation> all(SuiteClient client) throws IOException, InterruptedException {
        List<Operation> operations = new ArrayList<>();
        for (Service service : Service.values()) {
            JsonNode paths =
                    client.get(service, "/q/openapi?format=json").expect(200).path("paths");
            for (Map.Entry<String, JsonNode> path : paths.properties()) {
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    if (method.getValue().has("responses")) {
                        Set<String> bodies = new HashSet<>();
                        method.getValue()
                                .at("/requestBody/content")
                                .fieldNames()
                                .forEachRemaining(bodies::add);
                        operations.add(new Operation(
                                service, method.getKey().toUpperCase(Locale.ROOT), path.getKey(), bodies));
                    }
                }
            }
        }
        return operations;
    }

    boolean takesJson() {
        return bodies.contains(JSON);
    }

    boolean hasIdInPath() {
        return path.contains("{id}");
    }

    /** The path with {@code id} for its id, and a shop that does not exist for its shop. */
    String pathWith(String id) {
        return path.replace("{id}", id).replace("{shopId}", NO_SHOP);
    }

    /**
     * Sends a request with which nothing is wrong as far as every operation's are alike.
     *
     * @param more headers that are added or replaced, name after value; an empty value leaves one out
     */
    SuiteClient.Answer send(SuiteClient client, String id, byte[] body, String... more)
            throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        headers.put("Content-Type", bodies.contains(FORM) ? FORM + "; boundary=part" : bodies.isEmpty() ? "" : JSON);
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        String[] sent = headers.entrySet().stream()
                .filter(header -> !header.getValue().isEmpty())
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        return client.send(service, method, pathWith(id), body, sent);
    }

    /** A body of the right media type that holds next to nothing. */
    byte[] smallBody() {
        if (bodies.isEmpty()) {
            return new byte[0];
        }
        String body = bodies.contains(FORM)
                ? "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n{}\r\n--part--\r\n"
                : "{}";
        return body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
