package io.mergesuite.merging;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Customers, records and commands for tests: a participant whose messages the test sends itself. */
@ApplicationScoped
class Stage {

    static final ShopId SHOP = new ShopId("sample");

    private final Db db;
    private final CustomerReferences references;
    private final MergeCommandHandler handler;
    private final ObjectMapper json;

    Stage(Db db, CustomerReferences references, MergeCommandHandler handler, ObjectMapper json) {
        this.db = db;
        this.references = references;
        this.handler = handler;
        this.json = json;
    }

    /** A merge as the orchestrator would ask for it. */
    static MergeCommand merge(CustomerId survivor, CustomerId... sources) {
        return new MergeCommand(MergeId.next(), SHOP, survivor, List.of(sources), null, details("Survivor", 7));
    }

    static SurvivorDetails details(String familyName, long version) {
        return new SurvivorDetails(version, familyName, "Given", null, null, null, "s@example.org", null, null, null);
    }

    /** A customer this service knows. */
    CustomerId customer() {
        CustomerId id = CustomerId.next();
        QuarkusTransaction.requiringNew().run(() -> references.ensure(SHOP, List.of(id)));
        return id;
    }

    /** A record written as every service writes one. */
    UUID purchase(CustomerId customer) {
        return QuarkusTransaction.requiringNew()
                .call(() ->
                        insertPurchase(customer, references.resolve(customer).uuid()));
    }

    UUID insertPurchase(CustomerId first, UUID customer) {
        UUID id = UuidCreator.getTimeOrderedEpochPlus1();
        db.handle()
                .createUpdate(
                        "INSERT INTO purchase (id, customer_id, first_customer_id) VALUES (:id, :customer, :first)")
                .bind("id", id)
                .bind("customer", customer)
                .bind("first", first)
                .execute();
        return id;
    }

    void purchases(CustomerId customer, int count) {
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .createUpdate("""
                        INSERT INTO purchase (id, customer_id, first_customer_id)
                        SELECT uuidv7(), :customer, :customer FROM generate_series(1, :count)""")
                        .bind("customer", customer)
                        .bind("count", count)
                        .execute());
    }

    UUID remark(CustomerId customer, String details) {
        return QuarkusTransaction.requiringNew().call(() -> {
            UUID id = UuidCreator.getTimeOrderedEpochPlus1();
            db.handle()
                    .createUpdate("""
                            INSERT INTO remark (id, customer_id, first_customer_id, details)
                            VALUES (:id, :customer, :first, :details::jsonb)""")
                    .bind("id", id)
                    .bind("customer", references.resolve(customer).uuid())
                    .bind("first", customer)
                    .bind("details", details)
                    .execute();
            return id;
        });
    }

    /** Handles one set in one transaction, and gives the replies that it put into the outbox. */
    List<MergeReply> send(MergeStep step, MergeCommand... merges) {
        return handle(() -> {}, step, merges);
    }

    /** As {@link #send}; the transaction runs something of the test's own before it commits. */
    List<MergeReply> handle(Runnable beforeCommit, MergeStep step, MergeCommand... merges) {
        MergeCommands set = new MergeCommands(UUID.randomUUID(), step, Arrays.asList(merges));
        QuarkusTransaction.requiringNew().run(() -> {
            handler.handle(List.of(new IncomingMessage(
                    UUID.randomUUID(), Topics.MERGE_COMMANDS_ORDER, set.setId().toString(), set, Instant.now())));
            beforeCommit.run();
        });
        return replies(set.setId()).stream()
                .flatMap(replies -> replies.merges().stream())
                .toList();
    }

    /** Prepares and reassigns. */
    MergeReply complete(MergeCommand merge) {
        send(MergeStep.PREPARE, merge);
        return send(MergeStep.REASSIGN, merge).getFirst();
    }

    /** What was answered under a key; of a chunked move and of a merge in doubt that is the merge's id. */
    List<MergeReplies> replies(UUID key) {
        return db.read(
                handle -> handle.createQuery("SELECT body FROM outbox WHERE key = :key AND topic = :topic ORDER BY seq")
                        .bind("key", key.toString())
                        .bind("topic", Topics.MERGE_REPLIES.name())
                        .map((row, context) -> replies(row.getBytes("body")))
                        .list());
    }

    /** All that was answered about a merge, unasked too. */
    List<MergeReply> repliesAbout(MergeId merge) {
        return db
                .read(handle -> handle.createQuery("SELECT body FROM outbox WHERE topic = :topic ORDER BY seq")
                        .bind("topic", Topics.MERGE_REPLIES.name())
                        .map((row, context) -> replies(row.getBytes("body")))
                        .list())
                .stream()
                .flatMap(replies -> replies.merges().stream())
                .filter(reply -> reply.mergeId().equals(merge))
                .toList();
    }

    CustomerId ownerOf(UUID purchase) {
        return db.read(handle -> handle.createQuery("SELECT customer_id FROM purchase WHERE id = :id")
                .bind("id", purchase)
                .mapTo(CustomerId.class)
                .one());
    }

    long purchasesOf(CustomerId customer) {
        return number("SELECT count(*) FROM purchase WHERE customer_id = :id", Map.of("id", customer));
    }

    long number(String query, Map<String, ?> values) {
        return db.read(handle ->
                handle.createQuery(query).bindMap(values).mapTo(long.class).one());
    }

    String text(String query, Map<String, ?> values) {
        return db.read(handle ->
                handle.createQuery(query).bindMap(values).mapTo(String.class).one());
    }

    void execute(String statement) {
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute(statement));
    }

    /** How many transactions wait for a lock on references at this moment. */
    long waiting() {
        return number("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE '%customer_reference%'""", Map.of());
    }

    void awaitWaiting() {
        Await.until("a transaction waits for a reference", () -> waiting() > 0);
    }

    /** Runs in a thread of its own. */
    static <T> Future<T> meanwhile(Supplier<T> work) {
        var executor = Executors.newSingleThreadExecutor();
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } finally {
            executor.shutdown();
        }
    }

    /** A transaction that stops before its commit until it is let go. */
    static final class Stopped {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        void here() {
            reached.countDown();
            Await.opened(letGo);
        }

        void awaitReached() {
            Await.opened(reached);
        }

        void letGo() {
            letGo.countDown();
        }
    }

    private MergeReplies replies(byte[] body) {
        try {
            return json.readValue(body, MergeReplies.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of each customer's chain, by the edges alone. */
    Map<CustomerId, CustomerId> endsByEdges() {
        Map<CustomerId, CustomerId> next = db.read(handle -> handle.createQuery(
                        "SELECT source_id, survivor_id FROM merge_edge WHERE state = 'ACTIVE'")
                .reduceRows(new HashMap<>(), (found, row) -> {
                    CustomerId before = found.put(
                            row.getColumn("source_id", CustomerId.class),
                            row.getColumn("survivor_id", CustomerId.class));
                    if (before != null) {
                        throw new AssertionError("two active redirects leave one customer");
                    }
                    return found;
                }));
        Map<CustomerId, CustomerId> ends = new HashMap<>();
        for (CustomerId from : next.keySet()) {
            List<CustomerId> way = new ArrayList<>(List.of(from));
            while (next.containsKey(way.getLast())) {
                CustomerId to = next.get(way.getLast());
                if (way.contains(to)) {
                    throw new AssertionError("redirects have a cycle");
                }
                way.add(to);
            }
            ends.put(from, way.getLast());
        }
        return ends;
    }
}
