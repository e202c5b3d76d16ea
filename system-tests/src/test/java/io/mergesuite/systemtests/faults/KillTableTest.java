package io.mergesuite.systemtests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.Service;
import io.mergesuite.merges.merge.Leg;
import io.mergesuite.merges.merge.MergeState;
import io.mergesuite.merges.merge.MergeTransition;
import io.mergesuite.systemtests.faults.KillTable.Cell;
import io.mergesuite.systemtests.faults.KillTable.Side;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of kills demands what the transition table lets each service write. */
class KillTableTest {

    @Test
    @DisplayName("the states are those of the orchestrator")
    void states() {
        assertEquals(names(MergeState.values()), names(SagaState.values()));
    }

    @Test
    @DisplayName("in each state the participants may write that are asked its step")
    void participants() {
        for (MergeState state : MergeState.values()) {
            SagaState row = SagaState.valueOf(state.name());
            assertEquals(
                    state.step().map(MergeStep::name).map(step -> step.toLowerCase(Locale.ROOT)),
                    row.step(),
                    state.name());
            Set<String> asked = state.step().stream()
                    .flatMap(step -> Leg.of(step).stream())
                    .map(leg -> leg.participant().name() + "_SERVICE")
                    .collect(Collectors.toSet());
            assertEquals(
                    asked,
                    Stream.of(Service.values())
                            .filter(service -> service != Service.MERGE_ORCHESTRATOR && row.writtenBy(service))
                            .map(Service::name)
                            .collect(Collectors.toSet()),
                    state.name());
        }
    }

    @Test
    @DisplayName(
            "the orchestrator writes every state that a transition leads to; REQUESTED only together with the next")
    void orchestrator() {
        Set<MergeState> ledTo = EnumSet.noneOf(MergeState.class);
        Arrays.stream(MergeTransition.values()).flatMap(t -> t.to().stream()).forEach(ledTo::add);
        ledTo.remove(MergeState.REQUESTED);
        assertEquals(
                ledTo.stream().map(MergeState::name).collect(Collectors.toSet()),
                Stream.of(SagaState.values())
                        .filter(state -> state.writtenBy(Service.MERGE_ORCHESTRATOR))
                        .map(SagaState::name)
                        .collect(Collectors.toSet()));
    }

    @Test
    @DisplayName("a required cell is empty until a kill has hit it, and every cell has kills that are meant for it")
    void cells() {
        KillTable table = new KillTable();
        Cell cell = new Cell(SagaState.ABORTING, Service.LEAD_SERVICE, Side.AFTER);
        assertTrue(table.empty().contains(cell));
        table.hit(cell);
        assertFalse(table.empty().contains(cell));
        for (Target target : Target.all()) {
            assertEquals(target.name().equals(cell.toString()), target.reached().test(table), target.name());
        }
        KillTable full = new KillTable();
        KillTable.required().forEach(full::hit);
        assertEquals(List.of(), full.empty());
    }

    private static List<String> names(Enum<?>... values) {
        return Stream.of(values).map(Enum::name).toList();
    }
}
