package io.mergesuite.merges.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.Participant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErasureProgressTest {

    private static final ErasureId ID = ErasureId.next();
    private static final Instant NOW = Instant.parse("2026-11-01T09:30:00Z");

    private final ErasureProgress begun = ErasureProgress.begin(NOW);

    @Test
    @DisplayName("Hole 12: customer-service alone is asked first, as it alone may refuse; then all others at once")
    void customerServiceFirst() {
        assertEquals(Set.of(Participant.CUSTOMER), begun.awaited());

        var erasing = done(begun, Participant.CUSTOMER);

        assertEquals(ErasureState.ERASING, erasing.state());
        assertEquals(Set.of(Participant.ORDER, Participant.LEAD, Participant.BLACKLIST), erasing.awaited());
    }

    @Test
    @DisplayName("API-11: it is completed when the last has answered, in whatever order")
    void completedByTheLast() {
        for (var order : List.of(
                List.of(Participant.ORDER, Participant.LEAD, Participant.BLACKLIST),
                List.of(Participant.BLACKLIST, Participant.LEAD, Participant.ORDER))) {
            var progress = done(begun, Participant.CUSTOMER);
            for (var participant : order) {
                assertEquals(ErasureState.ERASING, progress.state());
                progress = done(progress, participant);
            }
            assertEquals(ErasureState.COMPLETED, progress.state());
            assertEquals(Set.of(), progress.awaited());
        }
    }

    @Test
    @DisplayName("A refusal ends it before anything has changed, and asks nobody else")
    void refused() {
        var refused = begun.heard(ErasureReply.refused(ID, Participant.CUSTOMER, ErasureReply.PERSON_CHANGED), NOW);

        assertEquals(ErasureState.REFUSED, refused.state());
        assertEquals(ErasureReply.PERSON_CHANGED, refused.code());
        assertEquals(Set.of(), refused.awaited());
        assertEquals(Set.of(Participant.CUSTOMER), refused.steps().keySet());
    }

    @Test
    @DisplayName("SG-08: what comes twice, late, or from who was not asked changes nothing")
    void repeated() {
        assertEquals(begun, done(begun, Participant.ORDER));
        var erasing = done(begun, Participant.CUSTOMER);
        assertEquals(erasing, done(erasing, Participant.CUSTOMER));
        assertEquals(
                erasing,
                erasing.heard(ErasureReply.refused(ID, Participant.CUSTOMER, ErasureReply.PERSON_CHANGED), NOW));
        var one = done(erasing, Participant.LEAD);
        assertEquals(one, one.heard(ErasureReply.done(ID, Participant.LEAD, Map.of("leads", 9L)), NOW.plusSeconds(1)));
    }

    @Test
    @DisplayName("SG-05: who is silent is asked again, and no one else")
    void askedAgain() {
        var again = done(done(begun, Participant.CUSTOMER), Participant.ORDER).again();

        assertEquals(1, again.steps().get(Participant.CUSTOMER).attempts());
        assertEquals(1, again.steps().get(Participant.ORDER).attempts());
        assertEquals(2, again.steps().get(Participant.LEAD).attempts());
        assertEquals(2, again.attempts());
    }

    private static ErasureProgress done(ErasureProgress progress, Participant by) {
        return progress.heard(ErasureReply.done(ID, by, Map.of()), NOW);
    }
}
