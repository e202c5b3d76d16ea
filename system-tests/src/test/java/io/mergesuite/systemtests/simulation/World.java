package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.customers.merging.SimulatedCustomerService;
import io.mergesuite.merges.merge.MergeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** The whole suite in memory: orchestrator, four participants, the network between them, and a clock that a schedule turns. */
final class World {

    static final ShopId SHOP = new ShopId("simulated");
    private static final Instant START = Instant.parse("2026-11-01T09:30:00Z");
    private static final List<Participant> KEEPERS =
            List.of(Participant.ORDER, Participant.LEAD, Participant.BLACKLIST);

    final List<CustomerId> customers;
    final SimulatedOrchestrator orchestrator;
    final SimulatedCustomerService customerService;
    final Map<Participant, SimulatedRecords> records;
    final Network network;
    private final Map<Participant, Set<Long>> inboxes;
    private final Set<Long> ownInbox;
    private final Map<Participant, Integer> written;
    private Instant now;
    private int opened;

    World(int customers, long weight) {
        this.customers = IntStream.range(0, customers)
                .mapToObj(i -> new CustomerId(new UUID(START.toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE | i)))
                .toList();
        orchestrator = new SimulatedOrchestrator(SHOP);
        customerService = new SimulatedCustomerService(SHOP, this.customers);
        records = new EnumMap<>(Participant.class);
        KEEPERS.forEach(keeper -> records.put(keeper, new SimulatedRecords(keeper, weight)));
        network = new Network();
        inboxes = new EnumMap<>(Participant.class);
        for (var participant : Participant.values()) {
            inboxes.put(participant, new HashSet<>());
        }
        ownInbox = new HashSet<>();
        written = new EnumMap<>(Participant.class);
        now = START;
    }

    private World(World other) {
        customers = other.customers;
        orchestrator = other.orchestrator.copy();
        customerService = other.customerService.copy();
        records = new EnumMap<>(Participant.class);
        other.records.forEach((participant, service) -> records.put(participant, service.copy()));
        network = other.network.copy();
        inboxes = new EnumMap<>(Participant.class);
        other.inboxes.forEach((participant, inbox) -> inboxes.put(participant, new HashSet<>(inbox)));
        ownInbox = new HashSet<>(other.ownInbox);
        written = new EnumMap<>(Participant.class);
        written.putAll(other.written);
        now = other.now;
        opened = other.opened;
    }

