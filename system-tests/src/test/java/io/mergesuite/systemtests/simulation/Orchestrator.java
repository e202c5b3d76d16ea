package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.merges.merge.MergeEvent;
import io.mergesuite.merges.merge.MergeProgress;
import io.mergesuite.merges.merge.MergeState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** merge-orchestrator under simulation: production transitions over some carrier. Each call is one transaction. */
public interface Orchestrator {

    /** A merge; {@code details} from the lock's reply to the end. */
    record Held(CustomerId survivor, List<CustomerId> sources, MergeProgress progress, SurvivorDetails details) {

        public Stream<CustomerId> customers() {
            return Stream.concat(Stream.of(survivor), sources.stream());
        }
    }

    /** Where commands go: to whom, what. */
    interface Commands extends BiConsumer<Participant, Step> {}

    /** One merge of a command record. */
    record Step(MergeStep step, MergeCommand command) {}

    /** Opens and dispatches a merge, unless one of its customers is claimed. */
    boolean open(MergeId id, CustomerId survivor, List<CustomerId> sources, Instant now, Commands commands);

    void hear(Participant by, MergeStep step, MergeReply reply, Instant now, Commands commands);

    /** What the sweep does with one merge at this time. */
    void sweep(MergeId id, Instant now, Commands commands);

    void happens(MergeId id, MergeEvent event, Instant now, Commands commands);

    /** A live merge is again as it was before. */
    void setBack(MergeId id, Held earlier, Instant now);

    /** All merges there ever were. */
    Map<MergeId, Held> merges();

    Held merge(MergeId id);

    /** Who holds which customer. */
    Map<CustomerId, MergeId> claims();

    /** The merges whose end was announced, in that order. */
    List<MergeId> announced();

    /** By id. */
    List<MergeId> live();

    default MergeState state(MergeId id) {
        return merge(id).progress().state();
    }
}
