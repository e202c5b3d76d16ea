package io.mergesuite.merging;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.merging.CustomerReferences.Reference;
import io.mergesuite.merging.MergeEdges.Edge;
import io.mergesuite.merging.MergeEdges.Turned;
import io.mergesuite.merging.MovingRows.Move;
import io.mergesuite.merging.ParticipationRules.Answer;
import io.mergesuite.merging.ParticipationRules.Decision;
import io.mergesuite.merging.ParticipationRules.Effect;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import io.mergesuite.messaging.MessagingSettings;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.StepPoints;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries out what the saga asks of this service: a whole poll in one transaction, in a handful of statements. What is to be
 * done is decided by {@link ParticipationRules}; here it is turned into SQL.
 *
 * <p>A process that dies before the commit has done nothing, and the commands come again. One that dies after it has done all,
 * with the replies in the outbox; commands that come again are answered from the edges.
 */
@ApplicationScoped
class MergeCommandHandler implements MessageHandler {

    private final MergePart part;
    private final CustomerReferences references;
    private final MergeEdges edges;
    private final MovingRows rows;
    private final ChunkedMoves chunkedMoves;
    private final Erasures erasures;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final StepPoints points;
    private final MessagingSettings messaging;
    private final Clock clock;

    MergeCommandHandler(
            MergePart part,
            CustomerReferences references,
            MergeEdges edges,
            MovingRows rows,
            ChunkedMoves chunkedMoves,
            Erasures erasures,
            Outbox outbox,
            ObjectMapper json,
            StepPoints points,
            MessagingSettings messaging,
            Clock clock) {
        this.part = part;
        this.references = references;
        this.edges = edges;
        this.rows = rows;
        this.chunkedMoves = chunkedMoves;
        this.erasures = erasures;
        this.outbox = outbox;
        this.json = json;
        this.points = points;
        this.messaging = messaging;
        this.clock = clock;
    }

    /** One message, and what is answered to it. */
    private record Question(MergeCommands commands, List<MergeReply> replies) {}

    /** One merge of one message. Not a record: two messages may ask the same. */
    private static final class Asked {

        private final Question question;
        private final MergeCommand merge;
        private Decision decision;
        private String details;

        Asked(Question question, MergeCommand merge) {
            this.question = question;
            this.merge = merge;
        }

        MergeStep step() {
            return question.commands().step();
        }

        MergeCommand merge() {
            return merge;
        }

        MergeId mergeId() {
            return merge.mergeId();
        }

        Stream<CustomerId> members() {
            return Stream.concat(Stream.of(merge.survivor()), merge.sources().stream());
        }

        void reply(MergeReply reply) {
            question.replies().add(reply);
        }
    }

    /** What is known at the beginning of a round, and what its turns add. */
    private record Known(Map<MergeId, List<Edge>> edges, Map<CustomerId, Map<String, Long>> counts) {

        Optional<EdgeState> state(MergeId merge) {
            return Optional.ofNullable(edges.get(merge))
                    .map(list -> list.getFirst().state());
        }
    }

    @Override
    public String consumer() {
        return "merging";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(part.participant().commands());
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
        List<Question> questions = messages.stream()
                .filter(message -> message.body() instanceof MergeCommands)
                .map(message -> new Question((MergeCommands) message.body(), new ArrayList<>()))
                .toList();
        List<Asked> asked = questions.stream()
                .flatMap(question -> question.commands().merges().stream().map(merge -> new Asked(question, merge)))
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        // Counted before anything is locked: a customer's million orders are counted without a writer waiting for it.
        Map<CustomerId, Map<String, Long>> counts = rows.count(asked.stream()
                .filter(a -> a.step() == MergeStep.PREPARE || a.step() == MergeStep.RECOVER)
                .flatMap(a -> a.merge().sources().stream())
                .collect(toSet()));
        Map<CustomerId, CustomerId> pointers = lockAll(asked);
        long moved = 0;
        for (List<Asked> round : rounds(asked)) {
            moved = work(round, pointers, counts, moved);
        }
        outbox.send(questions.stream()
                .filter(question -> !question.replies().isEmpty())
                .map(this::reply)
                .toList());
        points.beforeCommit(asked.stream().map(Asked::step).collect(toSet()));
    }

