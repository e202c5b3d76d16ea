package io.mergesuite.merges.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.merge.MergeEffect.Complete;
import io.mergesuite.merges.merge.MergeEffect.Fail;
import io.mergesuite.merges.merge.MergeEffect.Send;
import io.mergesuite.merges.merge.MergeTransitions.Decision;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The transition table of the saga: every state, every event, every row. */
class MergeTransitionsTest {

    private static final Instant NOW = Instant.parse("2026-11-01T09:30:00Z");
    private static final Participant[] ALL = Participant.values();
    private static final Set<MergeProgress> REACHABLE = explore();

    @Test
    @DisplayName("SG-02 a merge that all agree on goes through every state to COMPLETED")
    void agreed() {
        // Given
        var merge = MergeTransitions.open().progress();

        // When
        var path = new ArrayList<MergeState>();
        path.add(merge.state());
        for (var event : agreedEvents()) {
            merge = MergeTransitions.decide(merge, event).progress();
            path.add(merge.state());
        }

        // Then
        assertEquals(
                List.of(
                        MergeState.REQUESTED,
                        MergeState.PREPARING,
                        MergeState.COMMITTED,
                        MergeState.REASSIGNING,
                        MergeState.RETIRING,
                        MergeState.COMPLETED),
                path.stream().distinct().toList());
        assertEquals(Map.of("orders", 9L), merge.moved());
        assertEquals(List.of("emails"), merge.losingFields());
    }

    @Test
    @DisplayName("SG-02 the pivot writes the reassign commands only after the last of four has prepared")
    void pivot() {
        for (var last : ALL) {
            var merge = dispatched();
            for (var other : ALL) {
                if (other != last) {
                    var decision = MergeTransitions.decide(merge, prepared(other));
                    assertEquals(List.of(), decision.effects());
                    merge = decision.progress();
                }
            }
            var decision = MergeTransitions.decide(merge, prepared(last));
            assertEquals(MergeTransition.PIVOT, decision.transition());
            assertEquals(
                    List.of(
                            new Send(MergeStep.REASSIGN, Participant.ORDER),
                            new Send(MergeStep.REASSIGN, Participant.LEAD),
                            new Send(MergeStep.REASSIGN, Participant.BLACKLIST)),
                    decision.effects());
        }
    }

    @Test
    @DisplayName("CM-11 the sources are retired only after the last of three has moved its rows")
    void retiredLast() {
        var movers = List.of(Participant.ORDER, Participant.LEAD, Participant.BLACKLIST);
        for (var last : movers) {
            var merge = dispatched();
            for (var one : ALL) {
                merge = MergeTransitions.decide(merge, prepared(one)).progress();
            }
            for (var other : movers) {
                if (other != last) {
                    var decision = MergeTransitions.decide(merge, new MergeEvent.Reassigned(other, Map.of(), NOW));
                    assertEquals(List.of(), decision.effects());
                    merge = decision.progress();
                }
            }
            var decision = MergeTransitions.decide(merge, new MergeEvent.Reassigned(last, Map.of(), NOW));
            assertEquals(MergeState.RETIRING, decision.progress().state());
            assertEquals(List.of(new Send(MergeStep.RETIRE, Participant.CUSTOMER)), decision.effects());
        }
    }

    @Test
    @DisplayName("SG-02 one refusal before the pivot takes everything back; claims go after the last undo")
    void refused() {
        var subject = CustomerId.next();
        var refused = MergeTransitions.decide(
                dispatched(), new MergeEvent.Refused(Participant.CUSTOMER, "customer-merged", subject, NOW));
        assertEquals(MergeState.ABORTING, refused.progress().state());
        assertEquals(
                Stream.of(ALL)
                        .<MergeEffect>map(p -> new Send(MergeStep.UNDO, p))
                        .toList(),
                refused.effects());

        var merge = refused.progress();
        for (int i = 0; i < ALL.length; i++) {
            var decision = MergeTransitions.decide(merge, new MergeEvent.Undone(ALL[i], NOW));
            assertEquals(i == ALL.length - 1 ? List.of(new Fail()) : List.of(), decision.effects());
            merge = decision.progress();
        }
        assertEquals(MergeState.ABORTED, merge.state());
        assertEquals(new MergeFailure("customer-merged", subject), merge.failure());
    }

