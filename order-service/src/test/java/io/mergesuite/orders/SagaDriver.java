package io.mergesuite.orders;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Hands this service the messages that orchestrator and customer-service would send, each in a transaction as the loop does. */
@ApplicationScoped
public class SagaDriver {

    private final Instance<MessageHandler> handlers;
    private final Db db;

    SagaDriver(@Any Instance<MessageHandler> handlers, Db db) {
        this.handlers = handlers;
        this.db = db;
    }

    /** A merge of the sources into the survivor. */
    public MergeCommand merge(String shop, SurvivorDetails details, CustomerId survivor, CustomerId... sources) {
        return new MergeCommand(MergeId.next(), new ShopId(shop), survivor, List.of(sources), null, details);
    }

    public void prepare(MergeCommand merge) {
        step(MergeStep.PREPARE, merge, () -> {});
    }

    public void reassign(MergeCommand merge) {
        step(MergeStep.REASSIGN, merge, () -> {});
    }

    /** One step; {@code beforeCommit} runs when everything is done, in the same transaction. */
    public void step(MergeStep step, MergeCommand merge, Runnable beforeCommit) {
        UUID id = UUID.randomUUID();
        hand("merging", Topics.MERGE_COMMANDS_ORDER, new MergeCommands(id, step, List.of(merge)), beforeCommit);
    }

    public void tellOf(CustomerFacts facts) {
        hand("customer-copies", Topics.CUSTOMER_FACTS, facts, () -> {});
    }

    /** Opens shops here, as their settings on customer-service would. */
    public void open(String... shops) {
        for (String shop : shops) {
            hand(
                    "shop-copies",
                    Topics.SHOP_FACTS,
                    new ShopFacts(new ShopId(shop), 1, shop, "Asia/Tokyo", "JP", "ja", "JPY"),
                    () -> {});
        }
    }

    /** Runs something while no row can be added to a table. */
    public void whileNothingCanBeWrittenTo(String table, Runnable work) {
        execute("ALTER TABLE " + table + " ADD CONSTRAINT nothing CHECK (false) NOT VALID");
        try {
            work.run();
        } finally {
            execute("ALTER TABLE " + table + " DROP CONSTRAINT nothing");
        }
    }

    /** Puts a customer's rows back under another, as if the move of a merge had not reached them. */
    public void unmove(String table, CustomerId from, CustomerId to) {
        execute("UPDATE " + table + " SET customer_id = '" + to + "' WHERE customer_id = '" + from + "'");
    }

    /** Runs something while nobody else can change this customer's rows. */
    public void whileLocked(String table, CustomerId customer, Runnable work) {
        QuarkusTransaction.requiringNew().timeout(60).run(() -> {
            db.handle().execute("SELECT FROM " + table + " WHERE customer_id = '" + customer + "' FOR UPDATE");
            work.run();
        });
    }

    /** Stores many orders, of 2020, as if the customer had placed them. */
    public void placeMany(String shop, CustomerId customer, int orders) {
        execute("""
                INSERT INTO orders (id, shop_id, customer_id, first_customer_id, type, source, placed_at, currency, total, payment_state)
                SELECT uuidv7('2020-01-01' - now()), '%s', '%s', '%s', 'ORDER', 'IMPORT', '2020-01-01', 'JPY', 1, 'PAID'
                  FROM generate_series(1, %d)""".formatted(shop, customer, customer, orders));
    }

    /** Runs something while nobody else can read a table. */
    public void whileNobodyCanRead(String table, Runnable work) {
        QuarkusTransaction.requiringNew().run(() -> {
            db.handle().execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            work.run();
        });
    }

    /** Marks a record as one that a person must look at. */
    public void requireAttention(String table, String id) {
        execute("UPDATE " + table + " SET attention_required = true WHERE id = '" + id + "'");
    }

    private void execute(String statement) {
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute(statement));
    }

    /** Whether rows of the merge are still to be moved in chunks. */
    public boolean isMoving(MergeCommand merge) {
        return db.read(handle -> handle.createQuery("SELECT count(*) > 0 FROM merge_move WHERE merge_id = :merge")
                .bind("merge", merge.mergeId())
                .mapTo(boolean.class)
                .one());
    }

    /** How many transactions of this database wait for a lock at this moment. */
    public long waiting() {
        // In a transaction of its own: what PostgreSQL tells of others stays the same within one.
        return QuarkusTransaction.requiringNew()
                .call(() -> db.handle().createQuery("""
                        SELECT count(*) FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock'""").mapTo(long.class).one());
    }

    private void hand(String consumer, Topic topic, Object body, Runnable beforeCommit) {
        MessageHandler handler = handlers.stream()
                .filter(candidate -> candidate.consumer().equals(consumer))
                .findFirst()
                .orElseThrow();
        var message = new IncomingMessage(UUID.randomUUID(), topic, "key", body, Instant.now());
        QuarkusTransaction.requiringNew().timeout(60).run(() -> {
            handler.handle(List.of(message));
            beforeCommit.run();
        });
    }
}
