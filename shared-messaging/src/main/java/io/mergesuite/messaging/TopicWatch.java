package io.mergesuite.messaging;

import io.agroal.api.AgroalDataSource;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/**
 * Sees to it that every topic is there, and notices one that is not the one it was: then loops read it from its beginning, and
 * the service that owns its values fills it again (hole 8).
 */
@Singleton
final class TopicWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicWatch.class);

    private static final int LOCK = 0x746f7069; // of locks with two numbers; the relay's has one

    private final KafkaClients clients;
    private final MessagingSettings settings;
    private final AgroalDataSource dataSource;
    private final Outbox outbox;
    private final Instance<RepublishedTopic> republished;
    private final Set<Topic> topics = new LinkedHashSet<>(Topics.ALL);
    private final Map<String, Uuid> ids = new ConcurrentHashMap<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private Admin admin;

    TopicWatch(
            KafkaClients clients,
            MessagingSettings settings,
            AgroalDataSource dataSource,
            Outbox outbox,
            @Any Instance<MessageHandler> handlers,
            @Any Instance<RepublishedTopic> republished) {
        this.clients = clients;
        this.settings = settings;
        this.dataSource = dataSource;
        this.outbox = outbox;
        this.republished = republished;
        handlers.forEach(handler -> topics.addAll(handler.topics()));
        republished.forEach(each -> topics.add(each.topic()));
    }

    /** @throws IllegalStateException if a message could come again after the inbox has forgotten it (hole 5) */
    void requireLongerThanRetention(Duration purgeHorizon) {
        Duration longest = topics.stream().map(Topic::retention).reduce(Duration.ZERO, TopicWatch::longer);
        if (purgeHorizon.compareTo(longest) <= 0) {
            throw new IllegalStateException("suite.messaging.purge-horizon (" + purgeHorizon
                    + ") must be longer than the longest retention of a topic (" + longest
                    + "), or a message could take effect twice");
        }
    }

    /** Waits a while for every topic to have been there once. Returns whether they have. */
    boolean awaitTopics(Duration limit) throws InterruptedException {
        return ready.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The id that Kafka gave the topic when it was last looked at; null before. */
    Uuid idOf(String topic) {
        return ids.get(topic);
    }

    /** Creates what is missing, looks at the ids, and has refilled what was lost. */
    void check() throws ExecutionException, InterruptedException, SQLException {
        if (admin == null) {
            admin = clients.admin();
        }
        Map<String, Uuid> present = present();
        if (present.size() < topics.size()) {
            create(topics.stream()
                    .filter(topic -> !present.containsKey(topic.name()))
                    .toList());
            present.putAll(present());
        }
        ids.putAll(present);
        if (ids.size() == topics.size()) {
            ready.countDown();
        }
        for (RepublishedTopic each : republished) {
            Uuid id = present.get(each.topic().name());
            if (id != null) {
                refillIfLost(each, new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
            }
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Map<String, Uuid> present() throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(topics.stream().map(Topic::name).toList()).topicNameValues();
        Map<String, Uuid> present = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : asked.entrySet()) {
            try {
                present.put(topic.getKey(), topic.getValue().get().topicId());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return present;
    }

    private void create(Iterable<Topic> missing) throws ExecutionException, InterruptedException {
        Set<NewTopic> created = new LinkedHashSet<>();
        missing.forEach(topic -> created.add(
                new NewTopic(topic.name(), Topics.PARTITIONS, settings.replicationFactor()).configs(configs(topic))));
        for (KafkaFuture<Void> each : admin.createTopics(created).values().values()) {
            try {
                each.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) { // another service was first
                    throw e;
                }
            }
        }
        LOG.infof("Created topics %s", created.stream().map(NewTopic::name).collect(Collectors.joining(", ")));
    }

    private Map<String, String> configs(Topic topic) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(clients.maxRecord()));
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, settings.replicationFactor() >= 3 ? "2" : "1");
        if (topic.compacted()) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            // How long a reader may be away and still learn of a deletion.
            configs.put(
                    TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    Long.toString(settings.purgeHorizon().toMillis()));
        } else {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            configs.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(topic.retention().toMillis()));
        }
        return configs;
    }

    /**
     * The id is stored after the topic was refilled: dies before, and it is refilled from the beginning, which repeats the same message
     * ids. One replica does it: the one with the session's advisory lock. A transaction instead would stay open as long, and
     * the outbox could not be vacuumed while it grows.
     */
    private void refillIfLost(RepublishedTopic topic, UUID id) throws SQLException {
        String name = topic.topic().name();
        try (Connection guard = dataSource.getConnection()) {
            if (isKnown(guard, name, id)
                    || !ask(guard, "SELECT pg_try_advisory_lock(" + LOCK + ", hashtext(?))", name)) {
                return;
            }
            try {
                if (!isKnown(guard, name, id)) {
                    LOG.infof("Fills %s, which is new or was made again", name);
                    topic.republish(outbox);
                    CrashPoints.reach("republish.before-commit");
                    remember(guard, name, id);
                }
            } finally {
                ask(guard, "SELECT pg_advisory_unlock(" + LOCK + ", hashtext(?))", name);
            }
        }
    }

    private static boolean isKnown(Connection connection, String topic, UUID id) throws SQLException {
        return ask(
                connection, "SELECT EXISTS (SELECT FROM topic_identity WHERE topic = ? AND topic_id = ?)", topic, id);
    }

    private static boolean ask(Connection connection, String question, Object... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(question)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet answer = query.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private static void remember(Connection connection, String topic, UUID id) throws SQLException {
        try (PreparedStatement known = connection.prepareStatement("""
                INSERT INTO topic_identity (topic, topic_id) VALUES (?, ?)
                ON CONFLICT (topic) DO UPDATE SET topic_id = excluded.topic_id""")) {
            known.setString(1, topic);
            known.setObject(2, id);
            known.executeUpdate();
        }
    }
}
