package io.mergesuite.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The Kafka clients of this process, on top of the settings {@code kafka.*} (addresses, security). */
@Singleton
final class KafkaClients {

    /** What key, headers and framing add to a body. */
    private static final int ENVELOPE = 64 * 1024;

    private final Map<String, Object> broker;
    private final MessagingSettings settings;
    private final String application;

    KafkaClients(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            MessagingSettings settings,
            @ConfigProperty(name = "quarkus.application.name") String application) {
        this.broker = broker;
        this.settings = settings;
        this.application = application;
    }

    String application() {
        return application;
    }

    /** The longest record, in bytes, that topics take. */
    int maxRecord() {
        return Math.toIntExact(settings.maxMessage().asLongValue()) + ENVELOPE;
    }

    Admin admin() {
        return Admin.create(with(Map.of()));
    }

    /**
     * For topics whose repeats are told by their ids. It never gives a record up, however long Kafka is away: giving up would
     * let a later record of the same key overtake it.
     */
    KafkaProducer<String, byte[]> repeatingProducer() {
        return producer(Map.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE));
    }

    /**
     * For compacted topics, where the last record of a key stays. Its fixed id lets Kafka refuse the records of a relay that
     * does not know yet that it was replaced.
     */
    KafkaProducer<String, byte[]> fencedProducer() {
        return producer(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, application + ".relay",
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
    }

    KafkaConsumer<String, byte[]> consumer(String consumer) {
        Map<String, Object> own = new HashMap<>(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                application + '.' + consumer,
                ConsumerConfig.CLIENT_ID_CONFIG,
                application + '.' + consumer,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                settings.maxPollRecords(),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                4 * maxRecord(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.sessionTimeout().toMillis()),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.toIntExact(settings.sessionTimeout().toMillis() / 4)));
        settings.member()
                .ifPresent(member ->
                        own.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, application + '.' + consumer + '.' + member));
        return new KafkaConsumer<>(with(own), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<String, byte[]> producer(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                // A broker that comes back may refuse a request for a partition that it does not lead yet, and take the
                // next one that is on its way. The first then comes out of order, and is refused for ever.
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                maxRecord(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000));
        all.putAll(own);
        return new KafkaProducer<>(with(all), new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> with(Map<String, ?> own) {
        Map<String, Object> all = new HashMap<>(broker);
        all.putAll(own);
        return all;
    }
}
