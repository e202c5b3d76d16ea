package io.mergesuite.systemtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * One batch of pairs, timed from the request to the moment when the last {@code customer.merged} was read from Kafka and all outboxes
 * are empty.
 */
final class BatchRun {

    private static final String EVENTS = "merge.events";
    private static final Duration GIVE_UP = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final SuiteClient client;
    private final Databases databases;

    BatchRun(SuiteClient client, Databases databases) {
        this.client = client;
        this.databases = databases;
    }

    /** Merges them and tells how many nanoseconds it took. */
    long merge(List<Floor.Pair> pairs) throws IOException, InterruptedException, SQLException {
        List<Map<String, Object>> groups = pairs.stream()
                .map(pair -> Map.<String, Object>of(
                        "survivorId", pair.survivor().toString(),
                        "sourceIds", List.of(pair.source().toString()),
                        "reason", "bench"))
                .toList();
        Set<String> waiting = new HashSet<>();
        pairs.forEach(pair -> waiting.add(pair.survivor().toString()));
        try (var events = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        databases.layout().bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = events.partitionsFor(EVENTS).stream()
                    .map(one -> new TopicPartition(EVENTS, one.partition()))
                    .toList();
            events.assign(partitions);
            events.seekToEnd(partitions);
            partitions.forEach(events::position);

            long start = System.nanoTime();
            JsonNode batch = client.post(
                            Service.MERGE_ORCHESTRATOR,
                            "/v1/merge-batches",
                            Map.of("shopId", Base.SHOP, "groups", groups))
                    .expect(201);
            while (!waiting.isEmpty()) {
                events.poll(Duration.ofMillis(100)).forEach(event -> waiting.remove(event.key()));
                giveUpAfter(start, "batch " + batch.path("id").asText() + " has " + waiting.size() + " merges open");
            }
            for (Service service : Service.values()) {
                while (databases.number(service, "SELECT count(*) FROM outbox") > 0) {
                    LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                    giveUpAfter(start, "the outbox of " + service.id() + " does not empty");
                }
            }
            return System.nanoTime() - start;
        }
    }

    private static void giveUpAfter(long start, String what) {
        if (System.nanoTime() - start > GIVE_UP.toNanos()) {
            throw new IllegalStateException("given up after " + GIVE_UP + ": " + what);
        }
    }

    /** What changed from one reading of named figures to the next. */
    static Map<String, Double> difference(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> difference = new LinkedHashMap<>();
        after.forEach((name, value) -> difference.put(name, value - before.getOrDefault(name, 0.0)));
        return difference;
    }
}
