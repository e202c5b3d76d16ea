package io.mergesuite.orders.order;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.OrderFacts;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.RepublishedTopic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tells customer-service of each customer's orders (CU-05, ADR 17): takes the notes that triggers have made of whose orders have changed,
 * counts what the orders say by now, and sends it. Whatever was missed is made up for by the next note. While a customer's orders are moved
 * in chunks the notes wait: a million orders are counted once, not with each chunk.
 *
 * <p>Died before the commit of a round: its notes are still there. Died after it: its messages lie in the outbox.
 */
@ApplicationScoped
class OrderFactsTopic implements RepublishedTopic {

    /** Notes taken in one round; a customer may have several. */
    private static final int ROUND = 1_000;

    private static final int CHUNK = 10_000;

    private static final int LOCK = 0x66616374; // of locks with two numbers

    private final Db db;
    private final Outbox outbox;

    OrderFactsTopic(Db db, Outbox outbox) {
        this.db = db;
        this.outbox = outbox;
    }

    @Override
    public Topic topic() {
        return Topics.ORDER_FACTS;
    }

    @Scheduled(every = "{suite.orders.facts-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tell() {
        while (QuarkusTransaction.requiringNew().call(this::round)) {
            // One after the other, until nothing is due.
        }
    }

    /** Whether more may be due. */
    private boolean round() {
        // One replica at a time, until its commit: a greater version was then counted later.
        if (!db.handle()
                .createQuery("SELECT pg_try_advisory_xact_lock(" + LOCK + ", 0)")
                .mapTo(Boolean.class)
                .one()) {
            return false;
        }
        List<CustomerId> due = db.handle()
                .createQuery("""
                        DELETE FROM order_facts_due
                         WHERE seq = ANY (ARRAY(
                                   SELECT seq FROM order_facts_due due
                                    WHERE customer_id NOT IN (SELECT source_id FROM customer_in_move)
                                      AND customer_id NOT IN (SELECT survivor_id FROM customer_in_move)
                                    ORDER BY seq LIMIT :round))
                        RETURNING customer_id""")
                .bind("round", ROUND)
                .mapTo(CustomerId.class)
                .list();
        if (due.isEmpty()) {
            return false;
        }
        outbox.send(facts(new HashSet<>(due)).stream()
                .map(facts -> OutgoingMessage.ofVersion(
                        Topics.ORDER_FACTS, facts.customerId().toString(), facts.version(), facts))
                .toList());
        return due.size() == ROUND;
    }

    /** By a statement after the one that took the notes: it sees all that they stand for. */
    private List<OrderFacts> facts(Set<CustomerId> customers) {
        long version = nextVersion();
        return db.handle()
                .createQuery("""
                        SELECT r.id, r.shop_id, f.orders,
                               (SELECT l.placed_at FROM orders l WHERE l.customer_id = r.id ORDER BY l.id DESC LIMIT 1) AS last
                          FROM unnest(:customers) AS c (id)
                          JOIN customer_reference r ON r.id = c.id
                         CROSS JOIN LATERAL (SELECT count(*) AS orders FROM orders o WHERE o.customer_id = r.id) f""")
                .bindNamedArgumentFinder(Columns.of(customers).uuids("customers", CustomerId::value))
                .map((row, context) -> new OrderFacts(
                        new CustomerId(row.getObject("id", UUID.class)),
                        new ShopId(row.getString("shop_id")),
                        version,
                        row.getLong("orders"),
                        Optional.ofNullable(row.getObject("last", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null)))
                .list();
    }

    /** Greater than any before: after a restore of the database too, which sets the sequence back, by the clock. */
    private long nextVersion() {
        return db.handle().createQuery("""
                        SELECT setval('order_facts_version', greatest(nextval('order_facts_version'),
                                      (extract(epoch FROM clock_timestamp()) * 1000000)::bigint))""").mapTo(long.class).one();
    }

    /** Notes every customer that is known here, whoever had orders once too: it is told of the present state, in a new version. */
    @Override
    public void republish(Outbox filled) {
        UUID after = new UUID(0, 0);
        while (after != null) {
            UUID from = after;
            after = QuarkusTransaction.requiringNew().call(() -> noteAfter(from));
        }
    }

    /** The id of the last one noted, or null if none was left. */
    private UUID noteAfter(UUID after) {
        return db.handle()
                .createQuery("""
                        WITH known AS (
                            SELECT id FROM customer_reference WHERE id > :after ORDER BY id LIMIT :chunk
                        ), noted AS (
                            INSERT INTO order_facts_due (customer_id) SELECT id FROM known
                        )
                        SELECT id FROM known ORDER BY id DESC LIMIT 1""")
                .bind("after", after)
                .bind("chunk", CHUNK)
                .mapTo(UUID.class)
                .findOne()
                .orElse(null);
    }
}
