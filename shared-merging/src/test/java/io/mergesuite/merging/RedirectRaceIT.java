package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.merging.Stage.Stopped;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** However an order and a merge race, the order ends under the survivor (CM-06, SG-01). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class RedirectRaceIT {

    @Inject
    Stage stage;

    @Inject
    CustomerReferences references;

    @Test
    @DisplayName("Hole 1: an order that is being written is waited for, and moved")
    void anOrderThatIsBeingWrittenIsMoved() throws Exception {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.send(MergeStep.PREPARE, merge);
        Stopped writer = new Stopped();
        Future<UUID> order =
                Stage.meanwhile(() -> QuarkusTransaction.requiringNew().call(() -> {
                    UUID id = stage.insertPurchase(
                            source, references.resolve(source).uuid());
                    writer.here();
                    return id;
                }));
        writer.awaitReached();

        Future<?> flip = Stage.meanwhile(() -> stage.send(MergeStep.REASSIGN, merge));
        stage.awaitWaiting();
        writer.letGo();

        flip.get();
        assertEquals(merge.survivor(), stage.ownerOf(order.get()));
    }

    @Test
    @DisplayName("Hole 1: an order that comes while redirects turn waits, and is written under the survivor")
    void anOrderThatComesWhileRedirectsTurnWaits() throws Exception {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.send(MergeStep.PREPARE, merge);
        Stopped turn = new Stopped();
        Future<?> flip = Stage.meanwhile(() -> stage.handle(turn::here, MergeStep.REASSIGN, merge));
        turn.awaitReached();

        Future<UUID> order = Stage.meanwhile(() -> stage.purchase(source));
        stage.awaitWaiting();
        turn.letGo();

        flip.get();
        assertEquals(merge.survivor(), stage.ownerOf(order.get()));
    }

    @Test
    @DisplayName("Hole 1: without the share lock the order is left behind, so the two tests above can fail")
    void withoutTheShareLockTheOrderIsLeftBehind() throws Exception {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.send(MergeStep.PREPARE, merge);
        Stopped writer = new Stopped();
        Future<UUID> order =
                Stage.meanwhile(() -> QuarkusTransaction.requiringNew().call(() -> {
                    UUID id = stage.insertPurchase(
                            source, references.leadsTo(source).value());
                    writer.here();
                    return id;
                }));
        writer.awaitReached();

        stage.send(MergeStep.REASSIGN, merge);
        writer.letGo();

        assertEquals(source, stage.ownerOf(order.get()));
    }

    @Test
    @DisplayName("Hole 2: a reference that one transaction inserts and gives up is there for the other")
    void aReferenceThatIsGivenUpIsInsertedByTheOther() throws Exception {
        CustomerId customer = CustomerId.next();
        MergeCommand merge = Stage.merge(stage.customer(), customer);
        Stopped prepare = new Stopped();
        Future<?> aborted = Stage.meanwhile(() -> stage.handle(
                () -> {
                    prepare.here();
                    throw new IllegalStateException("the process dies");
                },
                MergeStep.PREPARE,
                merge));
        prepare.awaitReached();

        Future<UUID> order =
                Stage.meanwhile(() -> QuarkusTransaction.requiringNew().call(() -> {
                    references.ensure(Stage.SHOP, List.of(customer));
                    return stage.insertPurchase(
                            customer, references.resolve(customer).uuid());
                }));
        stage.awaitWaiting();
        prepare.letGo();

        assertThrows(Exception.class, aborted::get);
        UUID written = order.get();
        stage.complete(merge);
        assertEquals(merge.survivor(), stage.ownerOf(written));
    }

    @Test
    @DisplayName("Hole 2: an undo keeps the reference, so that a writer finds what it has looked up")
    void anUndoKeepsTheReference() throws Exception {
        CustomerId customer = CustomerId.next();
        MergeCommand merge = Stage.merge(stage.customer(), customer);
        stage.send(MergeStep.PREPARE, merge);
        Stopped undo = new Stopped();
        Future<?> undone = Stage.meanwhile(() -> stage.handle(undo::here, MergeStep.UNDO, merge));
        undo.awaitReached();

        Future<UUID> order = Stage.meanwhile(() -> stage.purchase(customer));
        stage.awaitWaiting();
        undo.letGo();

        undone.get();
        assertEquals(customer, stage.ownerOf(order.get()));
        stage.complete(Stage.merge(merge.survivor(), customer));
        assertEquals(merge.survivor(), stage.ownerOf(order.get()));
    }

    @Test
    @DisplayName("Hole 3: an order for A, merged into B, waits while B is merged into C, and is written under C")
    void anOrderAtTheBeginningOfAChainWaitsForItsEnd() throws Exception {
        CustomerId a = stage.customer();
        CustomerId b = stage.customer();
        CustomerId c = stage.customer();
        stage.complete(Stage.merge(b, a));
        MergeCommand onward = Stage.merge(c, b);
        stage.send(MergeStep.PREPARE, onward);
        Stopped turn = new Stopped();
        Future<?> flip = Stage.meanwhile(() -> stage.handle(turn::here, MergeStep.REASSIGN, onward));
        turn.awaitReached();

        Future<UUID> order = Stage.meanwhile(() -> stage.purchase(a));
        stage.awaitWaiting();
        turn.letGo();

        flip.get();
        assertEquals(c, stage.ownerOf(order.get()));
        assertEquals(c, references.leadsTo(a), "one step, however long the chain (SG-03)");
    }

    @Test
    @DisplayName(
            "Hole 3: a merge of B into C waits for an order that is being written for A, merged into B, and moves it")
    void aMergeOfTheEndWaitsForAnOrderAtTheBeginning() throws Exception {
        CustomerId a = stage.customer();
        CustomerId b = stage.customer();
        CustomerId c = stage.customer();
        stage.complete(Stage.merge(b, a));
        MergeCommand onward = Stage.merge(c, b);
        stage.send(MergeStep.PREPARE, onward);
        Stopped writer = new Stopped();
        Future<UUID> order =
                Stage.meanwhile(() -> QuarkusTransaction.requiringNew().call(() -> {
                    UUID id = stage.insertPurchase(a, references.resolve(a).uuid());
                    writer.here();
                    return id;
                }));
        writer.awaitReached();

        Future<?> flip = Stage.meanwhile(() -> stage.send(MergeStep.REASSIGN, onward));
        stage.awaitWaiting();
        writer.letGo();

        flip.get();
        assertEquals(c, stage.ownerOf(order.get()));
    }

    @Test
    @DisplayName("Hole 4: edges stay as they were made, and the pointers are what they say")
    void edgesAreKept() {
        CustomerId a = stage.customer();
        CustomerId b = stage.customer();
        CustomerId c = stage.customer();
        UUID order = stage.purchase(a);

        stage.complete(Stage.merge(b, a));
        stage.complete(Stage.merge(c, b));

        assertEquals(c, stage.ownerOf(order));
        assertEquals(
                1,
                stage.number(
                        "SELECT count(*) FROM merge_edge WHERE source_id = :a AND survivor_id = :b AND state = 'ACTIVE'",
                        Map.of("a", a, "b", b)));
        assertEquals(c, stage.endsByEdges().get(a));
        assertEquals(c, references.leadsTo(a));
    }

    @Test
    @DisplayName("An id that was never confirmed can't be written (OR-05)")
    void anIdThatWasNeverConfirmedCannotBeWritten() {
        CustomerId unknown = CustomerId.next();

        assertThrows(IllegalStateException.class, () -> stage.purchase(unknown));

        assertFalse(references.known(List.of(unknown)).containsKey(unknown));
    }
}
