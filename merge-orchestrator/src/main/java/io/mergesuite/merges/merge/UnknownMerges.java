package io.mergesuite.merges.merge;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergePolicy.ContactPolicy;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.merge.MergeRecovery.Effect;
import io.mergesuite.merges.merge.MergeReplyHandler.Said;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Replies about merges that do not live here: late ones, which are ignored; questions about ended ones, which are answered with
 * what is due; and what is said of merges that are not known at all, which {@link MergeRecovery} settles (hole 7).
 */
@ApplicationScoped
class UnknownMerges {

    private static final Logger LOG = Logger.getLogger(UnknownMerges.class);
    private static final Duration NEXT_LOOK = Duration.ofSeconds(10);
    private static final String RECOVERED = "recovery";

    /**
     * Of a merge made again: its own is lost. What was prepared under that stands; what has to be prepared once more is not refused, and
     * fills nothing.
     */
    private static final MergePolicy POLICY =
            MergePolicy.of(Set.of(), ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, false, false, true);

    private final Db db;
    private final MergeTables tables;
    private final MergeSaga saga;
    private final MergeJson json;
    private final Outbox outbox;

    UnknownMerges(Db db, MergeTables tables, MergeSaga saga, MergeJson json, Outbox outbox) {
        this.db = db;
        this.tables = tables;
        this.saga = saga;
        this.json = json;
        this.outbox = outbox;
    }

    /** Hears what was said about merges that do not live here. */
    void hear(List<Said> said, Instant now) {
        List<Said> telling = said.stream().filter(UnknownMerges::tells).toList();
        if (telling.isEmpty()) {
            return;
        }
        var ids = telling.stream().map(Said::merge).distinct().toList();
        var ended = tables.ended(ids);
        for (var one : telling) {
            var end = ended.get(one.merge());
            if (end != null) {
                answer(new LiveMerge(end.merge(), end.progress(), one.reply().details()), one, now);
            }
        }
        var strangers =
                telling.stream().filter(one -> !ended.containsKey(one.merge())).toList();
        var recoveries = recoveries(
                strangers.stream().map(Said::merge).distinct().sorted().toList());
        var settled = new HashSet<MergeId>();
        for (var one : strangers) {
            var event = event(one);
            if (event.isEmpty() || settled.contains(one.merge())) {
                continue;
            }
            var before = recoveries.get(one.merge());
            if (before == null && one.reply().known() != null && one.step() != MergeStep.PROBE) {
                before = MergeRecovery.begin(one.reply().known());
            }
            if (before != null) {
                var after = settle(one.merge(), before, event.get(), now);
                recoveries.put(one.merge(), after);
                if (after == null) {
                    settled.add(one.merge());
                }
            }
        }
    }

    /** What an ended merge owes to who asks; the details of the survivor are those told with the reply, if any. */
    private void answer(LiveMerge ended, Said said, Instant now) {
        ParticipantReply.event(said.by(), said.step(), said.reply(), now).stream()
                .flatMap(event -> MergeTransitions.decide(ended.progress(), event).effects().stream())
                .filter(MergeEffect.Send.class::isInstance)
                .map(MergeEffect.Send.class::cast)
                .forEach(send -> send(send.to(), send.step(), ended.command(send.to(), send.step())));
    }

    /** Repeats what was asked and not answered. */
    void remind(Instant now) {
        // One who was asked by another replica while that made the merge again has begun anew what is settled.
        db.handle().execute("DELETE FROM merge_recovery r USING merge m WHERE m.id = r.merge_id");
        db.handle()
                .createQuery("""
                        SELECT merge_id, answers::text FROM merge_recovery
                         WHERE next_action_at <= :now ORDER BY merge_id LIMIT 500 FOR UPDATE SKIP LOCKED""")
                .bind("now", now)
                .map((row, context) -> Map.entry(
                        new MergeId(row.getObject(1, UUID.class)), json.read(row.getString(2), MergeRecovery.class)))
                .list()
                .forEach(due -> settle(due.getKey(), due.getValue(), new MergeRecovery.Event.Asked(), now));
    }

    private static boolean tells(Said said) {
        return said.reply().outcome() == Outcome.IN_DOUBT
                || said.step() == MergeStep.PROBE
                || said.step() == MergeStep.RECOVER
                || MergeReply.MERGE_ACTIVE.equals(said.reply().code());
    }

    private static Optional<MergeRecovery.Event> event(Said said) {
        if (said.reply().outcome() == Outcome.IN_DOUBT) {
            return Optional.of(new MergeRecovery.Event.Asked());
        }
        return said.step() == MergeStep.RECOVER
                ? Optional.empty()
                : Optional.of(
                        new MergeRecovery.Event.Told(said.by(), said.reply().known()));
    }

    private Map<MergeId, MergeRecovery> recoveries(List<MergeId> ids) {
        var found = new HashMap<MergeId, MergeRecovery>();
        db.handle()
                .createQuery("""
                        SELECT merge_id, answers::text FROM merge_recovery
                         WHERE merge_id = ANY (:ids) ORDER BY merge_id FOR UPDATE""")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", MergeId::value))
                .map((row, context) -> found.put(
                        new MergeId(row.getObject(1, UUID.class)), json.read(row.getString(2), MergeRecovery.class)))
                .list();
        return found;
    }

    private MergeRecovery settle(MergeId id, MergeRecovery before, MergeRecovery.Event event, Instant now) {
        var decision = before.decide(event);
        if (decision.recovery() == null) {
            db.handle()
                    .createUpdate("DELETE FROM merge_recovery WHERE merge_id = :id")
                    .bind("id", id)
                    .execute();
        } else {
            db.handle()
                    .createUpdate("""
                            INSERT INTO merge_recovery (merge_id, answers, next_action_at)
                            VALUES (:id, :answers::jsonb, :next)
                                ON CONFLICT (merge_id)
                                DO UPDATE SET answers = excluded.answers, next_action_at = excluded.next_action_at""")
                    .bind("id", id)
                    .bind("answers", json.write(decision.recovery()))
                    .bind("next", now.plus(NEXT_LOOK))
                    .execute();
        }
        decision.effects().forEach(effect -> carryOut(id, effect, now));
        return decision.recovery();
    }

    private void carryOut(MergeId id, Effect effect, Instant now) {
        switch (effect) {
            case Effect.Probe probe -> send(probe.to(), MergeStep.PROBE, command(id, probe.merge()));
            case Effect.UndoAll undo -> {
                LOG.warnf("merge %s is not known here and no participant shows it active: taken back everywhere", id);
                Stream.of(Participant.values()).forEach(to -> send(to, MergeStep.UNDO, command(id, undo.merge())));
            }
            case Effect.Recreate recreate -> recreate(id, recreate.merge(), now);
        }
    }

    private void recreate(MergeId id, KnownMerge known, Instant now) {
        LOG.warnf("merge %s is not known here and a participant shows it active: made again and rolled forward", id);
        var merge = new Merge(
                id,
                known.shopId(),
                known.survivor(),
                new ArrayList<>(known.sources()),
                null,
                RECOVERED,
                POLICY,
                null,
                now);
        tables.claim(List.of(merge));
        saga.recreate(merge, now);
    }

    private static MergeCommand command(MergeId id, KnownMerge known) {
        return new MergeCommand(id, known.shopId(), known.survivor(), known.sources(), null, null);
    }

    private void send(Participant to, MergeStep step, MergeCommand command) {
        var setId = UuidCreator.getTimeOrderedEpochPlus1();
        outbox.send(
                OutgoingMessage.of(to.commands(), setId.toString(), new MergeCommands(setId, step, List.of(command))));
    }
}
