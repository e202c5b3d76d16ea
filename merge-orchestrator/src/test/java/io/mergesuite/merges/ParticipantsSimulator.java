package io.mergesuite.merges;

import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The four participants as the orchestrator sees them over Kafka: faithful to the table of states in the design, and, where a
 * test says so, late, doubled, refusing or silent.
 */
@ApplicationScoped
public class ParticipantsSimulator {

    /** How a participant answers a step. */
    public enum Manner {
        ANSWER,
        /** Answers twice, in two messages. */
        DOUBLE,
        /** Does it, and loses the answer of each merge once; answers when asked again. */
        LOSE_ONCE,
        /** Has not even had the command. */
        DEAF,
        /** Does it, and answers when {@link #release} is called. */
        HOLD,
        REFUSE,
        /** Answers IN_PROGRESS first, then DONE, unasked. */
        SLOW
    }

    private record At(Participant participant, MergeStep step) {}

    private record Place(Participant participant, MergeId merge) {}

    private record Edge(MergeCommand command, EdgeState state) {}

    private record Lost(Participant participant, MergeStep step, MergeId merge) {}

    private final Map<At, Manner> manners = new ConcurrentHashMap<>();
    private final Map<Place, Edge> edges = new ConcurrentHashMap<>();
    private final Map<Lost, UUID> lost = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<OutgoingMessage> held = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<Place, List<MergeStep>> asked = new ConcurrentHashMap<>();
    private final Map<Place, MergeCommand> last = new ConcurrentHashMap<>();
    private final Map<Participant, String> refusedErasures = new ConcurrentHashMap<>();
    private final Set<Participant> deafToErasures = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sets = new AtomicInteger();
    private volatile MergeId poison;
    private final Outbox outbox;

    ParticipantsSimulator(Outbox outbox) {
        this.outbox = outbox;
    }

    /** All answer at once, faithfully; nothing is held. What they know stays. */
    public void reset() {
        manners.clear();
        held.clear();
        violations.clear();
        refusedErasures.clear();
        deafToErasures.clear();
        sets.set(0);
        poison = null;
    }

    /** Whatever carries a command for this merge fails, until {@link #reset}. */
    public void poison(MergeId merge) {
        poison = merge;
    }

    public void manner(Participant participant, MergeStep step, Manner manner) {
        manners.put(new At(participant, step), manner);
    }

    public void everyone(MergeStep step, Manner manner) {
        Stream.of(Participant.values()).forEach(participant -> manner(participant, step, manner));
    }

    /** Sends what was held back, last first. */
    public void release() {
        var late = new ArrayList<OutgoingMessage>();
        for (var message = held.poll(); message != null; message = held.poll()) {
            late.addFirst(message);
        }
        QuarkusTransaction.requiringNew().run(() -> outbox.send(late));
    }

    public int held() {
        return held.size();
    }

    /** Gives a participant knowledge of a merge that the orchestrator has lost. */
    public void know(Participant participant, MergeCommand command, EdgeState state) {
        edges.put(new Place(participant, command.mergeId()), new Edge(command, state));
    }

    public Optional<EdgeState> state(Participant participant, MergeId merge) {
        return Optional.ofNullable(edges.get(new Place(participant, merge))).map(Edge::state);
    }

    /** What a participant was asked to do for a merge, in order. */
    public List<MergeStep> asked(Participant participant, MergeId merge) {
        return List.copyOf(asked.getOrDefault(new Place(participant, merge), List.of()));
    }

    /** How many records of commands have come since {@link #reset}. */
    public int sets() {
        return sets.get();
    }

    /** What the saga must never do, unless the orchestrator was restored. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** The command that came last for a merge. */
    public MergeCommand lastCommand(Participant participant, MergeId merge) {
        return last.get(new Place(participant, merge));
    }

