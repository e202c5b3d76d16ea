package io.mergesuite.merges.merge;

import static java.util.stream.Collectors.toCollection;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.CustomerMerged;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeFailed;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.merges.merge.MergeEffect.Send;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Carries the decisions of {@link MergeTransitions} out, for many merges at once and in the caller's transaction: work rows,
 * claims, outcomes, commands and events are committed together or not at all.
 *
 * <p>Died before the commit: nothing has happened, and the messages or the sweep bring the same events again. Died after it:
 * the commands lie in the outbox.
 */
@ApplicationScoped
class MergeSaga {

    /** One record of commands carries at most so many merges, and so many customers unless one merge has more. */
    private static final int MERGES_IN_A_SET = 250;

    private static final int CUSTOMERS_IN_A_SET = 2_000;

    /** What was asked so often in company and not answered is asked alone: one merge that fails a set must not hold up the others. */
    private static final int ATTEMPTS_IN_COMPANY = 2;

    private final MergeTables tables;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private final Event<MergesEnded> ended;
    private final StatePoints points;

    MergeSaga(MergeTables tables, Outbox outbox, MergeSettings settings, Event<MergesEnded> ended, StatePoints points) {
        this.tables = tables;
        this.outbox = outbox;
        this.deadlines = settings.deadlines();
        this.ended = ended;
        this.points = points;
    }

    /** Something that happened to a merge; {@code details} come with customer-service's reply to prepare, else null. */
    record Happening(MergeId merge, MergeEvent event, SurvivorDetails details) {}

    /** A merge after all that happened to it. */
    private record Change(LiveMerge merge, List<MergeEffect> effects) {

        boolean ends() {
            return merge.progress().state().ended();
        }
    }

    /** Opens merges whose claims are taken, and dispatches them at once. */
    void start(List<Merge> merges, Instant now) {
        var opened = MergeTransitions.open();
        var dispatched = MergeTransitions.decide(opened.progress(), new MergeEvent.Dispatched(now));
        enter(
                merges.stream()
                        .map(merge -> new LiveMerge(merge, dispatched.progress(), null))
                        .toList(),
                dispatched,
                now);
    }

    /** Makes a lost merge again, past its pivot (hole 7). */
    void recreate(Merge merge, Instant now) {
        var recovered = MergeTransitions.recreate(now);
        enter(List.of(new LiveMerge(merge, recovered.progress(), null)), recovered, now);
    }

    private void enter(List<LiveMerge> merges, MergeTransitions.Decision decision, Instant now) {
        if (!merges.isEmpty()) {
            tables.insert(merges, deadlines.nextLook(decision.progress(), now, ThreadLocalRandom.current()));
            outbox.send(commands(merges.stream()
                    .map(merge -> new Change(merge, decision.effects()))
                    .toList()));
            points.beforeCommit(EnumSet.of(decision.progress().state()));
        }
    }

    /** Folds what happened into locked merges, in the order given, and carries the effects out. */
    void apply(Map<MergeId, LiveMerge> locked, Collection<Happening> happenings, Instant now) {
        var changes = new LinkedHashMap<MergeId, Change>();
        for (var happening : happenings) {
            var live = locked.get(happening.merge());
            if (live != null) {
                changes.merge(
                        happening.merge(),
                        fold(new Change(live, List.of()), happening),
                        (before, ignored) -> fold(before, happening));
            }
        }
        write(
                changes.values().stream()
                        .filter(change -> !change.merge()
                                .equals(locked.get(change.merge().merge().id())))
                        .toList(),
                now);
    }

    private static Change fold(Change before, Happening happening) {
        var decision = MergeTransitions.decide(before.merge().progress(), happening.event());
        boolean taken = decision.transition() != MergeTransition.IGNORE;
        var details = taken && happening.details() != null
                ? happening.details()
                : before.merge().details();
        var effects = new ArrayList<>(before.effects());
        effects.addAll(decision.effects());
        return new Change(new LiveMerge(before.merge().merge(), decision.progress(), details), effects);
    }

