package io.mergesuite.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.merge.MergeEvent;
import io.mergesuite.merges.merge.MergeState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * one merge of one source, and every order in which things can happen to it: its messages in any order, and beside them an
 * order that comes in for the source, a message lost and asked for again, one doubled, a time-out. All states that can be
 * reached are visited, once.
 */
class SmallModelTest {

    /** How often each may still happen, beside the delivery of messages. */
    private record Left(int losses, int doubles, int reminders, int orders, int timeouts) {}

    private record Node(World world, Left left) {

        UUID fingerprint() {
            return UUID.nameUUIDFromBytes((left + world.fingerprint()).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("R-4, SG-01 to SG-03 in every state: a message is lost, an answer overdue, an order comes in")
    void lost() {
        explore(new Left(1, 0, 1, 1, 0), EnumSet.of(MergeState.COMPLETED));
    }

    @Test
    @DisplayName("R-4, SG-01 to SG-03, SG-08 in every state: a message comes twice, an order comes in")
    void doubled() {
        explore(new Left(0, 2, 0, 1, 0), EnumSet.of(MergeState.COMPLETED));
    }

    @Test
    @DisplayName("R-4, SG-01 to SG-03 in every state: the prepare times out while answers are under way")
    void timedOut() {
        explore(new Left(0, 0, 0, 1, 1), EnumSet.of(MergeState.COMPLETED, MergeState.ABORTED));
    }

    private static void explore(Left left, Set<MergeState> expected) {
        var seen = new HashSet<UUID>();
        var open = new ArrayDeque<Node>();
        var ends = EnumSet.noneOf(MergeState.class);
        var world = World.simulated(World.Beginning.with(0, Instant.EPOCH, 2, 1));
        World.keepers().forEach(keeper -> world.write(keeper, world.customers.get(1)));
        world.ask(world.customers.get(0), List.of(world.customers.get(1)));
        open.add(new Node(world, left));
        while (!open.isEmpty()) {
            for (var next : successors(open.poll())) {
                if (seen.add(next.fingerprint())) {
                    if (next.world().network.size() == 0
                            && next.world().orchestrator.live().isEmpty()) {
                        next.world().checkAtRest();
                        next.world()
                                .orchestrator
                                .merges()
                                .keySet()
                                .forEach(
                                        id -> ends.add(next.world().orchestrator.state(id)));
                    }
                    open.add(next);
                }
            }
        }
        System.out.println("small model: " + left + ", " + seen.size() + " states");
        assertEquals(expected, ends);
        assertTrue(seen.size() > 500, "the model is too small to show anything: " + seen.size());
    }

    private static List<Node> successors(Node node) {
        var next = new ArrayList<Node>();
        var left = node.left();
        for (int i = 0; i < node.world().network.size(); i++) {
            int message = i;
            next.add(step(node, left, world -> world.deliver(world.network.take(message))));
            if (left.losses() > 0) {
                next.add(step(
                        node,
                        new Left(left.losses() - 1, left.doubles(), left.reminders(), left.orders(), left.timeouts()),
                        world -> world.network.take(message)));
            }
            if (left.doubles() > 0) {
                next.add(step(
                        node,
                        new Left(left.losses(), left.doubles() - 1, left.reminders(), left.orders(), left.timeouts()),
                        world -> {
                            // Under a new id, so that no inbox helps: the states alone have to.
                            var taken = world.network.take(message);
                            world.network.send(taken.to(), taken.body());
                            world.network.send(taken.to(), taken.body());
                        }));
            }
        }
        if (left.reminders() > 0) {
            next.add(step(
                    node,
                    new Left(left.losses(), left.doubles(), left.reminders() - 1, left.orders(), left.timeouts()),
                    world -> happens(world, new MergeEvent.DueAgain(world.now()))));
        }
        if (left.orders() > 0) {
            next.add(step(
                    node,
                    new Left(left.losses(), left.doubles(), left.reminders(), left.orders() - 1, left.timeouts()),
                    world -> world.write(Participant.ORDER, world.customers.get(1))));
        }
        if (left.timeouts() > 0) {
            next.add(step(
                    node,
                    new Left(left.losses(), left.doubles(), left.reminders(), left.orders(), left.timeouts() - 1),
                    world -> happens(world, new MergeEvent.PrepareTimedOut(world.now()))));
        }
        return next;
    }

    private static void happens(World world, MergeEvent event) {
        world.orchestrator
                .live()
                .forEach(id -> world.orchestrator.happens(id, event, world.now(), world.network::send));
    }

    private static Node step(Node node, Left left, Consumer<World> action) {
        var world = node.world().copy();
        action.accept(world);
        return new Node(world, left);
    }
}