    @Test
    @DisplayName(
            "API-09 an abort before the pivot takes everything back, and is kept with who asked; one that comes later changes nothing")
    void abortAsked() {
        var asked = new MergeEvent.AbortAsked("operator", NOW);
        for (var merge : REACHABLE) {
            var decision = MergeTransitions.decide(merge, asked);
            if (merge.state().beforePivot()) {
                assertEquals(MergeState.ABORTING, decision.progress().state());
                assertEquals(
                        new MergeFailure(MergeTransitions.ABORTED_ON_REQUEST, null, "operator"),
                        decision.progress().failure());
                assertEquals(
                        Stream.of(ALL)
                                .<MergeEffect>map(p -> new Send(MergeStep.UNDO, p))
                                .toList(),
                        decision.effects());
            } else {
                assertEquals(new Decision(MergeTransition.IGNORE, merge, List.of()), decision);
            }
        }
    }

    @Test
    @DisplayName("After the pivot nothing leads back: refusal, time-out and abort change nothing")
    void forwardOnly() {
        REACHABLE.stream()
                .filter(merge -> merge.state().rollingForward())
                .forEach(merge -> Stream.concat(
                                Stream.of(
                                        new MergeEvent.PrepareTimedOut(NOW), new MergeEvent.AbortAsked("someone", NOW)),
                                Stream.of(ALL)
                                        .flatMap(p -> Stream.of(
                                                new MergeEvent.Refused(p, "customer-merging", null, NOW),
                                                new MergeEvent.Undone(p, NOW))))
                        .forEach(event -> assertEquals(
                                new Decision(MergeTransition.IGNORE, merge, List.of()),
                                MergeTransitions.decide(merge, event))));
    }

    @Test
    @DisplayName("SG-08 an answer that came before changes nothing when it comes again")
    void repeated() {
        for (var merge : REACHABLE) {
            for (var event : answers()) {
                var once = MergeTransitions.decide(merge, event);
                var twice = MergeTransitions.decide(once.progress(), event);
                if (!once.progress().equals(merge) && !(event instanceof MergeEvent.Moving)) {
                    assertEquals(MergeTransition.IGNORE, twice.transition(), merge + " " + event);
                }
            }
        }
    }

    @Test
    @DisplayName("SG-05 in every live state but REQUESTED some command is awaited and is sent again when due")
    void neverStuck() {
        for (var merge : REACHABLE) {
            var again = MergeTransitions.decide(merge, new MergeEvent.DueAgain(NOW));
            boolean waits = !merge.state().ended() && merge.state() != MergeState.REQUESTED;
            assertEquals(waits, !again.effects().isEmpty(), merge.toString());
            assertEquals(
                    merge.awaited().stream()
                            .<MergeEffect>map(leg -> new Send(leg.step(), leg.participant()))
                            .toList(),
                    again.effects());
            if (waits) {
                assertEquals(merge.attempts() + 1, again.progress().attempts());
            }
        }
    }

    @Test
    @DisplayName("Claims are released exactly by the transition that ends the merge")
    void released() {
        for (var merge : REACHABLE) {
            for (var event : events()) {
                var decision = MergeTransitions.decide(merge, event);
                boolean ends =
                        !merge.state().ended() && decision.progress().state().ended();
                boolean releases =
                        decision.effects().stream().anyMatch(e -> e instanceof Complete || e instanceof Fail);
                assertEquals(ends, releases, merge + " " + event);
            }
        }
    }

    @Test
    @DisplayName("Hole 7: whoever is in doubt gets the command it owes an answer to, also when the merge has ended")
    void inDoubt() {
        for (var merge : REACHABLE) {
            for (var by : ALL) {
                var effects = MergeTransitions.decide(merge, new MergeEvent.InDoubt(by, NOW))
                        .effects();
                if (merge.state() == MergeState.ABORTED) {
                    assertEquals(List.of(new Send(MergeStep.UNDO, by)), effects);
                } else if (merge.state() == MergeState.COMPLETED) {
                    var due = by == Participant.CUSTOMER ? MergeStep.RETIRE : MergeStep.RECOVER;
                    assertEquals(List.of(new Send(due, Participant.CUSTOMER)), effects);
                } else {
                    assertEquals(
                            merge.awaited().stream()
                                    .filter(leg -> leg.participant() == by)
                                    .<MergeEffect>map(leg -> new Send(leg.step(), by))
                                    .toList(),
                            effects);
                }
            }
        }
    }

