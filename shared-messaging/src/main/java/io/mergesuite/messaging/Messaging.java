package io.mergesuite.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Starts and stops the threads: the relay, a loop for each handler, the housekeeping, and the gauges. */
@Singleton
final class Messaging {

    private static final Logger LOG = Logger.getLogger(Messaging.class);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

    private final MessagingSettings settings;
    private final Relay relay;
    private final TopicWatch topicWatch;
    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final Backlog backlog;
    private final List<ConsumerLoop> loops = new ArrayList<>();
    private final Map<String, Thread> threads = new LinkedHashMap<>();

    Messaging(
            MessagingSettings settings,
            Relay relay,
            TopicWatch topicWatch,
            Inbox inbox,
            DeadLetters deadLetters,
            Backlog backlog,
            KafkaClients clients,
            MeterRegistry meters,
            @Any Instance<MessageHandler> handlers) {
        this.settings = settings;
        this.relay = relay;
        this.topicWatch = topicWatch;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.backlog = backlog;
        handlers.forEach(handler -> loops.add(new ConsumerLoop(
                handler,
                clients,
                inbox,
                deadLetters,
                topicWatch,
                settings.maxTransaction().asLongValue(),
                meters)));
    }

    void start(@Observes StartupEvent event) {
        topicWatch.requireLongerThanRetention(settings.purgeHorizon());
        if (!settings.enabled()) {
            return;
        }
        start("housekeeping", this::keepHouse);
        start("gauges", backlog);
        start("relay", relay);
        loops.forEach(loop -> start(loop.name(), loop));
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(ConsumerLoop::stop); // not interrupted, so that they can leave their groups
        Stream.of("housekeeping", "gauges", "relay")
                .map(threads::get)
                .filter(Objects::nonNull)
                .forEach(Thread::interrupt);
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        try {
            for (Thread thread : threads.values()) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each thread by what it does, and whether it is alive. Empty when messaging is switched off. */
    Map<String, Boolean> alive() {
        Map<String, Boolean> alive = new LinkedHashMap<>();
        threads.forEach((name, thread) -> alive.put(name, thread.isAlive()));
        return alive;
    }

    private void start(String name, Runnable work) {
        Thread thread = Thread.ofPlatform().name("messaging-" + name).daemon().unstarted(work);
        if (threads.put(name, thread) != null) {
            throw new IllegalStateException("two consumers are called " + name);
        }
        thread.start();
    }

    private void keepHouse() {
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));
        long nextPurge = System.nanoTime();
        try (topicWatch) {
            while (true) {
                try {
                    topicWatch.check();
                    if (System.nanoTime() - nextPurge >= 0) {
                        purge();
                        nextPurge = System.nanoTime() + PURGE_INTERVAL.toNanos();
                    }
                    backOff.reset();
                    Thread.sleep(settings.topicCheck());
                } catch (SQLException | ExecutionException | RuntimeException e) {
                    LOG.warnf("Housekeeping goes on after %s", SqlFailures.describe(e));
                    Thread.sleep(backOff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void purge() {
        QuarkusTransaction.requiringNew().run(() -> deadLetters.purge(settings.purgeHorizon()));
        boolean more = true;
        while (more) {
            more = QuarkusTransaction.requiringNew().call(() -> inbox.purge(settings.purgeHorizon()));
        }
    }
}