    /**
     * Locks every customer of the poll, in the order of ids, and whatever those lead to that take rows; where each leads. Ids not
     * known here are made known first: the orchestrator has asked customer-service for all of them.
     */
    private Map<CustomerId, CustomerId> lockAll(List<Asked> asked) {
        references.ensure(asked.stream()
                .filter(a -> a.step() == MergeStep.PREPARE)
                .flatMap(MergeCommandHandler::references)
                .toList());
        List<Asked> writing =
                asked.stream().filter(a -> a.step() != MergeStep.PROBE).toList();
        Set<CustomerId> members = writing.stream().flatMap(Asked::members).collect(toSet());
        Map<CustomerId, CustomerId> pointers = references.lock(members);
        if (!pointers.keySet().containsAll(members)) {
            // An undo came before its prepare, or what was prepared here was lost.
            references.ensure(
                    writing.stream().flatMap(MergeCommandHandler::references).toList());
            pointers = references.lock(members);
        }
        // Claims see to it that no survivor leads elsewhere. Should one do so, its end has to be locked too (hole 3).
        while (!pointers.keySet().containsAll(pointers.values())) {
            Set<CustomerId> all = new HashSet<>(pointers.keySet());
            all.addAll(pointers.values());
            pointers = references.lock(all);
        }
        return pointers;
    }

    private static Stream<Reference> references(Asked asked) {
        return asked.members().map(id -> new Reference(id, asked.merge().shopId()));
    }

    /**
     * The commands in sets of which no two share a customer, in the order in which they came: so each set can be judged and
     * worked as one. Mostly that is one set.
     */
    private static List<List<Asked>> rounds(List<Asked> asked) {
        List<List<Asked>> rounds = new ArrayList<>();
        Map<CustomerId, Integer> taken = new HashMap<>();
        for (Asked one : asked) {
            int round = one.members()
                            .mapToInt(id -> taken.getOrDefault(id, -1))
                            .max()
                            .orElse(-1)
                    + 1;
            one.members().forEach(id -> taken.put(id, round));
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(one);
        }
        return rounds;
    }

    /** Returns how many rows move in this transaction, which are {@code before} when the round begins. */
    private long work(
            List<Asked> round,
            Map<CustomerId, CustomerId> pointers,
            Map<CustomerId, Map<String, Long>> counted,
            long before) {
        Known known = new Known(edges.of(round.stream().map(a -> a.mergeId()).toList()), new HashMap<>(counted));
        List<Asked> unprepared =
                round.stream().filter(a -> known.state(a.mergeId()).isEmpty()).toList();
        Set<CustomerId> contested = edges.pendingSources(unprepared.stream()
                .filter(a -> a.step() == MergeStep.PREPARE)
                .flatMap(Asked::members)
                .toList());
        known.counts()
                .putAll(rows.count(unprepared.stream()
                        .filter(a -> a.step() == MergeStep.REASSIGN)
                        .flatMap(a -> a.merge().sources().stream())
                        .toList()));
        Set<MergeId> moving = chunkedMoves.moving(round.stream()
                .filter(a -> a.step() == MergeStep.REASSIGN)
                .map(a -> a.mergeId())
                .filter(merge -> known.state(merge).equals(Optional.of(EdgeState.ACTIVE)))
                .toList());

        long moved = before;
        for (Asked a : round) {
            long rowsOfIt = total(a, known);
            a.decision = ParticipationRules.decide(
                    a.step(),
                    new Participation(
                            known.state(a.mergeId()),
                            moving.contains(a.mergeId()),
                            rowsOfIt,
                            moved,
                            expired(a.mergeId()),
                            a.members().filter(contested::contains).findFirst(),
                            a.members()
                                    .filter(id -> !pointers.getOrDefault(id, id).equals(id))
                                    .findFirst()));
            moved += a.decision.effects().contains(new Effect.Turn(false)) ? rowsOfIt : 0;
        }
        carryOut(round, pointers, known);
        round.forEach(a -> answer(a, known));
        return moved;
    }