    @Test
    @DisplayName("Every row of the table is taken by some merge, and from each state it names")
    void everyTransitionVisited() {
        record Visit(MergeTransition transition, MergeState from) {}
        var visited = new HashSet<Visit>();
        visited.add(new Visit(MergeTransitions.open().transition(), null));
        visited.add(new Visit(MergeTransitions.recreate(NOW).transition(), null));
        for (var merge : REACHABLE) {
            for (var event : events()) {
                visited.add(new Visit(MergeTransitions.decide(merge, event).transition(), merge.state()));
            }
        }
        var expected = new HashSet<Visit>();
        for (var transition : MergeTransition.values()) {
            if (transition.from().isEmpty()) {
                expected.add(new Visit(transition, null));
            }
            transition.from().forEach(from -> expected.add(new Visit(transition, from)));
        }
        assertEquals(expected, visited);
    }

    @Test
    void aRowThatIsNotInTheTableIsRefused() {
        for (var transition : EnumSet.complementOf(EnumSet.of(MergeTransition.IGNORE))) {
            for (var before : MergeState.values()) {
                for (var after : MergeState.values()) {
                    boolean stays = transition.to().isEmpty();
                    assertEquals(
                            transition.from().contains(before)
                                    && (stays
                                            ? before == after
                                            : transition.to().orElseThrow() == after),
                            transition.allows(before, after));
                }
            }
        }
        assertFalse(MergeTransition.PIVOT.allows(MergeState.ABORTING, MergeState.COMMITTED));
        assertThrows(
                UnsupportedOperationException.class, () -> dispatched().legs().clear());
    }

    @Test
    @DisplayName("Hole 7: a merge of a restored orchestrator is made again past its pivot, and prepared once more")
    void recreated() {
        var decision = MergeTransitions.recreate(NOW);
        assertEquals(MergeState.COMMITTED, decision.progress().state());
        assertEquals(toAll(MergeStep.RECOVER), decision.effects());
        assertTrue(decision.progress().begun(MergeStep.PREPARE).isEmpty());
        assertEquals(MergeState.COMPLETED, rollForward(decision.progress()).state());
    }

    @Test
    @DisplayName(
            "SG-05, hole 7: an active redirect turns an abort round, whoever has undone its part before; never back")
    void activeTurnsAnAbortRound() {
        for (var active : ALL) {
            var merge = MergeTransitions.decide(dispatched(), new MergeEvent.PrepareTimedOut(NOW))
                    .progress();
            for (var other : ALL) {
                if (other != active) {
                    merge = MergeTransitions.decide(merge, new MergeEvent.Undone(other, NOW))
                            .progress();
                }
            }
            var decision = MergeTransitions.decide(merge, new MergeEvent.FoundActive(active, NOW));
            assertEquals(MergeTransition.RECOVER, decision.transition());
            assertEquals(MergeState.COMMITTED, decision.progress().state());
            assertEquals(toAll(MergeStep.RECOVER), decision.effects());
            assertNull(decision.progress().failure());
            assertEquals(MergeState.COMPLETED, rollForward(decision.progress()).state());
        }
    }

    @Test
    @DisplayName("Hole 7: past the pivot, who has undone its part is prepared once more")
    void undonePastThePivot() {
        var merge = MergeTransitions.recreate(NOW).progress();
        for (var by : ALL) {
            merge = MergeTransitions.decide(merge, recovered(by)).progress();
        }
        for (var leg : Leg.of(MergeStep.REASSIGN)) {
            var found = new MergeEvent.FoundUnprepared(leg.participant(), leg.step(), NOW);
            var decision = MergeTransitions.decide(merge, found);
            assertEquals(toAll(MergeStep.RECOVER), decision.effects());
            assertEquals(MergeState.COMPLETED, rollForward(decision.progress()).state());
            merge = MergeTransitions.decide(merge, new MergeEvent.Reassigned(leg.participant(), Map.of(), NOW))
                    .progress();
        }
        var found = new MergeEvent.FoundUnprepared(Participant.CUSTOMER, MergeStep.RETIRE, NOW);
        assertEquals(
                toAll(MergeStep.RECOVER), MergeTransitions.decide(merge, found).effects());
    }

    @Test
    @DisplayName(
            "API-07 what is shown of a merge has a greater revision after every change, also of one that is recovered")
    void revisionGrows() {
        for (var merge : REACHABLE) {
            for (var event : events()) {
                var decision = MergeTransitions.decide(merge, event);
                if (!decision.progress().equals(merge)) {
                    assertTrue(
                            revision(decision.progress()) > revision(merge)
                                    || decision.transition() == MergeTransition.MOVING,
                            decision.transition() + " of " + merge);
                }
            }
        }
    }

    private static long revision(MergeProgress merge) {
        return new MergeView(null, merge, null).revision();
    }

