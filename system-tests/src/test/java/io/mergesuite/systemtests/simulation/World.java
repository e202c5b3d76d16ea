package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.PersonName;
import io.mergesuite.customers.customer.Phone;
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
import java.util.TreeMap;
import java.util.UUID;

/** The whole suite over some carrier: orchestrator, four participants, the network between them, and a clock that a schedule turns. */
final class World {

    static final ShopId SHOP = new ShopId("simulated");

    private static final List<Participant> KEEPERS =
            List.of(Participant.ORDER, Participant.LEAD, Participant.BLACKLIST);

    /**
     * What a world begins with.
     *
     * @param number tells its ids from those of other worlds
     * @param start when; ids of merges begin with their time, and a participant refuses those older than its purge horizon
     * @param customers by id
     * @param weight how many rows one row counts for: with more than 500, rows move in chunks
     */
    record Beginning(long number, Instant start, Map<CustomerId, CustomerDetails> customers, long weight) {

        /** So many customers; each has a phone number, every other one a name. */
        static Beginning with(long number, Instant start, int count, long weight) {
            var customers = new TreeMap<CustomerId, CustomerDetails>();
            for (int i = 0; i < count; i++) {
                var phone = new Phone("090-1111-000" + i, "+81901111000" + i, true);
                var name = i % 2 == 0 ? PersonName.NONE : new PersonName("Customer " + i, null, null, null);
                customers.put(
                        new CustomerId(id(start, number, i)),
                        CustomerDetails.NONE.withName(name).withPhones(List.of(phone)));
            }
            return new Beginning(number, start, customers, weight);
        }

        List<CustomerId> ids() {
            return List.copyOf(customers.keySet());
        }
    }

    /** What makes a suite for a schedule: in memory, or over PostgreSQL. */
    interface Carrier {

        World world(Beginning beginning);
    }

    final List<CustomerId> customers;
    final Orchestrator orchestrator;
    final CustomerRows customerService;
    final Map<Participant, Records> records;
    final Network network;
    private final long number;
    private final Map<Participant, Set<Long>> inboxes;
    private final Set<Long> ownInbox;
    private final Map<Participant, Integer> written;
    private final Set<MergeId> setBack;
    private Instant now;
    private int opened;

    World(
            Beginning beginning,
            Orchestrator orchestrator,
            CustomerRows customerService,
            Map<Participant, Records> records) {
        number = beginning.number();
        customers = beginning.ids();
        now = beginning.start();
        this.orchestrator = orchestrator;
        this.customerService = customerService;
        this.records = records;
        network = new Network();
        inboxes = new EnumMap<>(Participant.class);
        for (var participant : Participant.values()) {
            inboxes.put(participant, new HashSet<>());
        }
        ownInbox = new HashSet<>();
        written = new EnumMap<>(Participant.class);
        setBack = new HashSet<>();
    }

    /** In memory. */
    static World simulated(Beginning beginning) {
        var records = new EnumMap<Participant, Records>(Participant.class);
        KEEPERS.forEach(keeper -> records.put(keeper, new SimulatedRecords(keeper, beginning.weight())));
        return new World(
                beginning,
                new SimulatedOrchestrator(SHOP),
                new SimulatedCustomerService(SHOP, beginning.customers()),
                records);
    }

