package io.mergesuite.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What was asked and what was answered, a line each. A line is on disk before the request leaves, and another before its answer is
 * believed: what the suite has acknowledged is known even if this process dies as well.
 */
final class Journal implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final AtomicLong written = new AtomicLong();
    private final Object flushing = new Object();
    private long flushed;

    Journal(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /**
     * A request as the journal has it.
     *
     * @param round the round it belongs to
     * @param key its idempotency key, which is also its mark: the text by which it is found in the tables
     * @param customer whose record it is; null for merges
     * @param race the same for requests of which at most one may win; null where there is none
     */
    record Asked(int round, Kind kind, String key, UUID customer, String race, JsonNode body, List<Answered> answers) {

        /** The first answer of success. */
        Answered acknowledged() {
            return answers.stream()
                    .filter(answer -> answer.status() / 100 == 2)
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * What came back, once or, as requests are repeated, several times.
     *
     * @param status 0 if the connection was lost
     * @param id of what was made; null if nothing was
     * @param code of the problem; null if there is none
     * @param winner the merge that a refusal names; null if it names none
     */
    record Answered(int status, String id, String code, String winner) {}

    /** Before the request is sent for the first time. */
    void asking(int round, Kind kind, String key, UUID customer, String race, Object body) {
        ObjectNode line = line(key)
                .put("round", round)
                .put("kind", kind.name())
                .put("customer", customer == null ? null : customer.toString())
                .put("race", race);
        line.set("body", SuiteClient.JSON.valueToTree(body));
        write(line);
    }

    /** Before it is sent once more. */
    void asking(String key) {
        write(line(key).put("again", true));
    }

    void answered(String key, Answer answer) {
        ObjectNode line = line(key).put("status", answer.status());
        JsonNode body = answer.text().startsWith("{") ? answer.json() : SuiteClient.JSON.createObjectNode();
        copy(body, "id", line);
        copy(body, "code", line);
        copy(body, "mergeId", line);
        if (answer.status() >= 400) {
            copy(body, "detail", line);
        }
        write(line);
    }

    void lost(String key, Exception why) {
        write(line(key).put("status", 0).put("why", why.toString()));
    }

    private static ObjectNode line(String key) {
        return SuiteClient.JSON
                .createObjectNode()
                .put("at", Instant.now().toString())
                .put("key", key);
    }

    private static void copy(JsonNode from, String field, ObjectNode to) {
        if (from.hasNonNull(field)) {
            to.set(field, from.get(field));
        }
    }

    /** Returns when the line is on disk; whoever flushes does so for all who have written by then. */
    private void write(ObjectNode line) {
        try {
            long mine;
            synchronized (channel) {
                ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                mine = written.incrementAndGet();
            }
            synchronized (flushing) {
                if (flushed < mine) {
                    long upTo = written.get();
                    channel.force(false);
                    flushed = upTo;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal can't be written", e);
        }
    }

    /** All that was asked so far, read back from the file, in the order of asking. */
    List<Asked> read() throws IOException {
        Map<String, Asked> asked = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String text : (Iterable<String>) lines::iterator) {
                JsonNode line = SuiteClient.JSON.readTree(text);
                String key = line.path("key").asText();
                if (line.has("kind")) {
                    asked.put(
                            key,
                            new Asked(
                                    line.path("round").asInt(),
                                    Kind.valueOf(line.path("kind").asText()),
                                    key,
                                    line.hasNonNull("customer")
                                            ? UUID.fromString(
                                                    line.path("customer").asText())
                                            : null,
                                    line.path("race").asText(null),
                                    line.path("body"),
                                    new ArrayList<>()));
                } else if (line.has("status")) {
                    asked.get(key)
                            .answers()
                            .add(new Answered(
                                    line.path("status").asInt(),
                                    line.path("id").asText(null),
                                    line.path("code").asText(null),
                                    line.path("mergeId").asText(null)));
                }
            }
        }
        return List.copyOf(asked.values());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
