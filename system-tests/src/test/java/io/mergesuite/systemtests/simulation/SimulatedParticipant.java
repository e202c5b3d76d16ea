package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A participant of the saga under simulation: production rules over some carrier of their effects. Each call is one transaction.
 * One carrier is memory; the other, PostgreSQL by the services' own SQL, plays the same schedules and must end in the same states.
 */
public interface SimulatedParticipant {

    Participant participant();

    /**
     * Does what is asked of one merge, and replies.
     */
    MergeReply handle(MergeStep step, MergeCommand command, Instant now);

    /** What it knows of its part in a merge. */
    Optional<EdgeState> state(MergeId merge);

    /** Asks about every merge that is prepared and has not ended. */
    List<MergeReply> inDoubt();

    /** Where merged-away customers lead. */
    Map<CustomerId, CustomerId> redirects();

    /** All of its state, in a few characters: equal for equal states. */
    String fingerprint();

    SimulatedParticipant copy();
}
