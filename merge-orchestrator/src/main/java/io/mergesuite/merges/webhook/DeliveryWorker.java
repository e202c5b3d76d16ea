package io.mergesuite.merges.webhook;

import io.mergesuite.api.Problem;
import io.mergesuite.merges.merge.MergesEnded;
import io.mergesuite.merges.webhook.Deliveries.Attempt;
import io.mergesuite.messaging.SqlFailures;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends what is due, several at once, on any number of replicas (API-12, SG-08). No transaction is open while it sends.
 *
 * <p>Died before it has sent, or after it and before the result is stored: the lease runs out and the delivery is sent again, under the
 * same {@code webhook-id}. Died after that: it has ended.
 */
@ApplicationScoped
class DeliveryWorker {

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);

    /** So few that one webhook's backlog can't take all places in one go. */
    private static final int AT_ONCE = 4;

    private static final int PURGED_AT_ONCE = 1_000;
    private static final Duration PURGE_EVERY = Duration.ofMinutes(10);

    /** Beyond the attempt itself: for the look-up of the host and the transactions around. */
    private static final Duration SPARE = Duration.ofSeconds(60);

    private final Deliveries deliveries;
    private final Webhooks webhooks;
    private final Targets targets;
    private final Sender sender;
    private final WebhookSettings settings;
    private final Clock clock;
    private final Waits waits;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Semaphore places;
    /** How many attempts are under way to each webhook. */
    private final Map<UUID, Integer> running = new ConcurrentHashMap<>();

    private volatile boolean open;
    private Instant purged = Instant.MIN;
    private Thread thread;

    DeliveryWorker(
            Deliveries deliveries,
            Webhooks webhooks,
            Targets targets,
            Sender sender,
            WebhookSettings settings,
            Clock clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.targets = targets;
        this.sender = sender;
        this.settings = settings;
        this.clock = clock;
        this.waits = new Waits(settings.firstWait(), settings.longestWait());
        this.places = new Semaphore(settings.parallel());
    }

    void start(@Observes StartupEvent started) {
        open = true;
        thread = Thread.ofVirtual().name("webhook-worker").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        open = false;
        thread.interrupt();
        thread.join();
        // What is under way ends by its own time limit; what can't be stored any more is sent again.
        boolean ended =
                places.tryAcquire(settings.parallel(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        LOG.debugf("webhooks under way have ended: %s", ended);
    }

    /** There may be something to send. */
    void wake() {
        wakeUp.release();
    }

    void mergesEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) MergesEnded ended) {
        wake();
    }

    private void run() {
        while (open) {
            try {
                // Others may wait for their time, or another replica may have died.
                if (wakeUp.tryAcquire(1, TimeUnit.SECONDS)) {
                    wakeUp.drainPermits();
                }
                while (takeSome()) {
                    // There may be more.
                }
                purge();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("webhooks could not be sent; tried again in a second: %s", SqlFailures.describe(e));
            }
        }
    }

    private boolean takeSome() throws InterruptedException {
        if (!places.tryAcquire(AT_ONCE)) {
            return false;
        }
        List<Attempt> taken = List.of();
        try {
            var busy = running.entrySet().stream()
                    .filter(entry -> entry.getValue() >= settings.parallelOfOne())
                    .map(Map.Entry::getKey)
                    .toList();
            taken = QuarkusTransaction.requiringNew()
                    .call(() ->
                            deliveries.take(busy, AT_ONCE, settings.timeout().plus(SPARE)));
        } finally {
            places.release(AT_ONCE - taken.size());
        }
        for (var attempt : taken) {
            running.merge(attempt.webhook(), 1, Integer::sum);
            Thread.ofVirtual().name("webhook-" + attempt.event()).start(() -> {
                try {
                    attempt(attempt);
                } finally {
                    running.computeIfPresent(attempt.webhook(), (id, count) -> count == 1 ? null : count - 1);
                    places.release();
                    wake();
                }
            });
        }
        return !taken.isEmpty();
    }

    private void attempt(Attempt attempt) {
        try {
            QuarkusTransaction.requiringNew().run(sent(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warnf("a webhook's delivery comes again when its lease ends: %s", SqlFailures.describe(e));
        }
    }

    /** Sends it; what is to be stored of that. */
    private Runnable sent(Attempt attempt) throws InterruptedException {
        var found = webhooks.find(attempt.webhook());
        if (found.isEmpty()) {
            return () -> deliveries.drop(attempt);
        }
        var webhook = found.get();
        if (!webhook.enabled()) {
            return () -> deliveries.failed(attempt, null, WebhookProblem.WEBHOOK_DISABLED.code());
        }
        Targets.Target target;
        try {
            target = targets.resolve(webhook.url());
        } catch (Problem refused) {
            return () -> tryAgain(attempt, null, refused.type().code());
        }
        var now = clock.instant();
        var id = attempt.event().toString();
        var signature = Signature.of(webhooks.secrets(webhook.id()), id, now.getEpochSecond(), attempt.body());
        var outcome = sender.send(target, id, now, signature, attempt.body());
        if (outcome.isSuccess()) {
            return () -> deliveries.delivered(attempt, outcome.status());
        }
        if (outcome.isGone()) {
            return () -> {
                deliveries.failed(attempt, outcome.status(), outcome.problem());
                webhooks.gone(webhook.id(), webhook.url());
            };
        }
        return () -> tryAgain(attempt, outcome.status(), outcome.problem());
    }

    private void tryAgain(Attempt attempt, Integer status, String problem) {
        deliveries.tryAgain(attempt, status, problem, waits.after(attempt.attempt(), ThreadLocalRandom.current()));
    }

    private void purge() {
        var now = clock.instant();
        if (purged.isAfter(now.minus(PURGE_EVERY))) {
            return;
        }
        purged = now;
        QuarkusTransaction.requiringNew().run(webhooks::purgeSecrets);
        while (open && QuarkusTransaction.requiringNew().call(() -> deliveries.purge(PURGED_AT_ONCE)) > 0) {
            // In small bites, so that no lock is held for long.
        }
    }
}