    World copy() {
        return new World(this);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** A merge is asked for. Two that share a customer never live together (SG-06). */
    void ask(CustomerId survivor, List<CustomerId> sources) {
        var id = new MergeId(new UUID(now.toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE | ++opened));
        boolean free = orchestrator.live().stream()
                .flatMap(live -> orchestrator.merges().get(live).customers())
                .noneMatch(held -> held.equals(survivor) || sources.contains(held));
        if (orchestrator.open(id, survivor, sources, now, network::send) != free) {
            throw new SagaViolation("SG-06", "a merge was opened over a live one, or refused without one");
        }
    }

    /** A record comes in, under any id that ever was a customer's. */
    void write(Participant keeper, CustomerId given) {
        records.get(keeper).write(given);
        written.merge(keeper, 1, Integer::sum);
    }

    /** A message reaches its receiver, which handles it in one transaction. */
    void deliver(Network.Message message) {
        Set<Long> inbox = message.to() == null ? ownInbox : inboxes.get(message.to());
        if (!inbox.add(message.id())) {
            return;
        }
        switch (message.body()) {
            case SimulatedOrchestrator.Step asked -> {
                participant(message.to())
                        .handle(asked.step(), asked.command(), now)
                        .ifPresent(reply -> say(message.to(), asked.step(), reply));
                checkRedirects(message.to());
            }
            case Network.Said said -> {
                orchestrator.hear(said.by(), said.step(), said.reply(), now, network::send);
                checkClaims(said.reply().mergeId());
            }
            default -> throw new IllegalStateException();
        }
    }

    /** The inbox of a service is purged. */
    void purge(Participant participant) {
        (participant == null ? ownInbox : inboxes.get(participant)).clear();
    }

    /** A participant that has waited too long asks. */
    void doubt(Participant participant) {
        participant(participant).inDoubt().forEach(reply -> say(participant, MergeStep.PREPARE, reply));
    }

    void moveChunk(Participant keeper, MergeId merge) {
        records.get(keeper).moveChunk(merge).ifPresent(reply -> say(keeper, MergeStep.REASSIGN, reply));
    }

    SimulatedParticipant participant(Participant participant) {
        return participant == Participant.CUSTOMER ? customerService : records.get(participant);
    }

    private void say(Participant by, MergeStep step, MergeReply reply) {
        network.send(null, new Network.Said(by, step, reply));
    }

    String fingerprint() {
        var text = new StringBuilder(orchestrator.fingerprint())
                .append('|')
                .append(customerService.fingerprint())
                .append('|');
        records.values().forEach(service -> text.append(service.fingerprint()).append('|'));
        return text.append(network.fingerprint()).toString();
    }

    /** SG-06, SG-02: a merge holds all its customers as long as it lives. Checked at every instant. */
    private void checkClaims(MergeId id) {
        var merge = orchestrator.merges().get(id);
        boolean live = !merge.progress().state().ended();
        if (!merge.customers()
                .allMatch(customer ->
                        live == id.equals(orchestrator.holder(customer).orElse(null)))) {
            throw new SagaViolation("SG-06", live ? "a live merge has lost a claim" : "an ended merge holds a claim");
        }
    }

    /** What must hold once every merge has ended (SG-01 to SG-03, SG-06, SG-08). */
    void checkAtRest() {
        if (!orchestrator.claims().isEmpty()) {
            throw new SagaViolation("SG-02", "a claim is left");
        }
        var announced = new HashMap<MergeId, Integer>();
        orchestrator.announced().forEach(id -> announced.merge(id, 1, Integer::sum));
        orchestrator.merges().forEach((id, merge) -> {
            var state = merge.progress().state();
            if (announced.getOrDefault(id, 0) != 1) {
                throw new SagaViolation("SG-08", "the end of a merge is announced " + announced.get(id) + " times");
            }
            for (var participant : Participant.values()) {
                var edge = participant(participant).state(id).orElse(null);
                if (edge != (state == MergeState.COMPLETED ? EdgeState.ACTIVE : EdgeState.UNDONE)) {
                    throw new SagaViolation("SG-02", participant + " has " + edge + " of a merge that is " + state);
                }
            }
            if (state == MergeState.COMPLETED) {
                for (var source : merge.sources()) {
                    if (customerService.status(source) != CustomerStatus.MERGED) {
                        throw new SagaViolation("CM-11", "a source is not MERGED");
                    }
                }
            }
        });
        var redirects = customerService.redirects();
        for (var customer : customers) {
            if (customerService.status(customer) == CustomerStatus.MERGING) {
                throw new SagaViolation("SG-02", "a customer is locked by no merge");
            }
        }
        records.forEach((keeper, service) -> {
            if (!service.redirects().equals(redirects)) {
                throw new SagaViolation("SG-03", keeper + " and customer-service redirect differently");
            }
            var rows = service.rows();
            if (rows.size() != written.getOrDefault(keeper, 0)) {
                throw new SagaViolation("SG-01", "rows were lost or doubled");
            }
            for (var row : rows) {
                if (!row.customer().equals(redirects.getOrDefault(row.first(), row.first()))) {
                    throw new SagaViolation("SG-01", "a row of " + keeper + " is left behind");
                }
            }
        });
        checkExpectedEnds(redirects);
    }

    /** Who ends where follows from the completed merges alone, in the order in which they completed. */
    private void checkExpectedEnds(Map<CustomerId, CustomerId> redirects) {
        var ends = new HashMap<CustomerId, CustomerId>();
        for (var id : orchestrator.announced()) {
            if (orchestrator.state(id) == MergeState.COMPLETED) {
                var merge = orchestrator.merges().get(id);
                ends.replaceAll((from, to) -> merge.sources().contains(to) ? merge.survivor() : to);
                merge.sources().forEach(source -> ends.put(source, merge.survivor()));
            }
        }
        if (!ends.equals(redirects)) {
            throw new SagaViolation("SG-03", "redirects are not those of the completed merges");
        }
    }

    /** SG-03: a lookup takes one step. Checked at every instant. */
    private void checkRedirects(Participant participant) {
        Map<CustomerId, CustomerId> redirects = participant(participant).redirects();
        redirects.forEach((from, to) -> {
            if (from.equals(to) || redirects.containsKey(to)) {
                throw new SagaViolation("SG-03", participant + " has a chain or a cycle of redirects");
            }
        });
    }

    List<MergeId> moving(Participant keeper) {
        return records.get(keeper).moving();
    }

    static List<Participant> keepers() {
        return KEEPERS;
    }

    /** Ids of live customers, as the orchestrator would be told. */
    List<CustomerId> active() {
        var active = new ArrayList<CustomerId>();
        for (var customer : customers) {
            if (customerService.status(customer) != CustomerStatus.MERGED) {
                active.add(customer);
            }
        }
        return active;
    }
}
