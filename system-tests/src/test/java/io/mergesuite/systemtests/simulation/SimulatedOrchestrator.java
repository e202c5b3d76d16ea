package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.merges.merge.Deadlines;
import io.mergesuite.merges.merge.MergeEffect;
import io.mergesuite.merges.merge.MergeEvent;
import io.mergesuite.merges.merge.MergeTransition;
import io.mergesuite.merges.merge.MergeTransitions;
import io.mergesuite.merges.merge.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** merge-orchestrator in memory: its production transitions, and maps instead of tables. Each call is one transaction. */
final class SimulatedOrchestrator implements Orchestrator {

    static final Deadlines DEADLINES = new Deadlines(
            Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final ShopId shop;
    private final Map<MergeId, Held> merges;
    private final Map<CustomerId, MergeId> claims;
    private final List<MergeId> announced;

    SimulatedOrchestrator(ShopId shop) {
        this(shop, new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    }

    private SimulatedOrchestrator(
            ShopId shop, Map<MergeId, Held> merges, Map<CustomerId, MergeId> claims, List<MergeId> announced) {
        this.shop = shop;
        this.merges = merges;
        this.claims = claims;
        this.announced = announced;
    }

    SimulatedOrchestrator copy() {
        return new SimulatedOrchestrator(
                shop, new TreeMap<>(merges), new TreeMap<>(claims), new ArrayList<>(announced));
    }

    @Override
    public boolean open(MergeId id, CustomerId survivor, List<CustomerId> sources, Instant now, Commands commands) {
        if (Stream.concat(Stream.of(survivor), sources.stream()).anyMatch(claims::containsKey)) {
            return false;
        }
        var held = new Held(survivor, sources, MergeTransitions.open().progress(), null);
        held.customers().forEach(customer -> claims.put(customer, id));
        merges.put(id, held);
        happens(id, new MergeEvent.Dispatched(now), (SurvivorDetails) null, commands);
        return true;
    }

    @Override
    public void hear(Participant by, MergeStep step, MergeReply reply, Instant now, Commands commands) {
        ParticipantReply.event(by, step, reply, now)
                .filter(event -> merges.containsKey(reply.mergeId()))
                .ifPresent(event -> happens(reply.mergeId(), event, reply.details(), commands));
    }

    @Override
    public void sweep(MergeId id, Instant now, Commands commands) {
        var merge = merges.get(id);
        if (!merge.progress().state().ended()) {
            DEADLINES.due(merge.progress(), now).forEach(event -> happens(id, event, now, commands));
        }
    }

    @Override
    public void happens(MergeId id, MergeEvent event, Instant now, Commands commands) {
        happens(id, event, (SurvivorDetails) null, commands);
    }

    private void happens(MergeId id, MergeEvent event, SurvivorDetails details, Commands commands) {
        var before = merges.get(id);
        var decision = MergeTransitions.decide(before.progress(), event);
        var after = new Held(
                before.survivor(),
                before.sources(),
                decision.progress(),
                decision.progress().state().ended()
                        ? null
                        : decision.transition() != MergeTransition.IGNORE && details != null
                                ? details
                                : before.details());
        merges.put(id, after);
        for (var effect : decision.effects()) {
            switch (effect) {
                case MergeEffect.Send send -> {
                    // One that has ended no longer has them, and answers with those just told.
                    var known = after.details() == null ? details : after.details();
                    commands.accept(send.to(), new Step(send.step(), command(id, after, send, known)));
                }
                case MergeEffect.Complete ignored -> end(id);
                case MergeEffect.Fail ignored -> end(id);
            }
        }
    }

    private void end(MergeId id) {
        claims.values().removeIf(id::equals);
        announced.add(id);
    }

    private MergeCommand command(MergeId id, Held held, MergeEffect.Send send, SurvivorDetails details) {
        MergeStep step = send.step();
        boolean needsDetails = step == MergeStep.REASSIGN && send.to() == Participant.ORDER;
        if (needsDetails && details == null) {
            throw new SagaViolation("CM-08", "reassign without the survivor's details");
        }
        return new MergeCommand(
                id,
                shop,
                held.survivor(),
                held.sources(),
                step == MergeStep.PREPARE || step == MergeStep.RECOVER ? MergePolicy.CONSOLIDATING : null,
                needsDetails ? details : null);
    }

    @Override
    public void setBack(MergeId id, Held earlier, Instant now) {
        merges.put(id, earlier);
    }

    @Override
    public Map<MergeId, Held> merges() {
        return merges;
    }

    @Override
    public Held merge(MergeId id) {
        return merges.get(id);
    }

    @Override
    public Map<CustomerId, MergeId> claims() {
        return claims;
    }

    @Override
    public List<MergeId> announced() {
        return announced;
    }

    @Override
    public List<MergeId> live() {
        return merges.entrySet().stream()
                .filter(merge -> !merge.getValue().progress().state().ended())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Attempts and times left out: they don't decide what comes next. */
    String fingerprint() {
        var text = new StringBuilder();
        merges.values().forEach(merge -> {
            text.append(merge.progress().state()).append(merge.details() != null);
            merge.progress()
                    .legs()
                    .forEach((leg, progress) -> text.append(leg.step().name(), 0, 2)
                            .append(leg.participant().name(), 0, 1)
                            .append(progress.answered()));
        });
        return text.append(announced.size()).toString();
    }
}
