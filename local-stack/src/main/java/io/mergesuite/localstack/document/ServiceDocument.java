package io.mergesuite.localstack.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * The OpenAPI document of one service, against which its answers are held (API-03, API-16): the status must be one that the operation
 * documents, the media type one of that status, a JSON body must be as its schema says and have no member that the schema doesn't know, and a
 * refusal must be a problem with a documented code.
 */
public final class ServiceDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEM = "application/problem+json";
    private static final String MEMBERS = "properties";
    private static final String OTHER_MEMBERS = "additionalProperties";
    private static final int FIRST_REFUSAL = 400;

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            VersionFlag.V4,
            builder -> builder.metaSchema(
                            JsonMetaSchema.builder(OpenApi30.getInstance().getIri(), OpenApi30.getInstance())
                                    // Stands beside each schema, for its references.
                                    .keyword(new NonValidationKeyword("components"))
                                    .build())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));
    private static final SchemaValidatorsConfig STRICT = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .build();

    private final JsonNode document;
    private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

    /** @param document as {@code /q/openapi?format=json} gives it; not changed */
    public ServiceDocument(JsonNode document) {
        this.document = document.deepCopy();
        closeAll(this.document.at("/components/schemas"));
    }

    /**
     * An answer with the request that brought it.
     *
     * @param path with or without a query
     * @param contentType null if it had none
     */
    public record Seen(String method, String path, int status, String contentType, String body) {}

    /**
     * What of an answer this document does not say; empty if all fits. An address that no operation has is refused with a problem like
     * any other.
     */
    public Optional<String> fault(Seen seen) {
        JsonNode operation = operation(seen.method(), seen.path());
        JsonNode response = operation.path("responses").path(Integer.toString(seen.status()));
        if (operation.isObject() && response.isMissingNode()) {
            return Optional.of("an undocumented status");
        }
        Optional<String> refusal = seen.status() < FIRST_REFUSAL ? Optional.empty() : refusalFault(seen);
        return refusal.isPresent() || !operation.isObject() ? refusal : bodyFault(response, seen);
    }

    private Optional<String> refusalFault(Seen seen) {
        if (!PROBLEM.equals(mediaType(seen))) {
            return Optional.of("a refusal without a problem");
        }
        JsonNode problem = read(seen.body());
        String code = problem.path("code").asText();
        boolean known = StreamSupport.stream(
                        document.at("/components/schemas/Problem/x-codes").spliterator(), false)
                .anyMatch(each -> each.asText().equals(code));
        if (!known) {
            return Optional.of("an undocumented code");
        }
        return problem.path("status").asInt() == seen.status()
                ? Optional.empty()
                : Optional.of("a problem of another status");
    }

    private Optional<String> bodyFault(JsonNode response, Seen seen) {
        if (seen.body().isEmpty() || "HEAD".equals(seen.method())) {
            return Optional.empty();
        }
        JsonNode media = response.path("content").path(mediaType(seen));
        if (media.isMissingNode()) {
            return Optional.of("an undocumented media type, " + mediaType(seen));
        }
        boolean isJson =
                mediaType(seen).equals("application/json") || mediaType(seen).endsWith("+json");
        if (!isJson || !media.has("schema")) {
            return Optional.empty();
        }
        String wrong = schemas.computeIfAbsent(media.get("schema"), this::compile).validate(read(seen.body())).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .distinct()
                .collect(Collectors.joining("; "));
        return wrong.isEmpty() ? Optional.empty() : Optional.of("an undocumented body: " + wrong);
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("allOf").add(schema);
        root.set("components", document.get("components"));
        return SCHEMAS.getSchema(root, STRICT);
    }

    /** The operation at an address: fixed words of a path go before variable ones. */
    private JsonNode operation(String method, String address) {
        String[] given = address.replaceFirst("\\?.*", "").split("/", -1);
        return document.path("paths").properties().stream()
                .filter(path -> fits(path.getKey().split("/", -1), given))
                .min(Comparator.comparingInt(path -> path.getKey().split("\\{", -1).length))
                .map(path -> path.getValue().path(method.toLowerCase(Locale.ROOT)))
                .orElseGet(JSON::missingNode);
    }

    private static boolean fits(String[] words, String[] given) {
        return words.length == given.length
                && IntStream.range(0, words.length)
                        .allMatch(i -> words[i].startsWith("{") || words[i].equals(given[i]));
    }

    private static String mediaType(Seen seen) {
        return seen.contentType() == null
                ? ""
                : seen.contentType().replaceFirst(";.*", "").strip();
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }

    /**
     * Clients ignore members that they do not know, so the document leaves schemas open; that our services send such members is what is
     * looked for. A problem may have more (RFC 9457), and what is put together of several schemas stays open.
     */
    private static void closeAll(JsonNode components) {
        components.properties().stream()
                .filter(schema -> !"Problem".equals(schema.getKey()))
                .forEach(schema -> close(schema.getValue()));
    }

    private static void close(JsonNode schema) {
        List<String> combined = List.of("allOf", "anyOf", "oneOf");
        if (schema instanceof ObjectNode object
                && object.path(MEMBERS).isObject()
                && !object.has(OTHER_MEMBERS)
                && combined.stream().noneMatch(object::has)) {
            object.put(OTHER_MEMBERS, false);
        }
        schema.path(MEMBERS).forEach(ServiceDocument::close);
        if (schema.path("items").isObject()) {
            close(schema.path("items"));
        }
    }
}
