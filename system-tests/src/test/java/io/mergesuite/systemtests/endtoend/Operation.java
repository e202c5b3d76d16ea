package io.mergesuite.systemtests.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An operation as the document of its service describes it.
 *
 * @param bodies media types that it takes; empty if it takes no body
 * @param statuses all that it may answer with
 */
record Operation(Service service, String method, String path, Set<String> bodies, Set<Integer> statuses) {

    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data";
    private static final String NO_SHOP = "no-such-shop";

    /** Reads one operation of a document. */
    static Operation of(Service service, String method, String path, JsonNode described) {
        Set<String> bodies = new HashSet<>();
        described.at("/requestBody/content").fieldNames().forEachRemaining(bodies::add);
        Set<Integer> statuses = new TreeSet<>();
        described.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
        return new Operation(service, method, path, bodies, statuses);
    }

    /** The same at another path, such as one with parameters. */
    Operation at(String otherPath) {
        return new Operation(service, method, otherPath, bodies, statuses);
    }

    /** Whether it answers at an address, with or without a query. */
    boolean isAt(String address) {
        String[] words = path.split("/", -1);
        String[] given = address.replaceFirst("\\?.*", "").split("/", -1);
        return words.length == given.length
                && IntStream.range(0, words.length)
                        .allMatch(i -> words[i].startsWith("{") || words[i].equals(given[i]));
    }

    boolean takesJson() {
        return bodies.contains(JSON);
    }

    boolean hasIdInPath() {
        return path.contains("{id}");
    }

    /** The path with {@code id} for its ids, and a shop that does not exist for its shop. */
    String pathWith(String id) {
        return path.replace("{shopId}", NO_SHOP).replaceAll("\\{\\w+}", Matcher.quoteReplacement(id));
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
