package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.merging.Participation;
import io.mergesuite.merging.ParticipationRules;
import io.mergesuite.merging.ParticipationRules.Answer;
import io.mergesuite.merging.ParticipationRules.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** order-, lead- or blacklist-service in memory: the production rules of shared-merging, and maps instead of tables. */
final class SimulatedRecords implements Records {

    /** Edges of one merge; {@code moving} while rows move in chunks. */
    private record Part(MergeCommand command, EdgeState state, long rows, long moved, boolean moving) {}

    private final Participant participant;
    /** How many rows one row stands for: with enough of them, rows move in chunks. */
    private final long weight;

    private final Map<CustomerId, CustomerId> pointers;
    private final Map<MergeId, Part> parts;
    private final List<Row> rows;

    SimulatedRecords(Participant participant, long weight) {
        this(participant, weight, new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    }

    private SimulatedRecords(
            Participant participant,
            long weight,
            Map<CustomerId, CustomerId> pointers,
            Map<MergeId, Part> parts,
            List<Row> rows) {
        this.participant = participant;
        this.weight = weight;
        this.pointers = pointers;
        this.parts = parts;
        this.rows = rows;
    }

    @Override
    public SimulatedRecords copy() {
        return new SimulatedRecords(
                participant, weight, new TreeMap<>(pointers), new TreeMap<>(parts), new ArrayList<>(rows));
    }

    @Override
    public Participant participant() {
        return participant;
    }

    @Override
    public void write(CustomerId given) {
        rows.add(new Row(rows.size(), given, resolve(given), null));
    }

    @Override
    public List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    @Override
    public MergeReply handle(MergeStep step, MergeCommand command, Instant now) {
        var decision = ParticipationRules.decide(step, known(step, command, now));
        decision.effects().forEach(effect -> carryOut(effect, command));
        return reply(decision.answer(), command);
    }

    @Override
    public Optional<MergeReply> moveChunk(MergeId merge) {
        var part = parts.get(merge);
        if (part == null || !part.moving()) {
            return Optional.empty();
        }
        boolean moved = moveRows(part.command(), 1) > 0;
        parts.put(merge, new Part(part.command(), part.state(), part.rows(), part.moved() + (moved ? 1 : 0), moved));
        return moved ? Optional.empty() : Optional.of(MergeReply.done(merge, counts(parts.get(merge))));
    }

    @Override
    public List<MergeId> moving() {
        return parts.entrySet().stream()
                .filter(part -> part.getValue().moving())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<EdgeState> state(MergeId merge) {
        return Optional.ofNullable(parts.get(merge)).map(Part::state);
    }

    @Override
    public List<MergeReply> inDoubt() {
        return parts.entrySet().stream()
                .filter(part -> part.getValue().state() == EdgeState.PENDING)
                .map(part -> MergeReply.inDoubt(part.getKey(), told(part.getValue())))
                .toList();
    }

    @Override
    public Map<CustomerId, CustomerId> redirects() {
        return Collections.unmodifiableMap(pointers);
    }

    @Override
    public String fingerprint() {
        var text = new StringBuilder().append(pointers);
        parts.values()
                .forEach(part -> text.append(part.state()).append(part.moving()).append(part.moved()));
        rows.forEach(row -> text.append(row.customer()));
        return text.toString();
    }

    private CustomerId resolve(CustomerId id) {
        return pointers.getOrDefault(id, id);
    }

    private Participation known(MergeStep step, MergeCommand command, Instant now) {
        var part = Optional.ofNullable(parts.get(command.mergeId()));
        boolean first = step == MergeStep.PREPARE && part.isEmpty();
        var made = command.mergeId().madeAt();
        return new Participation(
                part.map(Part::state),
                part.map(Part::moving).orElse(false),
                part.map(Part::rows).orElseGet(() -> count(command)) * weight,
                0,
                made.isBefore(now.minus(Duration.ofDays(14))),
                first ? members(command).filter(this::isContested).findFirst() : Optional.empty(),
                first ? members(command).filter(pointers::containsKey).findFirst() : Optional.empty());
    }

    private boolean isContested(CustomerId customer) {
        return parts.values().stream()
                .anyMatch(part -> part.state() == EdgeState.PENDING
                        && part.command().sources().contains(customer));
    }

    private long count(MergeCommand command) {
        return rows.stream()
                .filter(row -> command.sources().contains(row.customer()))
                .count();
    }

    private void carryOut(Effect effect, MergeCommand command) {
        var id = command.mergeId();
        switch (effect) {
            case Effect.Note ignored -> parts.put(id, new Part(command, EdgeState.PENDING, count(command), 0, false));
            case Effect.NoteUndone ignored -> parts.put(id, new Part(command, EdgeState.UNDONE, 0, 0, false));
            case Effect.Revive ignored -> parts.put(id, new Part(command, EdgeState.PENDING, count(command), 0, false));
            case Effect.Undo ignored ->
                parts.computeIfPresent(id, (key, part) -> new Part(part.command(), EdgeState.UNDONE, 0, 0, false));
            case Effect.Turn turn -> {
                pointers.replaceAll(
                        (source, target) -> command.sources().contains(target) ? command.survivor() : target);
                command.sources().forEach(source -> pointers.put(source, command.survivor()));
                long moved = turn.inChunks() ? 0 : moveRows(command, Integer.MAX_VALUE);
                parts.computeIfPresent(
                        id, (key, part) -> new Part(command, EdgeState.ACTIVE, part.rows(), moved, turn.inChunks()));
            }
        }
    }

    private long moveRows(MergeCommand command, int atMost) {
        long moved = 0;
        for (int i = 0; i < rows.size() && moved < atMost; i++) {
            var row = rows.get(i);
            if (command.sources().contains(row.customer())) {
                rows.set(i, new Row(row.number(), row.first(), resolve(row.customer()), details(row, command)));
                moved++;
            }
        }
        return moved;
    }

    private SurvivorDetails details(Row row, MergeCommand command) {
        if (participant != Participant.ORDER) {
            return row.details();
        }
        var told = command.details();
        return new SurvivorDetails(
                0, // which no record keeps
                told.familyName(),
                told.givenName(),
                told.familyNameKana(),
                told.givenNameKana(),
                told.companyName(),
                told.email(),
                told.phone(),
                told.postalCode(),
                told.address());
    }

    private MergeReply reply(Answer answer, MergeCommand command) {
        var id = command.mergeId();
        return switch (answer) {
            case Answer.Done ignored -> MergeReply.done(id, counts(parts.get(id)));
            case Answer.StillMoving ignored -> MergeReply.inProgress(id, counts(parts.get(id)));
            case Answer.Refused refused -> MergeReply.refused(id, refused.code(), refused.subject());
            case Answer.Active ignored -> MergeReply.active(id, told(parts.get(id)));
            case Answer.Known ignored -> MergeReply.known(id, parts.containsKey(id) ? told(parts.get(id)) : null);
        };
    }

    private static KnownMerge told(Part part) {
        return new KnownMerge(
                part.command().shopId(),
                part.command().survivor(),
                part.command().sources(),
                part.state());
    }

    private Map<String, Long> counts(Part part) {
        return part.state() == EdgeState.UNDONE
                ? Map.of()
                : Map.of(participant.name(), part.state() == EdgeState.ACTIVE ? part.moved() : part.rows());
    }

    private static Stream<CustomerId> members(MergeCommand command) {
        return Stream.concat(Stream.of(command.survivor()), command.sources().stream());
    }
}
