package io.mergesuite.merges.erasure;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.merges.merge.CustomerClaims;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.DeadLetters;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs erasures under the same claims as merges (hole 12): opens them, takes what participants say, asks again who is silent. Each step is
 * one transaction, with its commands in the outbox.
 *
 * <p>Died before a commit: nothing has happened, and the reply or the sweep comes again. Died after it: relay or sweep goes on.
 */
@ApplicationScoped
class ErasureSaga implements MessageHandler {

    private static final Duration FIRST_REMINDER = Duration.ofSeconds(10);
    private static final Duration LAST_REMINDER = Duration.ofSeconds(30);

    private final Erasures erasures;
    private final CustomerClaims claims;
    private final DeadLetters deadLetters;
    private final Outbox outbox;
    private final Db db;

    ErasureSaga(Erasures erasures, CustomerClaims claims, DeadLetters deadLetters, Outbox outbox, Db db) {
        this.erasures = erasures;
        this.claims = claims;
        this.deadLetters = deadLetters;
        this.outbox = outbox;
        this.db = db;
    }

    /** The database's time; timers go by no other clock. */
    Instant now() {
        return db.handle()
                .createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    /**
     * Claims all ids of the person and asks customer-service, in the caller's transaction.
     *
     * @throws Problem 409 {@code customer-in-merge}, {@code customer-in-erasure} if another holds one of the ids
     */
    void open(Erasure erasure) {
        claims.claim(erasure.id(), erasure.person().ids().toList());
        erasures.insert(erasure, nextLook(erasure.progress(), erasure.createdAt()));
        send(erasure, erasure.progress().awaited());
    }

    @Override
    public String consumer() {
        return "erasure-replies";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.ERASURE_REPLIES);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        messages.stream()
                .map(IncomingMessage::body)
                .filter(ErasureReply.class::isInstance)
                .map(ErasureReply.class::cast)
                .sorted((one, other) -> one.erasureId().compareTo(other.erasureId()))
                .forEach(this::hear);
    }

    private void hear(ErasureReply reply) {
        erasures.lock(reply.erasureId()).ifPresent(was -> {
            Instant now = now();
            var is = was.with(was.progress().heard(reply, now), now);
            if (is.progress().equals(was.progress())) {
                return;
            }
            erasures.update(is, nextLook(is.progress(), now));
            if (is.progress().state().ended()) {
                end(is);
            } else {
                var newlyAsked = EnumSet.copyOf(is.progress().awaited());
                newlyAsked.removeAll(was.progress().awaited());
                send(is, newlyAsked);
            }
        });
    }

    private void end(Erasure erasure) {
        if (erasure.progress().state() == ErasureState.COMPLETED) {
            var ids = erasure.person().ids().toList();
            erasures.forgetReasons(ids);
            deadLetters.forget(ids.stream().map(Object::toString).toList());
        }
        claims.release(erasure.id(), erasure.person().ids().toList());
    }

    /** Any number of replicas sweep side by side, as each takes what no other has locked. */
    @Scheduled(
            identity = "erasure-sweep",
            every = "{suite.merge.sweep-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        while (QuarkusTransaction.requiringNew().call(this::askAgain).isPresent()) {
            // There may be more that are due.
        }
    }

    private Optional<ErasureId> askAgain() {
        Instant now = now();
        return erasures.lockDue(now).map(due -> {
            var again = due.with(due.progress().again(), now);
            erasures.update(again, nextLook(again.progress(), now));
            send(again, again.progress().awaited());
            return again.id();
        });
    }

    private void send(Erasure erasure, Collection<Participant> participants) {
        var command = new ErasureCommand(erasure.id(), erasure.person());
        outbox.send(participants.stream()
                .map(to -> OutgoingMessage.of(to.commands(), erasure.id().toString(), command))
                .toList());
    }

    private static Instant nextLook(ErasureProgress progress, Instant now) {
        var doubled = FIRST_REMINDER.multipliedBy(1L << Math.min(progress.attempts() - 1, 10));
        return now.plus(doubled.compareTo(LAST_REMINDER) < 0 ? doubled : LAST_REMINDER);
    }
}
