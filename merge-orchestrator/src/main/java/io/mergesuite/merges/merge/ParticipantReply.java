package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a participant's reply means to the merge. Pure. */
public final class ParticipantReply {

    private ParticipantReply() {}

    /** The event; empty for an answer to PROBE about a merge that is known again, and for what makes no sense. */
    public static Optional<MergeEvent> event(Participant by, MergeStep step, MergeReply reply, Instant at) {
        Map<String, Long> counts = reply.counts() == null ? Map.of() : reply.counts();
        List<String> losing = reply.losingFields() == null ? List.of() : reply.losingFields();
        return Optional.ofNullable(
                switch (reply.outcome()) {
                    case IN_DOUBT -> new MergeEvent.InDoubt(by, at);
                    case REFUSED ->
                        switch (step) {
                            case PREPARE -> new MergeEvent.Refused(by, reply.code(), reply.subject(), at);
                            case UNDO -> new MergeEvent.FoundActive(by, at);
                            case REASSIGN, RETIRE -> new MergeEvent.FoundUnprepared(by, step, at);
                            case RECOVER, PROBE -> null;
                        };
                    case IN_PROGRESS -> step == MergeStep.REASSIGN ? new MergeEvent.Moving(by, counts, at) : null;
                    case DONE ->
                        switch (step) {
                            case PREPARE -> new MergeEvent.Prepared(by, counts, losing, at);
                            case REASSIGN -> new MergeEvent.Reassigned(by, counts, at);
                            case RETIRE -> new MergeEvent.Retired(counts, losing, at);
                            case UNDO -> new MergeEvent.Undone(by, at);
                            case RECOVER -> new MergeEvent.Recovered(by, counts, losing, at);
                            case PROBE -> null;
                        };
                });
    }
}
