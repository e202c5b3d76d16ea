package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A topic that is deleted and made again loses nothing that a service still knows (hole 8). */
@QuarkusTest
class LostTopicIT extends MessagingIT {

    @Inject
    Facts facts;

    @Inject
    TopicWatch topicWatch;

    @Test
    @DisplayName("hole 8: a compacted topic is filled again from state, once, also when that failed at first")
    void republished() throws ExecutionException, InterruptedException, SQLException {
        // Given
        send(OutgoingMessage.ofVersion(FACTS, key, 1, body(1)));
        awaitHandled(1L);
        facts.holds(key, 1);
        facts.failsTimes(2);
        int before = facts.filled();

        // When
        delete(FACTS);
        await().atMost(SOON).until(() -> facts.filled() > before);

        // Then
        await().atMost(SOON).until(() -> onKafka(FACTS).size() == 1);
        assertEquals(0, facts.failuresLeft());
        assertEquals(List.of(1L), handled(key), "the republished message has its old id, and is dropped");
        send(OutgoingMessage.ofVersion(FACTS, key, 2, body(2)));
        awaitHandled(1L, 2L);
        topicWatch.check();
        assertEquals(before + 1, facts.filled());
    }

    @Test
    @DisplayName("SG-05: a topic made again is read from its beginning, though it is longer than the old one already")
    void readFromItsBeginning() throws ExecutionException, InterruptedException {
        // Given
        send(LongStream.range(0, 3).mapToObj(this::command).toArray(OutgoingMessage[]::new));
        awaitHandled(0L, 1L, 2L);
        var held = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        journal.sicken(messages -> {
            held.countDown();
            assertDoesNotThrow(() -> go.await());
        });
        send(command(3));
        held.await();
        journal.heal();

        // When
        Uuid old = topicWatch.idOf(COMMANDS.name());
        delete(COMMANDS);
        await().atMost(SOON).until(() -> !old.equals(topicWatch.idOf(COMMANDS.name())));
        for (long version = 4; version < 10; version++) {
            sendRaw(UUID.randomUUID(), "shop-facts.v1", Wire.json(body(version)));
        }
        go.countDown();

        // Then
        awaitHandled(LongStream.range(0, 10).boxed().toArray(Long[]::new));
    }

    @Test
    @DisplayName("topics have the partitions, the retention and the compaction that the contract names")
    void topicsAreAsNamed() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Set<String> names = admin.listTopics().names().get();
            assertTrue(names.containsAll(Topics.ALL.stream().map(Topic::name).toList()));
            assertEquals(12, onKafkaPartitions(admin, FACTS));
            assertEquals("compact", config(admin, FACTS, "cleanup.policy"));
            assertEquals("delete", config(admin, COMMANDS, "cleanup.policy"));
            assertEquals("86400000", config(admin, COMMANDS, "retention.ms"));
        }
    }

    private void delete(Topic topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic.name())).all().get();
        }
    }

    private static int onKafkaPartitions(Admin admin, Topic topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get()
                .get(topic.name())
                .partitions()
                .size();
    }

    private static String config(Admin admin, Topic topic, String name)
            throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
    }
}
