package io.mergesuite.systemtests.faults;

import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.faults.Fault.DeleteTopic;
import io.mergesuite.systemtests.faults.Fault.EmptyTopic;
import io.mergesuite.systemtests.faults.Fault.Kill;
import io.mergesuite.systemtests.faults.Fault.KillAt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Which faults each round has, by the seed: the crash points that are still to be hit, spread over the rounds that are left; a kill at any
 * moment; and in turn PostgreSQL, Kafka, and topics that lose what they hold.
 */
final class Plan {

    private static final Set<Service> MOVERS =
            EnumSet.of(Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE);

    private final int rounds;
    private final boolean everything;
    private final Random random;
    private final KillTable table;
    private final List<Target> targets;
    private final List<Fault> losses = new ArrayList<>();

    /** @param everything whether all crash points are to be hit in the rounds there are; else two a round, as it comes */
    Plan(int rounds, boolean everything, long seed, KillTable table) {
        this.rounds = rounds;
        this.everything = everything;
        this.random = new Random(seed);
        this.table = table;
        this.targets = Target.all();
        Collections.shuffle(targets, random);
        for (Topic topic : Topics.ALL) {
            losses.add(new DeleteTopic(topic.name()));
            if (!topic.compacted()) { // Kafka deletes nothing from a compacted topic but on its own
                losses.add(new EmptyTopic(topic.name()));
            }
        }
        Collections.shuffle(losses, random);
    }

    /** Faults that go on at the same time as those of the other lanes, one after the other within a lane. */
    record Lane(List<Fault> faults) {}

    List<Lane> round(int round) {
        List<Lane> lanes = new ArrayList<>();
        List<Fault> single = new ArrayList<>();
        // In turn, so that a round with its services away for long is not also without its database.
        switch (round % 3) {
            case 0 -> single.add(new Kill(Injector.POSTGRESQL));
            case 1 -> single.add(new Kill(Injector.KAFKA));
            default -> {
                single.add(losses.get(round / 3 * 2 % losses.size()));
                single.add(losses.get((round / 3 * 2 + 1) % losses.size()));
            }
        }
        single.add(new Kill(anyService().id()));
        Collections.shuffle(single, random);
        lanes.add(new Lane(single));
        lanes.addAll(crashPoints(round));
        return lanes;
    }

    /** Each service's next targets in a lane of its own; a target of several services is in the lane of the first. */
    private List<Lane> crashPoints(int round) {
        targets.removeIf(target -> target.reached().test(table));
        Map<Service, List<Target>> left = new EnumMap<>(Service.class);
        targets.forEach(target -> left.computeIfAbsent(
                        target.kills().getFirst().sorted().getFirst(), ignored -> new ArrayList<>())
                .add(target));
        List<Lane> lanes = new ArrayList<>();
        left.forEach((service, mine) -> {
            // In every second round, so that the supervisor's back-off has ended when it is killed again.
            boolean turn = MOVERS.contains(service) == (round % 2 == 0);
            int turnsLeft = Math.max(1, (rounds - round) / 2);
            int quota = everything ? Math.ceilDiv(mine.size(), turnsLeft) : 1;
            if (turn) {
                lanes.add(new Lane(mine.stream()
                        .limit(quota)
                        .flatMap(target -> target.kills().stream())
                        .<Fault>map(this::atSomePass)
                        .toList()));
            }
        });
        return lanes;
    }

    private Service anyService() {
        return List.of(Service.values()).get(random.nextInt(Service.values().length));
    }

    /** What every message passes may as well be hit later than the first time. */
    private KillAt atSomePass(KillAt kill) {
        return kill.point().startsWith("relay") || kill.point().startsWith("loop")
                ? new KillAt(kill.services(), kill.point(), 1 + random.nextInt(5))
                : kill;
    }
}