    private static UUID id(Instant at, long number, int i) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE | (number & 0xffff_ffffL) << 16 | i);
    }

    private World(World other) {
        number = other.number;
        customers = other.customers;
        orchestrator = ((SimulatedOrchestrator) other.orchestrator).copy();
        customerService = other.customerService.copy();
        records = new EnumMap<>(Participant.class);
        other.records.forEach((participant, service) -> records.put(participant, service.copy()));
        network = other.network.copy();
        inboxes = new EnumMap<>(Participant.class);
        other.inboxes.forEach((participant, inbox) -> inboxes.put(participant, new HashSet<>(inbox)));
        ownInbox = new HashSet<>(other.ownInbox);
        written = new EnumMap<>(Participant.class);
        written.putAll(other.written);
        setBack = new HashSet<>(other.setBack);
        now = other.now;
        opened = other.opened;
    }

    /** In memory alone. */
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
        var id = new MergeId(id(now, number, ++opened));
        boolean free = orchestrator.live().stream()
                .flatMap(live -> orchestrator.merge(live).customers())
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
            case Orchestrator.Step asked -> {
                say(message.to(), asked.step(), participant(message.to()).handle(asked.step(), asked.command(), now));
                checkRedirects(message.to());
            }
            case Network.Said said -> {
                orchestrator.hear(said.by(), said.step(), said.reply(), now, network::send);
                checkClaims(said.reply().mergeId());
            }
            default -> throw new IllegalStateException();
        }
    }

    /**
     * The orchestrator is restored, and has a live merge as it was at an earlier instant (hole 7). Once for each merge: of a
     * future that was lost twice, no message comes.
     */
    void setBack(MergeId id, Orchestrator.Held earlier) {
        if (setBack.add(id)) {
            orchestrator.setBack(id, earlier, now);
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
        var text = new StringBuilder(((SimulatedOrchestrator) orchestrator).fingerprint())
                .append('|')
                .append(customerService.fingerprint())
                .append('|');
        records.values().forEach(service -> text.append(service.fingerprint()).append('|'));
        return text.append(network.fingerprint()).toString();
    }

    /** SG-06, SG-02: a merge holds all its customers as long as it lives. Checked at every instant. */
    private void checkClaims(MergeId id) {
        var merge = orchestrator.merge(id);
        var claims = orchestrator.claims();
        boolean live = !merge.progress().state().ended();
        if (!merge.customers().allMatch(customer -> live == id.equals(claims.get(customer)))) {
            throw new SagaViolation("SG-06", live ? "a live merge has lost a claim" : "an ended merge holds a claim");
        }
    }

    /** What must hold once every merge has ended (SG-01 to SG-03, SG-06, SG-08). */
    void checkAtRest() {
        if (!orchestrator.claims().isEmpty()) {
            throw new SagaViolation("SG-02", "a claim is left");
        }
        var known = customerService.customers();
        var announced = new HashMap<MergeId, Integer>();
        orchestrator.announced().forEach(id -> announced.merge(id, 1, Integer::sum));
        orchestrator.merges().forEach((id, merge) -> {
            var state = merge.progress().state();
            // At least once, of one that was set back (hole 7); each time with the same id.
            if (setBack.contains(id) ? !announced.containsKey(id) : announced.getOrDefault(id, 0) != 1) {
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
                    if (known.get(source).status() != CustomerStatus.MERGED) {
                        throw new SagaViolation("CM-11", "a source is not MERGED");
                    }
                }
            }
        });
        var redirects = customerService.redirects();
        for (var customer : known.values()) {
            if (customer.status() == CustomerStatus.MERGING) {
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
                var merge = orchestrator.merge(id);
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
        var known = customerService.customers();
        for (var customer : customers) {
            if (known.get(customer).status() != CustomerStatus.MERGED) {
                active.add(customer);
            }
        }
        return active;
    }

    /** Where a schedule has led to, times left out. */
    record End(
            Map<MergeId, MergeState> merges,
            List<MergeId> announced,
            Map<CustomerId, CustomerRows.Customer> customers,
            Map<Participant, Map<MergeId, EdgeState>> edges,
            Map<Participant, Map<CustomerId, CustomerId>> redirects,
            Map<Participant, List<Records.Row>> rows) {}

    End end() {
        var merges = new TreeMap<MergeId, MergeState>();
        orchestrator
                .merges()
                .forEach((id, merge) -> merges.put(id, merge.progress().state()));
        var edges = new EnumMap<Participant, Map<MergeId, EdgeState>>(Participant.class);
        var redirects = new EnumMap<Participant, Map<CustomerId, CustomerId>>(Participant.class);
        for (var participant : Participant.values()) {
            var states = new TreeMap<MergeId, EdgeState>();
            merges.keySet().forEach(id -> participant(participant).state(id).ifPresent(state -> states.put(id, state)));
            edges.put(participant, states);
            redirects.put(participant, new TreeMap<>(participant(participant).redirects()));
        }
        var rows = new EnumMap<Participant, List<Records.Row>>(Participant.class);
        records.forEach((keeper, service) -> rows.put(keeper, List.copyOf(service.rows())));
        return new End(
                merges, List.copyOf(orchestrator.announced()), customerService.customers(), edges, redirects, rows);
    }
}
