package io.mergesuite.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.message.MessageTypes;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code shared-contracts/asyncapi/topics.yaml} equal to the topics, message types and records of the code (API-02). To write it
 * anew: run this test with {@code -Dwrite-documents=true}.
 */
class TopicsDocumentTest {

    private static final Path DOCUMENT = Path.of("../shared-contracts/asyncapi/topics.yaml");
    private static final List<String> COMMANDS = List.of("merge-commands.v1", "erasure-command.v1");
    private static final String COMMANDS_KEY = "The key is the set's id, or the erasure's.";

    /** What the code does not tell of a topic: whose it is, what its keys are, which messages it carries. */
    private record Use(String what, List<String> types) {}

    private static final Map<Topic, Use> USES = Map.of(
            Topics.MERGE_COMMANDS_CUSTOMER,
            new Use("What merge-orchestrator asks of customer-service. " + COMMANDS_KEY, COMMANDS),
            Topics.MERGE_COMMANDS_ORDER,
            new Use("What merge-orchestrator asks of order-service. " + COMMANDS_KEY, COMMANDS),
            Topics.MERGE_COMMANDS_LEAD,
            new Use("What merge-orchestrator asks of lead-service. " + COMMANDS_KEY, COMMANDS),
            Topics.MERGE_COMMANDS_BLACKLIST,
            new Use("What merge-orchestrator asks of blacklist-service. " + COMMANDS_KEY, COMMANDS),
            Topics.MERGE_REPLIES,
            new Use(
                    "What participants tell merge-orchestrator of merges. The key is the set's id.",
                    List.of("merge-replies.v1")),
            Topics.ERASURE_REPLIES,
            new Use(
                    "What participants tell merge-orchestrator of erasures. The key is the erasure's id.",
                    List.of("erasure-reply.v1")),
            Topics.CUSTOMER_FACTS,
            new Use(
                    "What customer-service tells the other services of customers. The key is the customer's id; of two records the"
                            + " greater version holds.",
                    List.of("customer-facts.v1")),
            Topics.SHOP_FACTS,
            new Use(
                    "What customer-service tells the other services of shops. The key is the shop's id; of two records the greater"
                            + " version holds.",
                    List.of("shop-facts.v1")),
            Topics.ORDER_FACTS,
            new Use(
                    "What order-service tells customer-service of each customer's orders. The key is the customer's id; of two"
                            + " records the greater version holds.",
                    List.of("order-facts.v1")),
            Topics.MERGE_EVENTS,
            new Use(
                    "Public: how merges ended, each told at least once. The key is the survivor's id; a repeat has the same ce_id.",
                    List.of("customer.merged.v1", "merge.failed.v1")));

    private final Map<String, Object> schemas = new TreeMap<>();