    /** A participant asks what became of a merge. */
    public void askInDoubt(Participant participant, MergeId merge) {
        var known = known(participant, merge);
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.send(message(
                        UUID.randomUUID(), participant, MergeStep.PREPARE, List.of(MergeReply.inDoubt(merge, known)))));
    }

    /** Has not had the command, until {@link #reset} or {@code deaf} is false. */
    public void deafToErasures(Participant participant, boolean deaf) {
        if (deaf) {
            deafToErasures.add(participant);
        } else {
            deafToErasures.remove(participant);
        }
    }

    /** Refuses erasures with this code, until {@link #reset}. */
    public void refuseErasures(Participant participant, String code) {
        refusedErasures.put(participant, code);
    }

    /** Answers each twice: what comes twice must do nothing. */
    void take(Participant participant, ErasureCommand command) {
        if (deafToErasures.contains(participant)) {
            return;
        }
        String code = refusedErasures.get(participant);
        var reply = code == null
                ? ErasureReply.done(command.erasureId(), participant, counts(participant))
                : ErasureReply.refused(command.erasureId(), participant, code);
        String key = command.erasureId().toString();
        outbox.send(
                OutgoingMessage.of(Topics.ERASURE_REPLIES, key, reply),
                OutgoingMessage.of(Topics.ERASURE_REPLIES, key, reply));
    }

    /** Called in the transaction in which the commands were taken from Kafka. */
    void take(Participant participant, MergeCommands commands) {
        sets.incrementAndGet();
        if (commands.merges().stream().anyMatch(command -> command.mergeId().equals(poison))) {
            throw new IllegalStateException("merge " + poison + " is poison");
        }
        var replies = new ArrayList<MergeReply>();
        var manner = manners.getOrDefault(new At(participant, commands.step()), Manner.ANSWER);
        for (var command : commands.merges()) {
            var place = new Place(participant, command.mergeId());
            last.put(place, command);
            asked.computeIfAbsent(place, ignored -> new ArrayList<>()).add(commands.step());
            if (manner != Manner.DEAF) {
                replies.add(
                        manner == Manner.REFUSE
                                ? MergeReply.refused(command.mergeId(), "customer-merging", command.survivor())
                                : reply(participant, commands.step(), command));
            }
        }
        if (replies.isEmpty()) {
            return;
        }
        var answer = message(commands.setId(), participant, commands.step(), replies);
        switch (manner) {
            case ANSWER, REFUSE -> outbox.send(answer);
            case DOUBLE -> outbox.send(answer, message(commands.setId(), participant, commands.step(), replies));
            case HOLD -> held.add(answer);
            case LOSE_ONCE -> {
                // Told by the set, which is the same when the transaction is run again.
                boolean first = replies.stream()
                        .allMatch(reply -> lost.computeIfAbsent(
                                        new Lost(participant, commands.step(), reply.mergeId()),
                                        ignored -> commands.setId())
                                .equals(commands.setId()));
                if (!first) {
                    outbox.send(answer);
                }
            }
            case SLOW ->
                outbox.send(
                        message(
                                commands.setId(),
                                participant,
                                commands.step(),
                                replies.stream()
                                        .map(reply -> MergeReply.inProgress(reply.mergeId(), Map.of("orders", 1L)))
                                        .toList()),
                        answer);
            case DEAF -> throw new IllegalStateException();
        }
    }

    private MergeReply reply(Participant participant, MergeStep step, MergeCommand command) {
        var place = new Place(participant, command.mergeId());
        var edge = edges.get(place);
        return switch (step) {
            case PREPARE -> {
                if (edge == null) {
                    edges.put(place, new Edge(command, EdgeState.PENDING));
                } else if (edge.state() == EdgeState.UNDONE) {
                    yield MergeReply.refused(command.mergeId(), "merge-undone", null);
                }
                yield prepared(participant, command.mergeId());
            }
            case RECOVER -> {
                if (edge == null || edge.state() == EdgeState.UNDONE) {
                    edges.put(place, new Edge(command, EdgeState.PENDING));
                }
                yield prepared(participant, command.mergeId());
            }
            case REASSIGN, RETIRE -> {
                if (edge != null && edge.state() == EdgeState.UNDONE) {
                    violations.add(participant + " was asked to " + step + " what it has undone");
                    yield MergeReply.refused(command.mergeId(), MergeReply.MERGE_UNDONE, null);
                }
                boolean needsDetails = step == MergeStep.REASSIGN && participant == Participant.ORDER;
                if (needsDetails != (command.details() != null)) {
                    violations.add(participant + " was asked to " + step + " with details " + command.details());
                }
                edges.put(place, new Edge(edge == null ? command : edge.command(), EdgeState.ACTIVE));
                yield MergeReply.done(command.mergeId(), counts(participant));
            }
            case UNDO -> {
                if (edge != null && edge.state() == EdgeState.ACTIVE) {
                    violations.add(participant + " was asked to undo what has moved");
                    yield MergeReply.active(command.mergeId(), known(participant, command.mergeId()));
                }
                edges.put(place, new Edge(edge == null ? command : edge.command(), EdgeState.UNDONE));
                yield MergeReply.done(command.mergeId(), Map.of());
            }
            case PROBE -> MergeReply.known(command.mergeId(), known(participant, command.mergeId()));
        };
    }

    private static MergeReply prepared(Participant participant, MergeId merge) {
        return participant == Participant.CUSTOMER
                ? new MergeReply(
                        merge,
                        Outcome.DONE,
                        null,
                        null,
                        Map.of(),
                        new SurvivorDetails(7, "山田", "花子", null, null, null, "hanako@example.jp", null, null, null),
                        List.of("emails"),
                        null)
                : MergeReply.done(merge, counts(participant));
    }

    private static Map<String, Long> counts(Participant participant) {
        return switch (participant) {
            case ORDER -> Map.of("orders", 3L, "inquiries", 1L);
            case LEAD -> Map.of("leads", 2L);
            case CUSTOMER, BLACKLIST -> Map.of();
        };
    }

    private KnownMerge known(Participant participant, MergeId merge) {
        var edge = edges.get(new Place(participant, merge));
        return edge == null
                ? null
                : new KnownMerge(
                        edge.command().shopId(),
                        edge.command().survivor(),
                        edge.command().sources(),
                        edge.state());
    }

    private static OutgoingMessage message(UUID set, Participant by, MergeStep step, List<MergeReply> replies) {
        return OutgoingMessage.of(Topics.MERGE_REPLIES, set.toString(), new MergeReplies(set, by, step, replies));
    }
}
