package io.mergesuite.merging;

import static io.mergesuite.contracts.merge.MergeStep.PREPARE;
import static io.mergesuite.contracts.merge.MergeStep.PROBE;
import static io.mergesuite.contracts.merge.MergeStep.REASSIGN;
import static io.mergesuite.contracts.merge.MergeStep.RECOVER;
import static io.mergesuite.contracts.merge.MergeStep.RETIRE;
import static io.mergesuite.contracts.merge.MergeStep.UNDO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.merging.ParticipationRules.Answer;
import io.mergesuite.merging.ParticipationRules.Decision;
import io.mergesuite.merging.ParticipationRules.Effect;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table "Participants" of docs/design.md, cell by cell. */
class ParticipationRulesTest {

    private static final CustomerId CUSTOMER = CustomerId.next();

    @ParameterizedTest
    @CsvSource({
        "PREPARE, none, Note, Done",
        "PREPARE, PENDING, '', Done",
        "PREPARE, ACTIVE, '', Done",
        "PREPARE, UNDONE, '', Refused",
        "REASSIGN, none, Note Turn, Done",
        "REASSIGN, PENDING, Turn, Done",
        "REASSIGN, ACTIVE, '', Done",
        "REASSIGN, UNDONE, '', Refused",
        "UNDO, none, NoteUndone, Done",
        "UNDO, PENDING, Undo, Done",
        "UNDO, ACTIVE, '', Active",
        "UNDO, UNDONE, '', Done",
        "RECOVER, none, Note, Done",
        "RECOVER, PENDING, '', Done",
        "RECOVER, ACTIVE, '', Done",
        "RECOVER, UNDONE, Revive, Done",
        "PROBE, none, '', Known",
        "PROBE, PENDING, '', Known",
        "PROBE, ACTIVE, '', Known",
        "PROBE, UNDONE, '', Known",
    })
    @DisplayName("Holes 5 to 7: what a command does in each state of the edges")
    void whatACommandDoes(MergeStep step, String state, String effects, String answer) {
        Decision decision = ParticipationRules.decide(step, in(state, false, 3));

        assertEquals(
                effects,
                String.join(
                        " ",
                        decision.effects().stream()
                                .map(effect -> effect.getClass().getSimpleName())
                                .toList()));
        assertEquals(answer, decision.answer().getClass().getSimpleName());
    }

    @Test
    @DisplayName("More than 500 rows move in chunks, and the answer is that they are moving")
    void manyRowsMoveInChunks() {
        assertEquals(
                new Decision(List.of(new Effect.Turn(false)), new Answer.Done()),
                ParticipationRules.decide(REASSIGN, in("PENDING", false, 500)));
        assertEquals(
                new Decision(List.of(new Effect.Turn(true)), new Answer.StillMoving()),
                ParticipationRules.decide(REASSIGN, in("PENDING", false, 501)));
        assertEquals(
                new Decision(List.of(), new Answer.StillMoving()),
                ParticipationRules.decide(REASSIGN, in("ACTIVE", true, 0)));
    }

    @Test
    @DisplayName("SG-01: many merges with few rows each do not make one transaction of very many rows")
    void rowsOfATransactionAreBounded() {
        assertEquals(new Effect.Turn(false), turn(500, 9_500));
        assertEquals(new Effect.Turn(true), turn(500, 9_501));
    }

    private static Effect turn(long rows, long before) {
        return ParticipationRules.decide(
                        REASSIGN,
                        new Participation(
                                Optional.of(EdgeState.PENDING),
                                false,
                                rows,
                                before,
                                false,
                                Optional.empty(),
                                Optional.empty()))
                .effects()
                .getFirst();
    }

    @Test
    @DisplayName(
            "SG-06: what is about to be merged away, or has been, refuses a prepare with its code and the customer")
    void aPrepareIsRefused() {
        assertEquals(
                new Answer.Refused("customer-merging", CUSTOMER),
                ParticipationRules.decide(
                                PREPARE,
                                new Participation(
                                        Optional.empty(), false, 0, 0, false, Optional.of(CUSTOMER), Optional.empty()))
                        .answer());
        assertEquals(
                new Answer.Refused("customer-merged", CUSTOMER),
                ParticipationRules.decide(
                                PREPARE,
                                new Participation(
                                        Optional.empty(), false, 0, 0, false, Optional.empty(), Optional.of(CUSTOMER)))
                        .answer());
        assertEquals(
                new Answer.Refused("merge-expired", null),
                ParticipationRules.decide(
                                PREPARE,
                                new Participation(
                                        Optional.empty(), false, 0, 0, true, Optional.empty(), Optional.empty()))
                        .answer());
    }

    @ParameterizedTest
    @EnumSource(EdgeState.class)
    @DisplayName("After the pivot nothing refuses: obstacles count for a prepare of an unknown merge alone")
    void obstaclesCountForAnUnknownPrepareAlone(EdgeState state) {
        Participation obstructed =
                new Participation(Optional.of(state), false, 0, 0, true, Optional.of(CUSTOMER), Optional.of(CUSTOMER));

        for (MergeStep step : List.of(PREPARE, RECOVER, REASSIGN, UNDO, PROBE)) {
            assertEquals(
                    ParticipationRules.decide(step, in(state.name(), false, 0)),
                    ParticipationRules.decide(step, obstructed));
        }
    }

    @Test
    @DisplayName("RETIRE is not for this participant")
    void retireIsForAnother() {
        assertThrows(IllegalArgumentException.class, () -> ParticipationRules.decide(RETIRE, in("ACTIVE", false, 0)));
    }

    private static Participation in(String state, boolean moving, long rows) {
        return new Participation(
                state.equals("none") ? Optional.empty() : Optional.of(EdgeState.valueOf(state)),
                moving,
                rows,
                0,
                false,
                Optional.empty(),
                Optional.empty());
    }
}
