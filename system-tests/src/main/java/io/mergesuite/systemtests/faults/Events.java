package io.mergesuite.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A subscriber of {@code merge.events} who notes what it has heard of each merge (SG-08), and starts anew with a new topic. */
final class Events implements AutoCloseable {

    static final String TOPIC = "merge.events";

    /** What was heard of one merge: under which message ids, as which types. */
    record Heard(Set<String> ids, Set<String> types) {}

    private final StackLayout layout;
    private final Map<UUID, Heard> heard = new ConcurrentHashMap<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private volatile Map<TopicPartition, Long> read = Map.of();
    private volatile boolean anew;
    private volatile boolean stopping;

    private Events(StackLayout layout) {
        this.layout = layout;
    }

    static Events listen(StackLayout layout) {
        Events events = new Events(layout);
        events.reader.execute(events::run);
        return events;
    }

    Map<UUID, Heard> heard() {
        return Map.copyOf(heard);
    }

    /** Up to where each partition was read. */
    Map<TopicPartition, Long> read() {
        return read;
    }

    /** The topic was made again: what it holds is read from the beginning. */
    void beginAnew() {
        anew = true;
    }

    private void run() {
        while (!stopping) {
            anew = false;
            try (var consumer = new KafkaConsumer<>(
                    Map.<String, Object>of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            layout.bootstrapServers(),
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                            "read_committed",
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                        .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (!stopping && !anew) {
                    for (ConsumerRecord<String, byte[]> event : consumer.poll(Duration.ofMillis(200))) {
                        note(event);
                    }
                    Map<TopicPartition, Long> positions = new HashMap<>();
                    partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
                    read = Map.copyOf(positions);
                }
            } catch (KafkaException | IOException e) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    private void note(ConsumerRecord<String, byte[]> event) throws IOException {
        JsonNode body = SuiteClient.JSON.readTree(event.value());
        Heard merge = heard.computeIfAbsent(
                UUID.fromString(body.path("mergeId").asText()),
                ignored -> new Heard(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet()));
        merge.ids().add(header(event, "ce_id"));
        merge.types().add(header(event, "ce_type"));
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopping = true;
        reader.close();
    }
}
