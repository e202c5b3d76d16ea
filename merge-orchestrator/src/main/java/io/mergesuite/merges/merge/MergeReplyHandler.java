package io.mergesuite.merges.merge;

import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.merges.merge.MergeSaga.Happening;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** What participants say: a whole poll is folded into the merges in one transaction. */
@ApplicationScoped
class MergeReplyHandler implements MessageHandler {

    private static final Logger LOG = Logger.getLogger(MergeReplyHandler.class);

    private final MergeTables tables;
    private final MergeSaga saga;
    private final UnknownMerges unknown;

    MergeReplyHandler(MergeTables tables, MergeSaga saga, UnknownMerges unknown) {
        this.tables = tables;
        this.saga = saga;
        this.unknown = unknown;
    }

    /** One participant's word on one merge. */
    record Said(Participant by, MergeStep step, MergeReply reply) {

        MergeId merge() {
            return reply.mergeId();
        }
    }

    @Override
    public String consumer() {
        return "merge-replies";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.MERGE_REPLIES);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        List<Said> said = messages.stream()
                .map(IncomingMessage::body)
                .filter(MergeReplies.class::isInstance)
                .map(MergeReplies.class::cast)
                .flatMap(replies ->
                        replies.merges().stream().map(reply -> new Said(replies.participant(), replies.step(), reply)))
                .toList();
        Instant now = tables.now();
        var live = tables.lock(said.stream().map(Said::merge).distinct().toList());
        saga.apply(live, said.stream().flatMap(s -> happening(s, now).stream()).toList(), now);
        unknown.hear(said.stream().filter(s -> !live.containsKey(s.merge())).toList(), now);
    }

    private static Optional<Happening> happening(Said said, Instant now) {
        var event = ParticipantReply.event(said.by(), said.step(), said.reply(), now);
        if (event.isEmpty() && said.step() != MergeStep.PROBE) {
            LOG.warnf(
                    "%s answered %s of merge %s with %s, which the saga does not know",
                    said.by(), said.step(), said.merge(), said.reply().outcome());
        }
        return event.map(e -> new Happening(said.merge(), e, said.reply().details()));
    }
}
