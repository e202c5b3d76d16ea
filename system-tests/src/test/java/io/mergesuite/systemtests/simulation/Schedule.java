package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.merge.MergeEvent;
import io.mergesuite.merges.merge.MergeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One run of the whole suite, made from a seed: merges that overlap, oppose each other and form chains, records that come in at
 * any time under any id, and faults. Messages are lost, doubled, delayed and reordered; processes die before and after
 * their commits; inboxes are purged and old messages replayed; answers are overdue; the orchestrator has a merge as it was before. Then the faults end, and every merge must.
 */
final class Schedule {

    private static final int FAULTY_STEPS = 150;
    private static final int MOST_STEPS_TO_REST = 20_000;

    private final Random random;
    private final World world;
    private final Set<MergeState> ends = EnumSet.noneOf(MergeState.class);
    private int deliveries;
    private MergeId backedUp;
    private Orchestrator.Held backup;

    Schedule(long seed, Instant start, World.Carrier carrier) {
        random = new Random(seed);
        int customers = 2 + random.nextInt(5);
        // A weight above 500 makes every row a chunk of its own.
        world = carrier.world(World.Beginning.with(seed, start, customers, random.nextInt(4) == 0 ? 501 : 1));
    }

    /** The states in which merges ended. @throws SagaViolation if something happened that must never happen */
    Set<MergeState> run() {
        for (int step = 0; step < FAULTY_STEPS; step++) {
            act();
        }
        settle();
        world.checkAtRest();
        // SG-05: what was replayed after the end changes nothing.
        replayAll();
        settle();
        world.checkAtRest();
        world.orchestrator
                .merges()
                .values()
                .forEach(merge -> ends.add(merge.progress().state()));
        return ends;
    }

    World.End end() {
        return world.end();
    }

    /** How many messages were handled. */
    int deliveries() {
        return deliveries;
    }

    private void act() {
        switch (random.nextInt(26)) {
            case 0 -> ask();
            case 1, 2, 3 -> world.write(oneOf(World.keepers()), oneOf(world.customers));
            case 4 -> lose();
            case 5 -> relayTwice();
            case 6 -> replay();
            case 7 -> world.purge(random.nextInt(5) == 0 ? null : oneOf(List.of(Participant.values())));
            case 8 -> sweep(Duration.ofMillis(random.nextInt(20_000)));
            case 9 -> moveChunk();
            case 10 -> rarely(() -> world.doubt(oneOf(List.of(Participant.values()))));
            case 11 -> rarely(this::abort);
            case 12 -> rarely(() -> sweep(Duration.ofMinutes(random.nextInt(11))));
            case 13 -> backUp();
            case 14 -> rarely(this::setBack);
            default -> deliver();
        }
    }

    private void ask() {
        // The list of live customers may be old when it is used: prepare has to find that out.
        List<CustomerId> candidates = random.nextInt(3) == 0 ? world.customers : world.active();
        var chosen = new ArrayList<>(candidates);
        Collections.shuffle(chosen, random);
        if (chosen.size() >= 2) {
            int sources = 1 + random.nextInt(Math.min(3, chosen.size() - 1));
            world.ask(chosen.getFirst(), List.copyOf(chosen.subList(1, 1 + sources)));
        }
    }

    private void deliver() {
        if (world.network.size() > 0) {
            var message = world.network.take(random.nextInt(world.network.size()));
            // Died before its commit: as if it had not come. Died after it: it comes again, and the inbox knows it.
            int fate = random.nextInt(20);
            if (fate != 0) {
                world.deliver(message);
                deliveries++;
            }
            if (fate <= 1) {
                world.network.again(message);
            }
        }
    }

    private void lose() {
        if (world.network.size() > 0) {
            world.network.take(random.nextInt(world.network.size()));
        }
    }

    private void relayTwice() {
        if (world.network.size() > 0) {
            var message = world.network.take(random.nextInt(world.network.size()));
            world.network.again(message);
            world.network.again(message);
        }
    }

    private void replay() {
        if (!world.network.delivered().isEmpty()) {
            world.network.again(oneOf(world.network.delivered()));
        }
    }

    private void replayAll() {
        var all = List.copyOf(world.network.delivered());
        world.purge(null);
        for (var participant : Participant.values()) {
            world.purge(participant);
        }
        for (int i = 0; i < Math.min(30, all.size()); i++) {
            world.network.again(oneOf(all));
        }
    }

    private void sweep(Duration time) {
        world.pass(time);
        for (MergeId id : world.orchestrator.live()) {
            if (random.nextBoolean()) {
                world.orchestrator.sweep(id, world.now(), world.network::send);
            }
        }
    }

    private void moveChunk() {
        var keeper = oneOf(World.keepers());
        var moving = world.moving(keeper);
        if (!moving.isEmpty()) {
            world.moveChunk(keeper, oneOf(moving));
        }
    }

    private void abort() {
        var live = world.orchestrator.live();
        if (!live.isEmpty()) {
            world.orchestrator.happens(
                    oneOf(live), new MergeEvent.AbortAsked("someone", world.now()), world.now(), world.network::send);
        }
    }

    private void backUp() {
        var live = world.orchestrator.live();
        if (!live.isEmpty()) {
            backedUp = oneOf(live);
            backup = world.orchestrator.merge(backedUp);
        }
    }

    private void setBack() {
        if (world.orchestrator.live().contains(backedUp)) {
            world.setBack(backedUp, backup);
        }
    }

    private void rarely(Runnable action) {
        if (random.nextInt(4) == 0) {
            action.run();
        }
    }

    /** SG-05: no more faults; every merge must end, by messages and sweeps alone. */
    private void settle() {
        for (int step = 0; step < MOST_STEPS_TO_REST; step++) {
            if (world.network.size() > 0) {
                world.deliver(world.network.take(random.nextInt(world.network.size())));
                deliveries++;
            } else if (!moveAll()) {
                if (world.orchestrator.live().isEmpty()) {
                    for (var participant : Participant.values()) {
                        world.doubt(participant);
                    }
                    if (world.network.size() == 0) {
                        return;
                    }
                    continue;
                }
                world.pass(Duration.ofSeconds(30));
                for (MergeId id : world.orchestrator.live()) {
                    world.orchestrator.sweep(id, world.now(), world.network::send);
                }
            }
        }
        throw new SagaViolation(
                "SG-05",
                "merges have not ended: "
                        + world.orchestrator.live().stream()
                                .map(world.orchestrator::state)
                                .toList());
    }

    private boolean moveAll() {
        boolean moved = false;
        for (var keeper : World.keepers()) {
            for (MergeId merge : world.moving(keeper)) {
                world.moveChunk(keeper, merge);
                moved = true;
            }
        }
        return moved;
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
