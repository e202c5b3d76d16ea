package io.mergesuite.merging;

import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Asks the orchestrator what became of merges that were prepared here and never heard of again (hole 7). It answers with the
 * command that is due.
 */
@ApplicationScoped
class MergesInDoubt {

    private static final int AT_ONCE = 250;

    private final MergePart part;
    private final MergeEdges edges;
    private final Outbox outbox;

    MergesInDoubt(MergePart part, MergeEdges edges, Outbox outbox) {
        this.part = part;
        this.edges = edges;
        this.outbox = outbox;
    }

    /** Asks about the next merges that are due. To be called in a transaction; tells whether there were any. */
    boolean ask() {
        List<MergeReply> questions = edges.takeInDoubt(AT_ONCE).entrySet().stream()
                .map(entry -> MergeReply.inDoubt(entry.getKey(), MergeCommandHandler.knownMerge(entry.getValue())))
                .toList();
        outbox.send(MergeReplies.inDoubt(part.participant(), questions).stream()
                .map(set -> OutgoingMessage.of(Topics.MERGE_REPLIES, set.setId().toString(), set))
                .toList());
        return !questions.isEmpty();
    }
}
