package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.merging.Stage.Stopped;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A participant forgets a person, and takes nothing for it any more (API-11, hole 12). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class ErasuresIT {

    @Inject
    Stage stage;

    @Inject
    CustomerReferences references;

    @Inject
    MergeCommandHandler handler;

    @Inject
    Db db;

    @Inject
    ObjectMapper json;

    @Test
    @DisplayName(
            "Hole 12: records, manifests, edges and copies of all ids lose what they tell of the person; ids and links stay")
    void valuesGo() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        UUID remark = stage.remark(source, "{\"familyName\": \"Source\"}");
        UUID others = stage.remark(stage.customer(), "{\"familyName\": \"Neighbour\"}");
        stage.complete(merge);
        assertTrue(kept(merge), "the merge has kept values");

        ErasureCommand erasure = erasure(merge.survivor(), source);
        erase(erasure);

        assertEquals(Map.of("remarks", 1L), done(erasure));
        assertEquals("{}", detailsOf(remark));
        assertEquals("{\"familyName\": \"Neighbour\"}", detailsOf(others));
        assertEquals(
                merge.survivor().toString(),
                stage.text("SELECT customer_id FROM remark WHERE id = :id", Map.of("id", remark)));
        assertFalse(kept(merge), "neither manifest nor edge has values");
        assertEquals(merge.survivor(), references.leadsTo(source), "the redirect stays (SG-03)");
    }

    @Test
    @DisplayName("Hole 12: many rows are erased in chunks, each once, and the answer tells them all")
    void inChunks() {
        CustomerId customer = stage.customer();
        stage.purchases(customer, 1_234);
        ErasureCommand erasure = erasure(customer);

        erase(erasure);

        assertEquals(Map.of("purchases", 1_234L), done(erasure));
        assertEquals(
                1_234,
                stage.number(
                        "SELECT count(*) FROM purchase WHERE customer_id = :id AND version = 2",
                        Map.of("id", customer)));
    }

    @Test
    @DisplayName("SG-07: an erasure that can't go on does not hold up those behind it, and goes on when it can")
    void oneThatFails() {
        CustomerId stuck = stage.customer();
        CustomerId other = stage.customer();
        stage.purchases(stuck, 1);
        stage.purchases(other, 1);
        ErasureCommand first = erasure(stuck);
        ErasureCommand second = erasure(other);
        refuseUpdatesOf(stuck);
        try {
            erase(first);
            erase(second);

            assertEquals(Map.of("purchases", 1L), done(second));
            assertEquals(List.of(), replies(first));
        } finally {
            QuarkusTransaction.requiringNew().run(() -> db.handle().execute("DROP TRIGGER stuck ON purchase"));
        }
        assertEquals(Map.of("purchases", 1L), done(first));
    }

    /** As a fault of ours, or a broken index, would. */
    private void refuseUpdatesOf(CustomerId customer) {
        QuarkusTransaction.requiringNew().run(() -> {
            db.handle().execute("""
                    CREATE OR REPLACE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN RAISE EXCEPTION 'stuck'; END $$""");
            db.handle()
                    .execute("CREATE TRIGGER stuck BEFORE UPDATE ON purchase FOR EACH ROW WHEN (OLD.customer_id = '"
                            + customer + "') EXECUTE FUNCTION stuck()");
        });
    }

    @Test
    @DisplayName("SG-08: a command that comes again erases nothing twice and is answered alike")
    void again() {
        CustomerId customer = stage.customer();
        stage.purchases(customer, 3);
        ErasureCommand erasure = erasure(customer);
        erase(erasure);
        done(erasure);

        erase(erasure);

        Await.until("a second answer", () -> replies(erasure).size() == 2);
        assertEquals(Set.of(Map.of("purchases", 3L)), Set.copyOf(replies(erasure)));
        assertEquals(
                3,
                stage.number(
                        "SELECT count(*) FROM purchase WHERE customer_id = :id AND version = 2",
                        Map.of("id", customer)));
    }

    @Test
    @DisplayName(
            "Hole 12: a record that is being written is waited for, and erased; one that comes afterwards is refused")
    void aRecordThatIsBeingWrittenIsErased() throws Exception {
        CustomerId customer = stage.customer();
        Stopped writer = new Stopped();
        Future<UUID> late =
                Stage.meanwhile(() -> QuarkusTransaction.requiringNew().call(() -> {
                    UUID id = stage.insertPurchase(
                            customer, references.resolve(customer).uuid());
                    writer.here();
                    return id;
                }));
        writer.awaitReached();
        ErasureCommand erasure = erasure(customer);

        Future<?> erased = Stage.meanwhile(() -> {
            erase(erasure);
            return null;
        });
        stage.awaitWaiting();
        writer.letGo();
        erased.get();

        assertEquals(Map.of("purchases", 1L), done(erasure));
        assertEquals(2, stage.number("SELECT version FROM purchase WHERE id = :id", Map.of("id", late.get())));
        assertThrows(IllegalStateException.class, () -> stage.purchase(customer));
        QuarkusTransaction.requiringNew().run(() -> assertEquals(Map.of(), references.resolveAll(Set.of(customer))));
    }

    @Test
    @DisplayName("Hole 12: a dead letter that names the person is given up and forgotten; others stay")
    void deadLetters() {
        CustomerId customer = stage.customer();
        UUID mine = deadLetter("{\"id\":\"" + customer + "\",\"familyName\":\"Yamada\"}");
        UUID others = deadLetter("{\"id\":\"" + CustomerId.next() + "\"}");

        erase(erasure(customer));

        String forgotten = "SELECT count(*) FROM dead_letter WHERE id = :id AND body IS NULL AND ended_at IS NOT NULL";
        assertEquals(1, stage.number(forgotten, Map.of("id", mine)));
        assertEquals(0, stage.number(forgotten, Map.of("id", others)));
        stage.execute("DELETE FROM dead_letter");
    }

    private UUID deadLetter(String body) {
        UUID id = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .createUpdate("""
                        INSERT INTO dead_letter (id, consumer, message_id, topic, body, error)
                        VALUES (:id, 'test', :id, 'customer.facts', :body, 'test')""")
                        .bind("id", id)
                        .bind("body", body.getBytes(StandardCharsets.UTF_8))
                        .execute());
        return id;
    }

    private static ErasureCommand erasure(CustomerId customer, CustomerId... formerIds) {
        return new ErasureCommand(ErasureId.next(), new ErasedPerson(Stage.SHOP, customer, List.of(formerIds)));
    }

    private void erase(ErasureCommand command) {
        QuarkusTransaction.requiringNew()
                .run(() -> handler.handle(List.of(new IncomingMessage(
                        UUID.randomUUID(),
                        Topics.MERGE_COMMANDS_ORDER,
                        command.erasureId().toString(),
                        command,
                        Instant.now()))));
    }

    private Map<String, Long> done(ErasureCommand erasure) {
        Await.until("the erasure is answered", () -> !replies(erasure).isEmpty());
        return replies(erasure).getFirst();
    }

    private List<Map<String, Long>> replies(ErasureCommand erasure) {
        return db.read(
                handle -> handle.createQuery("SELECT body FROM outbox WHERE key = :key AND topic = :topic ORDER BY seq")
                        .bind("key", erasure.erasureId().toString())
                        .bind("topic", Topics.ERASURE_REPLIES.name())
                        .map((row, context) -> counts(row.getBytes("body")))
                        .list());
    }

    private Map<String, Long> counts(byte[] body) {
        try {
            return json.readValue(body, ErasureReply.class).counts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean kept(MergeCommand merge) {
        return stage.number("""
                SELECT (SELECT count(*) FROM merge_manifest WHERE merge_id = :merge)
                     + (SELECT count(*) FROM merge_edge WHERE merge_id = :merge AND details IS NOT NULL)""", Map.of("merge", merge.mergeId())) > 0;
    }

    private String detailsOf(UUID remark) {
        return stage.text("SELECT details::text FROM remark WHERE id = :id", Map.of("id", remark));
    }
}
