package io.mergesuite.customers.merging;

import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Asks what became of merges that were prepared here and have not ended for long (hole 7). */
@ApplicationScoped
class MergesInDoubt {

    private static final int AT_ONCE = 250;

    private final MergeEdges edges;
    private final MergingSettings settings;
    private final Outbox outbox;

    MergesInDoubt(MergeEdges edges, MergingSettings settings, Outbox outbox) {
        this.edges = edges;
        this.settings = settings;
        this.outbox = outbox;
    }

    @Scheduled(every = "{suite.merging.in-doubt-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void askAboutAll() {
        while (QuarkusTransaction.requiringNew().call(this::ask)) {
            // There may be more.
        }
    }

    /** Asks about the next merges that are due. To be called in a transaction; tells whether there were any. */
    boolean ask() {
        List<MergeReply> questions = edges.inDoubt(settings.inDoubtAfter(), AT_ONCE).entrySet().stream()
                .map(merge ->
                        MergeReply.inDoubt(merge.getKey(), merge.getValue().told()))
                .toList();
        outbox.send(MergeReplies.inDoubt(Participant.CUSTOMER, questions).stream()
                .map(set -> OutgoingMessage.of(Topics.MERGE_REPLIES, set.setId().toString(), set))
                .toList());
        return !questions.isEmpty();
    }
}
