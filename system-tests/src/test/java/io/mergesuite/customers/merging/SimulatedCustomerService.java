package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.systemtests.simulation.CustomerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * customer-service in memory: its production rules, and maps instead of tables. It lies in the package of the rules because they
 * are nobody else's business.
 */
public final class SimulatedCustomerService implements CustomerRows {

    private static final ParticipationRules RULES = new ParticipationRules(Duration.ofDays(14));

    private final TreeMap<CustomerId, CustomerState> customers;
    private final TreeMap<MergeId, Participation> merges;
    private Map<CustomerId, CustomerId> redirects;

    public SimulatedCustomerService(ShopId shop, Map<CustomerId, CustomerDetails> values) {
        customers = new TreeMap<>();
        merges = new TreeMap<>();
        redirects = Map.of();
        values.forEach((id, details) -> customers.put(
                id,
                new CustomerState(
                        id, shop, CustomerKind.INDIVIDUAL, CustomerStatus.ACTIVE, null, null, false, 1, details)));
    }

    private SimulatedCustomerService(SimulatedCustomerService other) {
        customers = new TreeMap<>(other.customers);
        merges = new TreeMap<>(other.merges);
        redirects = other.redirects;
    }

    @Override
    public SimulatedCustomerService copy() {
        return new SimulatedCustomerService(this);
    }

    @Override
    public Participant participant() {
        return Participant.CUSTOMER;
    }

    @Override
    public MergeReply handle(MergeStep step, MergeCommand command, Instant now) {
        var state = new KnownState(customers.values(), merges);
        var decision = RULES.decide(state, step, command, now);
        decision.effect().ifPresent(effect -> {
            state.apply(effect);
            customers.replaceAll((id, before) -> state.customer(id).orElseThrow());
            merges.put(effect.merge(), state.participation(effect.merge()).orElseThrow());
            redirects = redirects(customers);
        });
        return decision.reply();
    }

    @Override
    public Optional<EdgeState> state(MergeId merge) {
        return Optional.ofNullable(merges.get(merge)).map(Participation::state);
    }

    @Override
    public List<MergeReply> inDoubt() {
        return merges.entrySet().stream()
                .filter(merge -> merge.getValue().state() == EdgeState.PENDING)
                .map(merge ->
                        MergeReply.inDoubt(merge.getKey(), merge.getValue().told()))
                .toList();
    }

    @Override
    public Map<CustomerId, CustomerId> redirects() {
        return redirects;
    }

    private static Map<CustomerId, CustomerId> redirects(Map<CustomerId, CustomerState> customers) {
        var redirects = new TreeMap<CustomerId, CustomerId>();
        customers.forEach((id, customer) -> {
            if (customer.mergedInto() != null) {
                redirects.put(id, customer.mergedInto());
            }
        });
        return Collections.unmodifiableMap(redirects);
    }

    @Override
    public Map<CustomerId, Customer> customers() {
        var now = new TreeMap<CustomerId, Customer>();
        customers.forEach((id, customer) -> now.put(
                id,
                new Customer(
                        customer.status(),
                        customer.mergedInto(),
                        customer.survivor(),
                        customer.version(),
                        customer.details())));
        return now;
    }

    @Override
    public String fingerprint() {
        var text = new StringBuilder();
        customers
                .values()
                .forEach(c -> text.append(c.status().name().charAt(3))
                        .append(c.mergedInto() == null ? "" : c.mergedInto())
                        .append(c.survivor())
                        .append(' '));
        merges.values().forEach(m -> text.append(m.state()));
        return text.toString();
    }
}