    private void write(List<Change> changes, Instant now) {
        if (changes.isEmpty()) {
            return;
        }
        var going = new LinkedHashMap<LiveMerge, Instant>();
        var over = new ArrayList<LiveMerge>();
        for (var change : changes) {
            if (change.ends()) {
                over.add(change.merge());
            } else {
                going.put(
                        change.merge(),
                        deadlines.nextLook(change.merge().progress(), now, ThreadLocalRandom.current()));
            }
        }
        tables.update(going);
        tables.end(over, now);
        var messages =
                commands(changes.stream().filter(change -> !change.ends()).toList());
        var ends = over.stream()
                .map(live -> new MergesEnded.Ended(
                        live.merge(), live.progress().state(), announcement(live.merge(), live.progress(), now), now))
                .toList();
        ends.forEach(end -> messages.add(end.announcement()));
        outbox.send(messages);
        if (!ends.isEmpty()) {
            ended.fire(new MergesEnded(ends));
        }
        points.beforeCommit(changes.stream()
                .map(change -> change.merge().progress().state())
                .collect(toCollection(() -> EnumSet.noneOf(MergeState.class))));
    }

    /**
     * Merges that are asked the same of the same participants travel together, under one key, so that the replies of all
     * participants come back to one partition, and often in one poll.
     */
    private static List<OutgoingMessage> commands(List<Change> changes) {
        var alike = new LinkedHashMap<List<Send>, List<LiveMerge>>();
        for (var change : changes) {
            var sends = change.effects().stream()
                    .filter(Send.class::isInstance)
                    .map(Send.class::cast)
                    .filter(send -> isDue(change, send))
                    .distinct()
                    .toList();
            if (!sends.isEmpty()) {
                alike.computeIfAbsent(sends, ignored -> new ArrayList<>()).add(change.merge());
            }
        }
        var messages = new ArrayList<OutgoingMessage>();
        alike.forEach((sends, merges) -> sets(merges).forEach(set -> {
            UUID setId = UuidCreator.getTimeOrderedEpochPlus1();
            for (var send : sends) {
                var commands = set.stream()
                        .map(live -> live.command(send.to(), send.step()))
                        .toList();
                messages.add(OutgoingMessage.of(
                        send.to().commands(), setId.toString(), new MergeCommands(setId, send.step(), commands)));
            }
        }));
        return messages;
    }

    /** A command written early in a poll need not be sent when a later event of the same poll has left its step. */
    private static boolean isDue(Change change, Send send) {
        return change.merge().progress().step().equals(Optional.of(send.step()));
    }

    private static List<List<LiveMerge>> sets(List<LiveMerge> merges) {
        var sets = new ArrayList<List<LiveMerge>>();
        var set = new ArrayList<LiveMerge>();
        int customers = 0;
        for (var live : merges) {
            if (live.progress().attempts() > ATTEMPTS_IN_COMPANY) {
                sets.add(List.of(live));
                continue;
            }
            int size = live.merge().sources().size() + 1;
            if (!set.isEmpty() && (set.size() == MERGES_IN_A_SET || customers + size > CUSTOMERS_IN_A_SET)) {
                sets.add(set);
                set = new ArrayList<>();
                customers = 0;
            }
            set.add(live);
            customers += size;
        }
        if (!set.isEmpty()) {
            sets.add(set);
        }
        return sets;
    }

    /** Its message id is the merge's own, so that a repeat can be told, also one made again after a topic was lost. */
    static OutgoingMessage announcement(Merge merge, MergeProgress progress, Instant endedAt) {
        CustomerId survivor = merge.survivor();
        Object event = progress.state() == MergeState.COMPLETED
                ? new CustomerMerged(merge.id(), merge.shop(), survivor, merge.sources(), progress.moved(), endedAt)
                : new MergeFailed(
                        merge.id(),
                        merge.shop(),
                        survivor,
                        merge.sources(),
                        progress.failure().code(),
                        endedAt);
        return new OutgoingMessage(merge.id().value(), Topics.MERGE_EVENTS, survivor.toString(), event);
    }
}
