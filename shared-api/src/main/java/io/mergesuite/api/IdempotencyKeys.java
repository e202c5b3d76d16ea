package io.mergesuite.api;

import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;

/** The table of idempotency keys (API-04). Time is the database's. */
@ApplicationScoped
class IdempotencyKeys {

    /** What a key is unique in. */
    record Scope(String principal, String shop, String operation, String key) {}

    /** A key that this request holds until it has answered, frees it, or its lease has run out and another has taken it. */
    record Claim(Scope scope, UUID attempt) {}

    /** The answer that a repeat gets. */
    record FirstAnswer(int status, String location, String body) {}

    /** @param answer null while the first request runs */
    private record Row(boolean sameBody, FirstAnswer answer) {}

    private static final Logger LOG = Logger.getLogger(IdempotencyKeys.class);
    private static final int PURGED_AT_ONCE = 5_000;
    private static final int TRIES = 5;
    private static final int ERASED = 410;

    private final Jdbi jdbi;
    private final TransactionManager transactions;
    private final Duration lease;
    private final Duration kept;

    IdempotencyKeys(AgroalDataSource dataSource, TransactionManager transactions, ApiSettings settings) {
        this.jdbi = Jdbi.create(dataSource)
                .setTransactionHandler(new CMTTransactionHandler())
                .registerArrayType(String.class, "text");
        this.transactions = transactions;
        this.lease = settings.idempotencyLease();
        this.kept = settings.idempotencyKept();
    }

    /**
     * Claims a key, or finds the answer of the request that had it. One statement, committed by itself.
     *
     * @param claim with a new attempt
     * @return empty if the key is held now
     */
    Optional<FirstAnswer> claim(Claim claim, byte[] bodySha256) {
        for (int tried = 0; tried < TRIES; tried++) {
            if (insertOrTakeOver(claim, bodySha256)) {
                return Optional.empty();
            }
            Optional<Row> held = find(claim.scope(), bodySha256);
            if (held.isPresent()) {
                return Optional.of(answerOf(held.get()));
            }
            // Freed in between: it can be had now.
        }
        throw new Problem(CommonProblem.IDEMPOTENCY_KEY_IN_USE, "other requests with this key come and go")
                .retryAfter(Duration.ofSeconds(1));
    }

    /**
     * An unanswered key whose lease has run out belongs to a request that died, or is so slow that it will not be let
     * write its answer. Nothing of it was committed, so another body may take it too.
     */
    private boolean insertOrTakeOver(Claim claim, byte[] bodySha256) {
        return jdbi.withHandle(db -> at(claim.scope(), db.createUpdate("""
                        INSERT INTO idempotency_key AS k
                               (principal, shop, operation, key, body_sha256, attempt, lease_until)
                        VALUES (:principal, :shop, :operation, :key, :hash, :attempt, clock_timestamp() + :lease * interval '1 ms')
                        ON CONFLICT (principal, shop, operation, key) DO UPDATE
                           SET body_sha256 = excluded.body_sha256, attempt = excluded.attempt,
                               lease_until = excluded.lease_until, created_at = excluded.created_at
                         WHERE k.status IS NULL AND k.lease_until < clock_timestamp()
                        """))
                        .bind("hash", bodySha256)
                        .bind("attempt", claim.attempt())
                        .bind("lease", lease.toMillis())
                        .execute())
                == 1;
    }

    private Optional<Row> find(Scope scope, byte[] bodySha256) {
        return jdbi.withHandle(db -> at(scope, db.createQuery("""
                        SELECT body_sha256 = :hash AS same_body, status, location, body FROM idempotency_key
                         WHERE principal = :principal AND shop = :shop AND operation = :operation AND key = :key
                        """))
                .bind("hash", bodySha256)
                .map((row, context) -> new Row(
                        row.getBoolean("same_body"),
                        row.getObject("status") == null
                                ? null
                                : new FirstAnswer(
                                        row.getInt("status"), row.getString("location"), row.getString("body"))))
                .findOne());
    }

    private static FirstAnswer answerOf(Row row) {
        if (!row.sameBody()) {
            throw new Problem(CommonProblem.IDEMPOTENCY_KEY_REUSED, "take a new key for a new request");
        }
        if (row.answer() == null) {
            throw new Problem(CommonProblem.IDEMPOTENCY_KEY_IN_USE, "repeat it once the first has ended")
                    .retryAfter(Duration.ofSeconds(1));
        }
        if (row.answer().status() == ERASED) {
            throw new Problem(CommonProblem.ERASED, "what this request made was erased");
        }
        return row.answer();
    }

    /** Writes the answer in the running transaction if the claim still holds. */
    void answer(Claim claim, FirstAnswer answer) {
        requireTransaction();
        int written = jdbi.withHandle(db -> at(claim.scope(), db.createUpdate("""
                        UPDATE idempotency_key SET status = :status, location = :location, body = :body
                         WHERE principal = :principal AND shop = :shop AND operation = :operation AND key = :key
                           AND attempt = :attempt AND status IS NULL
                        """))
                .bind("attempt", claim.attempt())
                .bind("status", answer.status())
                .bind("location", answer.location())
                .bind("body", answer.body())
                .execute());
        if (written != 1) {
            rollBack();
            throw new Problem(
                            CommonProblem.LEASE_LOST,
                            "a repeat of this request took it over; repeat it to see the answer")
                    .retryAfter(Duration.ofSeconds(1));
        }
    }

    /** Leaves of the answers with these locations that there was one, in the running transaction. */
    void forget(Collection<String> locations) {
        requireTransaction();
        jdbi.useHandle(db -> db.createUpdate(
                        "UPDATE idempotency_key SET status = :erased, body = NULL WHERE location = ANY (:locations)")
                .bind("erased", ERASED)
                .bindArray("locations", String.class, locations)
                .execute());
    }

    /** Gives the key back, unless it was answered or taken over. */
    void free(Claim claim) {
        jdbi.useHandle(db -> at(claim.scope(), db.createUpdate("""
                        DELETE FROM idempotency_key
                         WHERE principal = :principal AND shop = :shop AND operation = :operation AND key = :key
                           AND attempt = :attempt AND status IS NULL
                        """))
                .bind("attempt", claim.attempt())
                .execute());
    }

    @Scheduled(every = "1h", delayed = "5m", identity = "purge of idempotency keys")
    void purge() {
        int purged;
        do {
            purged = jdbi.withHandle(db -> db.createUpdate("""
                            DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
                                SELECT ctid FROM idempotency_key
                                 WHERE created_at < now() - :kept * interval '1 ms' LIMIT :atOnce))
                            """)
                    .bind("kept", kept.toMillis())
                    .bind("atOnce", PURGED_AT_ONCE)
                    .execute());
            LOG.debugf("%d idempotency keys purged", purged);
        } while (purged == PURGED_AT_ONCE);
    }

    private static <S extends SqlStatement<S>> S at(Scope scope, S statement) {
        return statement
                .bind("principal", scope.principal())
                .bind("shop", scope.shop())
                .bind("operation", scope.operation())
                .bind("key", scope.key());
    }

    private void requireTransaction() {
        try {
            if (transactions.getStatus() != Status.STATUS_ACTIVE) {
                throw new IllegalStateException("the answer belongs into the working transaction");
            }
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    private void rollBack() {
        try {
            transactions.setRollbackOnly();
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }
}
