package io.mergesuite.messaging;

import io.mergesuite.contracts.topic.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Polls for one handler and gives it each message once: what a poll brings is worked in as few transactions of inbox and handler
 * as its size allows, and only then the offsets are committed. Dies before a transaction's commit: the messages are polled again.
 * After it: they are polled again and the inbox drops them.
 */
final class ConsumerLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(ConsumerLoop.class);

    private static final Duration POLL = Duration.ofMillis(500);
    static final int TRANSACTION_SECONDS = 240; // less than max.poll.interval.ms

    private final MessageHandler handler;
    private final KafkaClients clients;
    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final TopicWatch topicWatch;
    private final long maxTransaction;
    private final Map<String, Topic> topics;
    private final Map<String, Uuid> topicIds = new HashMap<>();
    private final BackOff backOff = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(2));
    private final Counter duplicates;

    private volatile KafkaConsumer<String, byte[]> consumer;
    private volatile boolean stopped;
    private volatile long lag;
    private long pausedUntil;

    ConsumerLoop(
            MessageHandler handler,
            KafkaClients clients,
            Inbox inbox,
            DeadLetters deadLetters,
            TopicWatch topicWatch,
            long maxTransaction,
            MeterRegistry meters) {
        this.handler = handler;
        this.clients = clients;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.topicWatch = topicWatch;
        this.maxTransaction = maxTransaction;
        this.topics = handler.topics().stream().collect(Collectors.toMap(Topic::name, Function.identity()));
        this.duplicates = Counter.builder("suite.consumer.duplicates")
                .description("Messages that came again and were dropped")
                .tag("consumer", handler.consumer())
                .register(meters);
        Gauge.builder("suite.consumer.lag", this, loop -> loop.lag)
                .description("Records that wait in Kafka for this consumer, in the partitions of this process")
                .tag("consumer", handler.consumer())
                .register(meters);
    }

    String name() {
        return handler.consumer();
    }

    void stop() {
        stopped = true;
        KafkaConsumer<String, byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                if (!topicWatch.awaitTopics(POLL)) {
                    continue;
                }
                try (KafkaConsumer<String, byte[]> opened = clients.consumer(handler.consumer())) {
                    consumer = opened;
                    opened.subscribe(topics.keySet());
                    while (!stopped) {
                        turn();
                    }
                } catch (WakeupException | InterruptException e) {
                    LOG.debugf("%s is woken to stop", name());
                } catch (KafkaException e) {
                    LOG.warnf("%s joins again after %s", name(), SqlFailures.describe(e));
                    Thread.sleep(backOff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.errorf("%s has died of %s", name(), SqlFailures.describe(e));
            throw e;
        }
    }

    private void turn() {
        rewindLostTopics();
        ConsumerRecords<String, byte[]> records = consumer.poll(untilNextTry());
        if (!consumer.paused().isEmpty() && System.nanoTime() - pausedUntil >= 0) {
            consumer.resume(consumer.paused());
        }
        lag = consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
        if (records.isEmpty()) {
            return;
        }
        try {
            deliver(records);
        } catch (RuntimeException e) {
            if (!SqlFailures.passes(e)) {
                throw e;
            }
            tryAgainLater(records, e);
            return;
        }
        backOff.reset();
        CrashPoints.reach("loop.before-offset-commit");
        // Not awaited: offsets that get lost only bring messages that the inbox drops.
        consumer.commitAsync((offsets, failure) -> {
            if (failure != null) {
                LOG.debugf("%s could not commit its offsets: %s", name(), SqlFailures.describe(failure));
            }
        });
    }

    private Duration untilNextTry() {
        if (consumer.paused().isEmpty()) {
            return POLL;
        }
        Duration left = Duration.ofNanos(Math.max(0, pausedUntil - System.nanoTime()));
        return left.compareTo(POLL) < 0 ? left : POLL;
    }

    /** Goes back to where this poll began, and polls without taking records until it is time: so it stays in its group. */
    private void tryAgainLater(ConsumerRecords<String, byte[]> records, RuntimeException failure) {
        Duration wait = backOff.next();
        LOG.infof("%s tries again in %d ms after %s", name(), wait.toMillis(), SqlFailures.describe(failure));
        for (TopicPartition partition : records.partitions()) {
            consumer.seek(partition, records.records(partition).getFirst().offset());
        }
        consumer.pause(consumer.assignment());
        pausedUntil = System.nanoTime() + wait.toNanos();
    }

    /** A topic that was made again begins at zero, and this consumer's positions are those of its predecessor. */
    private void rewindLostTopics() {
        for (String topic : topics.keySet()) {
            Uuid now = topicWatch.idOf(topic);
            Uuid before = now == null ? null : topicIds.put(topic, now);
            if (before != null && !before.equals(now)) {
                LOG.warnf("%s reads %s from its beginning, as it was made again", name(), topic);
                consumer.seekToBeginning(consumer.assignment().stream()
                        .filter(partition -> partition.topic().equals(topic))
                        .toList());
            }
        }
    }

    private void deliver(ConsumerRecords<String, byte[]> records) {
        List<Received> readable = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            Received received = Received.of(record, topics.get(record.topic()));
            if (received.readable()) {
                readable.add(received);
            } else {
                park(received, received.unreadable());
            }
        }
        int from = 0;
        while (from < readable.size()) {
            int to = end(readable, from);
            together(readable.subList(from, to));
            from = to;
        }
    }

    /** As many as fit into one transaction, and at least one. */
    private int end(List<Received> messages, int from) {
        int to = from + 1;
        long bytes = messages.get(from).size();
        while (to < messages.size() && bytes + messages.get(to).size() <= maxTransaction) {
            bytes += messages.get(to).size();
            to++;
        }
        return to;
    }

    private void together(List<Received> messages) {
        try {
            inOneTransaction(messages);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            if (SqlFailures.passes(e)) {
                throw e;
            }
            LOG.warnf("%s takes %d messages one by one after %s", name(), messages.size(), SqlFailures.describe(e));
            messages.forEach(this::alone);
        }
    }

    private void alone(Received received) {
        try {
            inOneTransaction(List.of(received));
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            if (SqlFailures.passes(e)) {
                throw e;
            }
            park(received, SqlFailures.describe(e));
        }
    }

    private void inOneTransaction(List<Received> batch) {
        TraceParent.set(Wire.traceparent(batch.getFirst().record()));
        try {
            int dropped = QuarkusTransaction.requiringNew()
                    .timeout(TRANSACTION_SECONDS)
                    .call(() -> {
                        Set<UUID> unseen = inbox.claim(
                                handler.consumer(),
                                batch.stream().map(Received::id).toList(),
                                batch.stream().mapToInt(Received::size).sum());
                        List<IncomingMessage> messages = batch.stream()
                                .map(Received::message)
                                .filter(message ->
                                        unseen.remove(message.id())) // the same id twice in a poll counts once
                                .toList();
                        if (!messages.isEmpty()) {
                            handler.handle(messages);
                        }
                        CrashPoints.reach("loop.before-commit");
                        return batch.size() - messages.size();
                    });
            CrashPoints.reach("loop.after-commit");
            duplicates.increment(dropped);
        } finally {
            TraceParent.set(null);
        }
    }

    private void park(Received received, String error) {
        if (deadLetters.park(handler.consumer(), received, error)) {
            LOG.errorf(
                    "%s parked message %s of %s: %s",
                    name(), received.id(), received.record().topic(), error);
        }
    }
}
