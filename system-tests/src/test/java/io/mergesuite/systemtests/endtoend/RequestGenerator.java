package io.mergesuite.systemtests.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Makes requests of an operation from its document: valid ones, ones at the limits that the schemas tell, and wrong ones. What is valid by
 * its schema need not be so for the suite, and names things that are there or not by chance.
 */
final class RequestGenerator {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "\u3000",
            "null",
            "0",
            "-1",
            "NaN",
            "1e999",
            "99999999999999999999",
            "'; DROP TABLE customer; --",
            "../../etc/passwd",
            "%00",
            "%zz",
            "\u0000",
            "\u0007",
            "\uFEFF",
            "\u202E",
            "é",
            "e\u0301",
            "𠮟",
            "😀".repeat(3),
            "x".repeat(5_000),
            "2026-02-30",
            "2026-11-01T25:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "00000000-0000-0000-0000-000000000000",
            "{}",
            "[]");
    private static final int DEEP = 200;
    private static final int LONGEST_TEXT = 20_000;

    private final JsonNode document;
    private final JsonNode operation;
    private final String path;
    private final List<String> known;
    private final Random random;

    /** @param known ids of things that are there */
    RequestGenerator(JsonNode document, Operation operation, List<String> known, Random random) {
        this.document = document;
        this.operation = document.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT));
        this.path = operation.path();
        this.known = known;
        this.random = random;
    }

    /** A request as it is sent. */
    static final class Generated {

        private final String path;
        private final byte[] body;
        private final List<String> headers;

        private Generated(String path, byte[] body, List<String> headers) {
            this.path = path;
            this.body = body;
            this.headers = headers;
        }

        /** Sends it as a request of the operation. */
        SuiteClient.Answer send(SuiteClient client, Operation operation) throws IOException, InterruptedException {
            return client.send(operation.service(), operation.method(), path, body, headers.toArray(String[]::new));
        }

        @Override
        public String toString() {
            return path + " " + headers + " "
                    + new String(body, 0, Math.min(body.length, 1_000), StandardCharsets.UTF_8);
        }
    }

    Generated next() throws IOException {
        String at = path;
        StringBuilder query = new StringBuilder();
        List<String> headers = new ArrayList<>();
        List<JsonNode> parameters = new ArrayList<>();
        operation.path("parameters").forEach(parameters::add);
        document.path("paths").path(path).path("parameters").forEach(parameters::add);
        for (JsonNode described : parameters) {
            JsonNode parameter = resolved(described);
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> at = at.replace("{" + name + "}", encoded(nonEmpty(text(parameter))));
                case "query" -> {
                    if (chance(3)) {
                        query.append(query.isEmpty() ? "?" : "&")
                                .append(name)
                                .append('=')
                                .append(encoded(text(parameter)));
                    }
                }
                default -> {
                    if (!chance(10)) {
                        headers.add(name);
                        headers.add(name.equals("If-Match") && chance(2) ? "*" : printable(text(parameter)));
                    }
                }
            }
        }
        if (chance(20)) {
            query.append(query.isEmpty() ? "?" : "&").append("no-such=1");
        }
        if (chance(5)) {
            headers.addAll(
                    List.of("Prefer", pick(List.of("wait=0", "wait=1", "wait=abc", "respond-async", "wait=-1"))));
        }
        return new Generated(at + query, body(headers), headers);
    }

    private byte[] body(List<String> headers) throws IOException {
        JsonNode content = resolved(operation.path("requestBody")).path("content");
        if (content.isMissingNode()) {
            return new byte[0];
        }
        if (content.has("multipart/form-data")) {
            headers.addAll(List.of("Content-Type", "multipart/form-data; boundary=part"));
            return ("--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
                            + pick(ODD_TEXTS).repeat(random.nextInt(3)) + "\r\n--part--\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        }
        String type = pick(List.copyOf(content.properties())).getKey();
        headers.addAll(List.of("Content-Type", chance(30) ? "text/plain" : type));
        JsonNode body = value(content.path(type).path("schema"), 0);
        byte[] text = SuiteClient.JSON.writeValueAsBytes(body);
        if (chance(25) && text.length > 1) {
            return Arrays.copyOf(text, random.nextInt(text.length)); // cut off
        }
        return text;
    }

    /** A value of a schema, or now and then something else. */
    private JsonNode value(JsonNode described, int depth) {
        if (chance(12)) {
            return odd();
        }
        JsonNode schema = resolved(described);
        if (schema.has("allOf")) {
            return value(schema.path("allOf").path(0), depth);
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(3); i > 0 && depth < 6; i--) {
                    array.add(value(schema.path("items"), depth + 1));
                }
                yield array;
            }
            case "integer", "number" -> number(schema);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> NODES.textNode(string(schema));
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            boolean wanted = required.contains(member.getKey()) ? !chance(20) : chance(3);
            if (wanted && depth < 6) {
                object.set(member.getKey(), value(member.getValue(), depth + 1));
            }
        }
        if (chance(20)) {
            object.set("noSuchMember", odd());
        }
        return object;
    }

    private JsonNode number(JsonNode schema) {
        return switch (random.nextInt(6)) {
            case 0 -> NODES.numberNode(schema.path("minimum").asLong(0));
            case 1 -> NODES.numberNode(schema.path("minimum").asLong(0) - 1);
            case 2 -> NODES.numberNode(schema.path("maximum").asLong(Long.MAX_VALUE));
            case 3 -> NODES.numberNode(schema.path("maximum").asLong(Long.MAX_VALUE - 1) + 1);
            default -> NODES.numberNode(random.nextInt(1_000));
        };
    }

    private String string(JsonNode schema) {
        int longest = schema.path("maxLength").asInt(0);
        if (longest > 0 && chance(8)) {
            return "x".repeat(Math.min(longest, LONGEST_TEXT) + random.nextInt(2));
        }
        if (chance(10)) {
            return pick(ODD_TEXTS);
        }
        return switch (schema.path("format").asText()) {
            case "uuid" -> chance(2) ? pick(known) : UUID.randomUUID().toString();
            case "date" -> "2026-0" + (1 + random.nextInt(9)) + "-11";
            case "date-time" -> "2026-11-0" + (1 + random.nextInt(9)) + "T09:30:00Z";
            default -> chance(3) ? pick(known) : "text " + random.nextInt(50);
        };
    }

    private JsonNode odd() {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.objectNode();
            case 2 -> NODES.arrayNode();
            case 3 -> NODES.numberNode(new BigDecimal("1e400"));
            case 4 -> NODES.numberNode(-0.5);
            case 5 -> NODES.booleanNode(true);
            case 6 -> nested();
            default -> NODES.textNode(pick(ODD_TEXTS));
        };
    }

    private static JsonNode nested() {
        JsonNode inner = NODES.arrayNode();
        for (int i = 0; i < DEEP; i++) {
            inner = NODES.arrayNode().add(inner);
        }
        return inner;
    }

    private String text(JsonNode parameter) {
        JsonNode value = value(parameter.path("schema"), 0);
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Schemas, parameters and bodies may stand elsewhere. */
    private JsonNode resolved(JsonNode node) {
        JsonNode here = node;
        while (here.has("$ref")) {
            here = document.at(here.path("$ref").asText().substring(1));
        }
        return here;
    }

    /** An empty word of a path would make it another path. */
    private static String nonEmpty(String text) {
        return text.isBlank() || text.startsWith(".") ? "none" : text.substring(0, Math.min(text.length(), 500));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a client can put into a header. */
    private static String printable(String text) {
        String kept = text.replaceAll("[^\\x20-\\x7e]", "?");
        return kept.substring(0, Math.min(kept.length(), 1_000));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
