package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.merging.ParticipationRules.Decision;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import io.mergesuite.messaging.MessagingSettings;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.StepPoints;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the commands of a poll: locks what they name, decides them one after the other, and writes what came of it and the
 * replies, all in one transaction.
 */
@ApplicationScoped
class MergeCommandHandler implements MessageHandler {

    private record Answered(MergeCommands set, List<MergeReply> replies) {}

    private final MergeEdges edges;
    private final Erasures erasures;
    private final ParticipationRules rules;
    private final MergingSettings settings;
    private final Outbox outbox;
    private final StepPoints points;
    private final Clock clock;

    MergeCommandHandler(
            MergeEdges edges,
            Erasures erasures,
            MergingSettings settings,
            MessagingSettings messaging,
            Outbox outbox,
            StepPoints points,
            Clock clock) {
        this.edges = edges;
        this.erasures = erasures;
        this.rules = new ParticipationRules(messaging.purgeHorizon());
        this.settings = settings;
        this.outbox = outbox;
        this.points = points;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "merging";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.MERGE_COMMANDS_CUSTOMER);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        merge(messages);
        erasures.take(messages.stream()
                .map(IncomingMessage::body)
                .filter(ErasureCommand.class::isInstance)
                .map(ErasureCommand.class::cast)
                .toList());
    }

    private void merge(List<IncomingMessage> messages) {
        List<MergeCommands> sets = messages.stream()
                .map(IncomingMessage::body)
                .filter(MergeCommands.class::isInstance)
                .map(MergeCommands.class::cast)
                .toList();
        if (sets.isEmpty()) {
            return;
        }
        KnownState state = lock(sets);
        List<MergeEffect> effects = new ArrayList<>();
        List<Answered> answers = new ArrayList<>();
        Instant now = clock.instant();
        for (MergeCommands set : sets) {
            List<MergeReply> replies = new ArrayList<>();
            for (MergeCommand command : set.merges()) {
                Decision decision = rules.decide(state, set.step(), command, now);
                decision.effect().ifPresent(effect -> {
                    state.apply(effect);
                    effects.add(effect);
                });
                replies.add(decision.reply());
            }
            answers.add(new Answered(set, replies));
        }
        Map<MergeId, Map<String, Long>> counts = edges.carryOut(state, effects, settings.inDoubtAfter());
        outbox.send(answers.stream().map(answer -> reply(answer, counts)).toList());
        points.beforeCommit(sets.stream().map(MergeCommands::step).collect(Collectors.toSet()));
    }

    private KnownState lock(List<MergeCommands> sets) {
        Set<CustomerId> ids = new HashSet<>();
        Set<MergeId> merges = new HashSet<>();
        Set<CustomerId> detailed = new HashSet<>();
        for (MergeCommands set : sets) {
            for (MergeCommand command : set.merges()) {
                merges.add(command.mergeId());
                if (set.step() == MergeStep.PROBE) {
                    continue;
                }
                Set<CustomerId> members = new HashSet<>(command.sources());
                members.add(command.survivor());
                ids.addAll(members);
                if (set.step() == MergeStep.PREPARE || set.step() == MergeStep.RECOVER) {
                    detailed.addAll(members);
                }
            }
        }
        return edges.lock(ids, merges, detailed);
    }

    private static OutgoingMessage reply(Answered answer, Map<MergeId, Map<String, Long>> counts) {
        List<MergeReply> replies = answer.set().step() == MergeStep.RETIRE
                ? answer.replies().stream()
                        .map(reply -> counts.containsKey(reply.mergeId())
                                ? withCounts(reply, counts.get(reply.mergeId()))
                                : reply)
                        .toList()
                : answer.replies();
        return OutgoingMessage.of(
                Topics.MERGE_REPLIES,
                answer.set().setId().toString(),
                new MergeReplies(
                        answer.set().setId(), Participant.CUSTOMER, answer.set().step(), replies));
    }

    private static MergeReply withCounts(MergeReply reply, Map<String, Long> counts) {
        return new MergeReply(
                reply.mergeId(),
                reply.outcome(),
                reply.code(),
                reply.subject(),
                counts,
                reply.details(),
                reply.losingFields(),
                reply.known());
    }
}
