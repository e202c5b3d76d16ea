package io.mergesuite.customers.merging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Asks what became of merges that were prepared here and have not ended for long (hole 7). */
@ApplicationScoped
class MergesInDoubt {

    private static final int SET = 250;

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
    @Transactional
    void ask() {
        Map<MergeId, Participation> inDoubt = edges.inDoubt(settings.inDoubtAfter(), SET);
        if (inDoubt.isEmpty()) {
            return;
        }
        UUID set = UuidCreator.getTimeOrderedEpochPlus1();
        List<MergeReply> replies = inDoubt.entrySet().stream()
                .map(merge ->
                        MergeReply.inDoubt(merge.getKey(), merge.getValue().told()))
                .toList();
        outbox.send(OutgoingMessage.of(
                Topics.MERGE_REPLIES,
                set.toString(),
                new MergeReplies(set, Participant.CUSTOMER, MergeStep.PREPARE, replies)));
    }
}
