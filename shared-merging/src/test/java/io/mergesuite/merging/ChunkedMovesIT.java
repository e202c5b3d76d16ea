package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows that are many move in chunks, whoever is killed on the way (SG-01, SG-05). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class ChunkedMovesIT {

    @Inject
    Stage stage;

    @Inject
    ChunkedMoves chunkedMoves;

    @Test
    @DisplayName("A merge with many rows is answered while they move and when they have moved, each once")
    void manyRowsMoveInChunks() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.purchases(source, 1_700);
        UUID remark = stage.remark(source, "{\"familyName\": \"Old\", \"nickname\": \"N\"}");

        MergeReply turned = stage.complete(merge);
        MergeReply done = awaitDone(merge);
        MergeReply again = stage.send(MergeStep.REASSIGN, merge).getFirst();

        assertEquals(Outcome.IN_PROGRESS, turned.outcome());
        assertEquals(Map.of("purchases", 1_700L, "remarks", 1L), done.counts());
        assertEquals(done, again);
        assertEquals(0, stage.purchasesOf(source));
        assertEquals(
                1_700,
                stage.number(
                        "SELECT count(*) FROM purchase WHERE customer_id = :id AND version = 2",
                        Map.of("id", merge.survivor())));
        assertEquals(
                "Survivor",
                stage.text("SELECT details ->> 'familyName' FROM remark WHERE id = :id", Map.of("id", remark)));
        assertTrue(
                stage.repliesAbout(merge.mergeId()).stream()
                        .anyMatch(reply -> reply.outcome() == Outcome.IN_PROGRESS
                                && !reply.counts().isEmpty()),
                "progress is told on the way");
    }

    @Test
    @DisplayName("A move that is broken off goes on after its last chunk; what is written meanwhile is the survivor's")
    void aMoveThatIsBrokenOffGoesOn() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.purchases(source, 1_700);
        stage.execute("""
                CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (SELECT count(*) FROM purchase WHERE customer_id = '%s') >= 1000 THEN
                        RAISE EXCEPTION 'broken off';
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER break_off BEFORE UPDATE ON purchase FOR EACH STATEMENT EXECUTE FUNCTION break_off();
                """.formatted(merge.survivor()));
        UUID late;
        MergeReply meanwhile;
        try {
            stage.complete(merge);
            Await.until("two chunks have moved", () -> stage.purchasesOf(merge.survivor()) >= 1_000);
            late = stage.purchase(source);
            meanwhile = stage.send(MergeStep.REASSIGN, merge).getFirst();
        } finally {
            stage.execute("DROP TRIGGER break_off ON purchase; DROP FUNCTION break_off()");
        }
        MergeReply done = awaitDone(merge);

        assertEquals(MergeReply.inProgress(merge.mergeId(), Map.of("purchases", 1_000L)), meanwhile);
        assertEquals(Map.of("purchases", 1_700L), done.counts(), "each row is moved once");
        assertEquals(merge.survivor(), stage.ownerOf(late));
        assertEquals(1_701, stage.purchasesOf(merge.survivor()));
    }

    @Test
    @DisplayName("Several workers share a merge, and one answer is given")
    void severalWorkersShareAMerge() throws Exception {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer(), stage.customer(), stage.customer());
        merge.sources().forEach(source -> stage.purchases(source, 900));
        stage.complete(merge);

        List<Future<Integer>> workers =
                Stream.generate(() -> Stage.meanwhile(this::moveAll)).limit(3).toList();
        for (Future<Integer> worker : workers) {
            worker.get();
        }
        MergeReply done = awaitDone(merge);

        assertEquals(Map.of("purchases", 2_700L), done.counts());
        assertEquals(2_700, stage.purchasesOf(merge.survivor()));
        assertEquals(
                1,
                stage.replies(merge.mergeId().value()).stream()
                        .filter(reply -> reply.merges().getFirst().outcome() == Outcome.DONE)
                        .count());
    }

    @Test
    @DisplayName("Rows still on their way go to where the survivor has been merged meanwhile")
    void rowsOnTheirWayFollowTheSurvivor() {
        CustomerId a = stage.customer();
        CustomerId b = stage.customer();
        CustomerId c = stage.customer();
        stage.purchases(a, 1_200);
        MergeCommand first = Stage.merge(b, a);
        stage.send(MergeStep.PREPARE, first);
        MergeCommand second = Stage.merge(c, b);
        // Claims keep the orchestrator from asking this; the participant must not depend on it.
        stage.send(MergeStep.PREPARE, second);

        stage.send(MergeStep.REASSIGN, first);
        stage.send(MergeStep.REASSIGN, second);
        awaitDone(first);

        assertEquals(1_200, stage.purchasesOf(c));
    }

    private int moveAll() {
        int chunks = 0;
        while (QuarkusTransaction.requiringNew()
                .call(() -> chunkedMoves.moveNext(Set.of(), false))
                .isPresent()) {
            chunks++;
        }
        return chunks;
    }

    private MergeReply awaitDone(MergeCommand merge) {
        Await.until("all rows have moved", () -> done(merge).findFirst().isPresent());
        return done(merge).findFirst().orElseThrow();
    }

    private Stream<MergeReply> done(MergeCommand merge) {
        return stage.replies(merge.mergeId().value()).stream()
                .flatMap(replies -> replies.merges().stream())
                .filter(reply -> reply.outcome() == Outcome.DONE);
    }
}