    @Test
    @DisplayName("API-02: the committed document of the topics is that of the code")
    void documentIsTheCode() throws IOException {
        String made = yaml();
        if (Boolean.getBoolean("write-documents")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, made);
        }
        assertEquals(Files.readString(DOCUMENT), made, "write the document anew with -Dwrite-documents=true");
    }

    @Test
    @DisplayName("API-02: every topic and every message type is in the document")
    void nothingIsLeftOut() {
        assertEquals(Set.copyOf(Topics.ALL), USES.keySet());
        assertEquals(
                new TreeSet<>(MessageTypes.names()),
                USES.values().stream()
                        .flatMap(use -> use.types().stream())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private String yaml() {
        Map<String, Object> messages = new TreeMap<>();
        for (String type : MessageTypes.names()) {
            messages.put(key(type), message(type));
        }
        Map<String, Object> channels = new LinkedHashMap<>();
        Topics.ALL.forEach(topic -> channels.put(key(topic.name()), channel(topic)));
        schemas.put("Headers", headers());
        Map<String, Object> document = object(
                "asyncapi",
                "3.0.0",
                "info",
                object(
                        "title",
                        "Customer Merge Suite · topics",
                        "version",
                        "1.0.0",
                        "description",
                        "Everything that the services tell each other over Kafka. merge.events is for others too; its"
                                + " readers ignore members and message types that they do not know.",
                        "license",
                        object(
                                "name", "Apache-2.0",
                                "url", "https://www.apache.org/licenses/LICENSE-2.0"),
                        "tags",
                        List.of(object("name", "merges"), object("name", "erasures"), object("name", "customers"))),
                "defaultContentType",
                "application/json",
                "channels",
                channels,
                "components",
                object("messages", messages, "schemas", schemas));
        StringBuilder text = new StringBuilder();
        write(document, 0, text);
        return text.toString();
    }

    private static Map<String, Object> channel(Topic topic) {
        Map<String, Object> messages = new LinkedHashMap<>();
        USES.get(topic)
                .types()
                .forEach(type -> messages.put(key(type), object("$ref", "#/components/messages/" + key(type))));
        Map<String, Object> configuration = topic.compacted()
                ? object("cleanup.policy", List.of("compact"))
                : object(
                        "cleanup.policy",
                        List.of("delete"),
                        "retention.ms",
                        topic.retention().toMillis());
        return object(
                "address", topic.name(),
                "description", USES.get(topic).what(),
                "messages", messages,
                "bindings",
                        object(
                                "kafka",
                                object(
                                        "partitions",
                                        Topics.PARTITIONS,
                                        "topicConfiguration",
                                        configuration,
                                        "bindingVersion",
                                        "0.5.0")));
    }

    private Map<String, Object> message(String type) {
        return object(
                "name",
                type,
                "contentType",
                "application/json",
                "headers",
                object("$ref", "#/components/schemas/Headers"),
                "payload",
                schema(MessageTypes.bodyOf(type).orElseThrow()));
    }

    private static Map<String, Object> headers() {
        return object(
                "type",
                "object",
                "description",
                "The attributes of CloudEvents 1.0 and the trace that the message belongs to.",
                "required",
                List.of("ce_id", "ce_type", "ce_source", "ce_specversion", "ce_time", "traceparent", "content-type"),
                "properties",
                object(
                        "ce_id", object("type", "string", "format", "uuid"),
                        "ce_type", object("type", "string", "description", "The name of the message."),
                        "ce_source", object("type", "string", "description", "The service that sent it."),
                        "ce_specversion", object("type", "string", "const", "1.0"),
                        "ce_time", object("type", "string", "format", "date-time"),
                        "traceparent", object("type", "string", "description", "W3C Trace Context."),
                        "content-type", object("type", "string", "const", "application/json")));
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? object("type", "array", "items", schema(arguments[0]))
                    : object("type", "object", "additionalProperties", schema(arguments[1]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return object("type", "string");
        }
        if (plain == long.class || plain == Long.class) {
            return object("type", "integer", "format", "int64");
        }
        if (plain == boolean.class) {
            return object("type", "boolean");
        }
        if (plain == UUID.class) {
            return object("type", "string", "format", "uuid");
        }
        if (plain == Instant.class) {
            return object("type", "string", "format", "date-time");
        }
        if (!schemas.containsKey(plain.getSimpleName())) {
            schemas.put(plain.getSimpleName(), named(plain));
        }
        return object("$ref", "#/components/schemas/" + plain.getSimpleName());
    }

    private Map<String, Object> named(Class<?> type) {
        if (type == ShopId.class) {
            return object("type", "string", "pattern", "^" + ShopId.PATTERN + "$");
        }
        if (type.isEnum()) {
            return object(
                    "type",
                    "string",
                    "enum",
                    Stream.of(type.getEnumConstants()).map(Object::toString).toList());
        }
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new AssertionError("say in this test what " + type + " is on the wire");
        }
        if (Stream.of(components).anyMatch(each -> each.getAccessor().isAnnotationPresent(JsonValue.class))) {
            return schema(components[0].getGenericType());
        }
        Map<String, Object> members = new LinkedHashMap<>();
        List<Object> required = new ArrayList<>();
        for (RecordComponent component : components) {
            members.put(component.getName(), schema(component.getGenericType()));
            if (!type.isAnnotationPresent(JsonInclude.class)
                    || component.getType().isPrimitive()) {
                required.add(component.getName());
            }
        }
        return required.isEmpty()
                ? object("type", "object", "properties", members)
                : object("type", "object", "required", required, "properties", members);
    }

    /** Names of channels and messages have no dots. */
    private static String key(String name) {
        return name.replace('.', '-');
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static void write(Map<?, ?> object, int depth, StringBuilder text) {
        object.forEach((name, value) -> {
            text.append("  ".repeat(depth)).append(name).append(':');
            if (value instanceof Map<?, ?> members) {
                text.append('\n');
                write(members, depth + 1, text);
            } else if (value instanceof List<?> items) {
                text.append('\n');
                items.forEach(item -> text.append("  ".repeat(depth + 1))
                        .append("- ")
                        .append(scalar(item))
                        .append('\n'));
            } else {
                text.append(' ').append(scalar(value)).append('\n');
            }
        });
    }

    private static String scalar(Object value) {
        if (value instanceof Map<?, ?> members) {
            return members.entrySet().stream()
                    .map(member -> member.getKey() + ": " + scalar(member.getValue()))
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        return value instanceof String text
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : value.toString();
    }
}