    private long total(Asked asked, Known known) {
        List<Edge> noted = known.edges().get(asked.mergeId());
        Stream<Map<String, Long>> counts = noted == null
                ? asked.merge().sources().stream().map(source -> known.counts().getOrDefault(source, Map.of()))
                : noted.stream().map(Edge::counts);
        return counts.flatMap(count -> count.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    // By the id, a UUIDv7: the age is that of the request, whatever has become of the message since.
    private boolean expired(MergeId merge) {
        return merge.madeAt().isBefore(clock.instant().minus(messaging.purgeHorizon()));
    }

    private void carryOut(List<Asked> round, Map<CustomerId, CustomerId> pointers, Known known) {
        List<Edge> noted = new ArrayList<>();
        List<Edge> revived = new ArrayList<>();
        List<MergeId> undone = new ArrayList<>();
        List<Asked> turned = new ArrayList<>();
        Set<Asked> inChunks = new HashSet<>();
        for (Asked a : round) {
            for (Effect effect : a.decision.effects()) {
                switch (effect) {
                    case Effect.Note() -> noted.addAll(newEdges(a, EdgeState.PENDING, known.counts()));
                    case Effect.NoteUndone() -> noted.addAll(newEdges(a, EdgeState.UNDONE, Map.of()));
                    case Effect.Revive() -> revived.addAll(newEdges(a, EdgeState.PENDING, known.counts()));
                    case Effect.Undo() -> undone.add(a.mergeId());
                    case Effect.Turn(boolean chunks) -> {
                        turned.add(a);
                        if (chunks) {
                            inChunks.add(a);
                        }
                    }
                }
            }
        }
        edges.insert(noted);
        edges.revive(revived);
        noted.addAll(revived);
        known.edges().putAll(noted.stream().collect(groupingBy(Edge::merge)));
        edges.undo(undone);
        if (!turned.isEmpty()) {
            turn(turned, inChunks, pointers, known);
        }
    }

    private static List<Edge> newEdges(Asked asked, EdgeState state, Map<CustomerId, Map<String, Long>> counts) {
        MergeCommand merge = asked.merge();
        return merge.sources().stream()
                .map(source -> new Edge(
                        merge.mergeId(),
                        source,
                        merge.survivor(),
                        merge.shopId(),
                        state,
                        counts.getOrDefault(source, Map.of())))
                .toList();
    }

    private void turn(List<Asked> turned, Set<Asked> inChunks, Map<CustomerId, CustomerId> pointers, Known known) {
        Map<CustomerId, CustomerId> ends = new HashMap<>();
        for (Asked a : turned) {
            CustomerId end = pointers.get(a.merge().survivor());
            a.merge().sources().forEach(source -> ends.put(source, end));
        }
        references.redirect(ends);
        pointers.replaceAll((id, end) -> ends.getOrDefault(end, end));

        turned.forEach(a -> a.details = details(a));
        Map<CustomerId, Map<String, Long>> moved = rows.move(turned.stream()
                .filter(a -> !inChunks.contains(a))
                .flatMap(a -> a.merge().sources().stream()
                        .map(source -> new Move(a.mergeId(), source, ends.get(source), a.details)))
                .toList());
        edges.activate(turned.stream()
                .flatMap(a -> a.merge().sources().stream()
                        .map(source ->
                                new Turned(a.mergeId(), source, moved.getOrDefault(source, Map.of()), a.details)))
                .toList());
        chunkedMoves.start(inChunks.stream().map(Asked::merge).toList());
        for (Asked a : turned) {
            known.edges()
                    .computeIfPresent(
                            a.mergeId(),
                            (merge, list) -> list.stream()
                                    .map(edge -> new Edge(
                                            merge,
                                            edge.source(),
                                            edge.survivor(),
                                            edge.shop(),
                                            EdgeState.ACTIVE,
                                            moved.getOrDefault(edge.source(), Map.of())))
                                    .toList());
        }
    }

    private String details(Asked asked) {
        if (!part.keepsDetails() || asked.merge().details() == null) {
            return null;
        }
        try {
            return json.writeValueAsString(asked.merge().details());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Asked a, Known known) {
        List<Edge> mine = known.edges().getOrDefault(a.mergeId(), List.of());
        switch (a.decision.answer()) {
            case Answer.Done() -> a.reply(MergeReply.done(a.mergeId(), sum(mine)));
            case Answer.StillMoving() ->
                a.reply(MergeReply.inProgress(a.mergeId(), chunkedMoves.movedSoFar(a.mergeId(), sum(mine))));
            case Answer.Refused(String code, CustomerId subject) ->
                a.reply(MergeReply.refused(a.mergeId(), code, subject));
            case Answer.Active() -> a.reply(MergeReply.active(a.mergeId(), knownMerge(mine)));
            case Answer.Known() -> a.reply(MergeReply.known(a.mergeId(), knownMerge(mine)));
        }
    }

    private OutgoingMessage reply(Question question) {
        MergeCommands set = question.commands();
        return OutgoingMessage.of(
                Topics.MERGE_REPLIES,
                set.setId().toString(),
                new MergeReplies(set.setId(), part.participant(), set.step(), question.replies()));
    }

    static KnownMerge knownMerge(Collection<Edge> edges) {
        return edges.stream()
                .findFirst()
                .map(edge -> new KnownMerge(
                        edge.shop(),
                        edge.survivor(),
                        edges.stream().map(Edge::source).toList(),
                        edge.state()))
                .orElse(null);
    }

    static Map<String, Long> sum(Collection<Edge> edges) {
        return edges.stream()
                .flatMap(edge -> edge.counts().entrySet().stream())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
    }
}
