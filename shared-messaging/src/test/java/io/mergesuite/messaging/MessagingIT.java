package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.agroal.api.AgroalDataSource;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests on real PostgreSQL and Kafka have in common. Each test uses keys of its own. */
@WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)
abstract class MessagingIT {

    static final Topic COMMANDS = Journal.COMMANDS;
    static final Topic FACTS = Journal.FACTS;
    static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Db db;

    @Inject
    Outbox outbox;

    @Inject
    Journal journal;

    @Inject
    DeadLetters deadLetters;

    @Inject
    AgroalDataSource dataSource;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    final String key = UUID.randomUUID().toString();

    @BeforeEach
    void theStackIsQuiet() {
        journal.heal();
        await().atMost(SOON).until(() -> waiting() == 0);
    }

    @AfterEach
    void handlersWork() {
        journal.heal();
    }

    static ShopFacts body(long version) {
        return new ShopFacts(new ShopId("tea"), version, "Tea", "Asia/Tokyo", "JP", "ja", "JPY");
    }

    OutgoingMessage command(long version) {
        return OutgoingMessage.of(COMMANDS, key, body(version));
    }

    void send(OutgoingMessage... messages) {
        QuarkusTransaction.requiringNew().run(() -> outbox.send(messages));
    }

    /** The versions that were handled for a key, in the order in which they were. */
    List<Long> handled(String key) {
        return db.read(handle -> handle.createQuery("SELECT version FROM journal WHERE key = :key ORDER BY position")
                .bind("key", key)
                .mapTo(Long.class)
                .list());
    }

    void awaitHandled(Long... versions) {
        await().atMost(SOON).untilAsserted(() -> assertEquals(Arrays.asList(versions), handled(key)));
    }

    long waiting() {
        return db.read(handle -> handle.createQuery("SELECT count(*) FROM outbox")
                .mapTo(Long.class)
                .one());
    }

    /** Everything on a topic that has this key, committed, from its beginning to its present end. */
    List<ConsumerRecord<String, byte[]>> onKafka(Topic topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (key.equals(record.key())) {
                        found.add(record);
                    }
                });
            }
            return found;
        }
    }

    /** A producer of the test's own, for what no relay would send. */
    KafkaProducer<String, byte[]> rawProducer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, ProducerConfig.LINGER_MS_CONFIG, 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void sendRaw(UUID id, String type, byte[] body) {
        try (KafkaProducer<String, byte[]> producer = rawProducer()) {
            producer.send(raw(id, type, body)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    ProducerRecord<String, byte[]> raw(UUID id, String type, byte[] body) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(COMMANDS.name(), key, body);
        Wire.write(record.headers(), id, type, "/test", Instant.now(), TraceParent.current());
        return record;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }
}