    private static List<MergeEffect> toAll(MergeStep step) {
        return Stream.of(ALL).<MergeEffect>map(p -> new Send(step, p)).toList();
    }

    /** All that are asked answer that they have done it. */
    private static MergeProgress rollForward(MergeProgress recovering) {
        var merge = recovering;
        for (var by : ALL) {
            merge = MergeTransitions.decide(merge, recovered(by)).progress();
        }
        for (var leg : Leg.of(MergeStep.REASSIGN)) {
            merge = MergeTransitions.decide(merge, new MergeEvent.Reassigned(leg.participant(), Map.of(), NOW))
                    .progress();
        }
        return MergeTransitions.decide(merge, new MergeEvent.Retired(Map.of(), List.of(), NOW))
                .progress();
    }

    private static MergeEvent recovered(Participant by) {
        return new MergeEvent.Recovered(by, Map.of(), List.of(), NOW);
    }

    /**
     * Of every progress that any order of events leads to, one of each shape: attempts, times and counts decide nothing, nor do legs whose
     * answers are not waited for.
     */
    private static Set<MergeProgress> explore() {
        record Shape(MergeState state, List<Leg> awaited, boolean failed, boolean stalled) {}
        var shapes = new HashSet<Shape>();
        var seen = new HashSet<MergeProgress>();
        var open = new ArrayDeque<MergeProgress>();
        open.add(MergeTransitions.open().progress());
        open.add(MergeTransitions.recreate(NOW).progress());
        while (!open.isEmpty()) {
            var merge = open.poll();
            if (shapes.add(new Shape(merge.state(), merge.awaited(), merge.failure() != null, merge.stalled()))) {
                seen.add(merge);
                for (var event : events()) {
                    var decision = MergeTransitions.decide(merge, event);
                    if (decision.transition() != MergeTransition.IGNORE) {
                        open.add(decision.progress());
                    }
                }
            }
        }
        return seen;
    }

    private static MergeProgress dispatched() {
        return MergeTransitions.decide(MergeTransitions.open().progress(), new MergeEvent.Dispatched(NOW))
                .progress();
    }

    private static MergeEvent prepared(Participant by) {
        return new MergeEvent.Prepared(by, Map.of(), List.of(), NOW);
    }

    private static List<MergeEvent> agreedEvents() {
        return Stream.<Stream<MergeEvent>>of(
                        Stream.of(new MergeEvent.Dispatched(NOW)),
                        Stream.of(ALL)
                                .map(p -> new MergeEvent.Prepared(
                                        p,
                                        Map.of("orders", 2L),
                                        p == Participant.CUSTOMER ? List.of("emails") : List.of(),
                                        NOW)),
                        Stream.of(Participant.ORDER, Participant.LEAD, Participant.BLACKLIST)
                                .map(p -> new MergeEvent.Reassigned(p, Map.of("orders", 3L), NOW)),
                        Stream.of(new MergeEvent.Retired(Map.of(), List.of(), NOW)))
                .flatMap(events -> events)
                .toList();
    }

    private static List<MergeEvent> answers() {
        return Stream.of(ALL)
                .<MergeEvent>flatMap(p -> Stream.of(
                        prepared(p),
                        new MergeEvent.Refused(p, "customer-merging", null, NOW),
                        new MergeEvent.Moving(p, Map.of("orders", 1L), NOW),
                        new MergeEvent.Reassigned(p, Map.of("orders", 2L), NOW),
                        new MergeEvent.Undone(p, NOW),
                        new MergeEvent.FoundActive(p, NOW),
                        new MergeEvent.FoundUnprepared(p, MergeStep.REASSIGN, NOW),
                        new MergeEvent.FoundUnprepared(p, MergeStep.RETIRE, NOW),
                        recovered(p)))
                .toList();
    }

    private static List<MergeEvent> events() {
        return Stream.concat(
                        answers().stream(),
                        Stream.concat(
                                Stream.of(ALL).map(p -> new MergeEvent.InDoubt(p, NOW)),
                                Stream.of(
                                        new MergeEvent.Dispatched(NOW),
                                        new MergeEvent.Retired(Map.of(), List.of(), NOW),
                                        new MergeEvent.DueAgain(NOW),
                                        new MergeEvent.PrepareTimedOut(NOW),
                                        new MergeEvent.Overdue(NOW),
                                        new MergeEvent.AbortAsked("someone", NOW))))
                .sorted(Comparator.comparing(event -> event.getClass().getSimpleName()))
                .toList();
    }
}
