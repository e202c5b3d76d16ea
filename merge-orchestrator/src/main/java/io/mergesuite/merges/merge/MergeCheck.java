package io.mergesuite.merges.merge;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What can be said of a merge as soon as its customers are known: all there, all live, one shop, one kind, no former survivor
 * among the sources while the policy forbids it (CM-01 … CM-03, CM-24). What changes afterwards is seen by PREPARE.
 */
public final class MergeCheck {

    /** The order in which blanks are filled: registered last first, then the lower number (DD-06, LAST_CREATED). */
    static final Comparator<KnownCustomer> LAST_CREATED = Comparator.comparing(KnownCustomer::registeredAt)
            .reversed()
            .thenComparingInt(customer -> customer.number().length())
            .thenComparing(KnownCustomer::number);

    private final Map<CustomerId, KnownCustomer> byId = new HashMap<>();
    private final Map<String, KnownCustomer> byNumber = new HashMap<>();

    /** What customer-service knows of the customers that are named. */
    public MergeCheck(List<KnownCustomer> known) {
        known.forEach(customer -> {
            byId.put(customer.id(), customer);
            byNumber.put(customer.number(), customer);
        });
    }

    /** The customers of a merge that can be tried, sources in the order in which blanks are filled, and the policy in force. */
    public record Candidates(ShopId shop, CustomerId survivor, List<CustomerId> sources, MergePolicy policy) {}

    /**
     * Checks one group.
     *
     * @param policyOf the policy in force in a shop
     * @throws Problem naming the customer that stands in the way
     */
    public Candidates check(MergeGroup group, Function<ShopId, MergePolicy> policyOf) {
        var survivor = find(group.survivor());
        var sources = new ArrayList<KnownCustomer>();
        var seen = new HashSet<CustomerId>();
        for (var name : group.sources()) {
            var source = find(name);
            if (source.id().equals(survivor.id())) {
                throw about(MergeProblem.SURVIVOR_AMONG_SOURCES, source, "is survivor and source");
            }
            if (!seen.add(source.id())) {
                throw about(MergeProblem.DUPLICATE_CUSTOMER, source, "is named twice");
            }
            sources.add(source);
        }
        requireLive(survivor);
        sources.forEach(MergeCheck::requireLive);
        var policy = policyOf.apply(survivor.shopId());
        for (var source : sources) {
            if (!source.shopId().equals(survivor.shopId())) {
                throw about(MergeProblem.SHOP_MISMATCH, source, "is of another shop than the survivor");
            }
            if (source.kind() != survivor.kind()) {
                throw about(MergeProblem.KIND_MISMATCH, source, "is of another kind than the survivor");
            }
            if (source.survivor() && !policy.survivorMayBecomeSource()) {
                throw about(MergeProblem.SURVIVOR_AS_SOURCE, source, "is the survivor of an earlier merge");
            }
        }
        sources.sort(LAST_CREATED);
        return new Candidates(
                survivor.shopId(),
                survivor.id(),
                sources.stream().map(KnownCustomer::id).toList(),
                policy);
    }

    private KnownCustomer find(CustomerName name) {
        var found = switch (name) {
            case CustomerName.ById by -> byId.get(by.id());
            case CustomerName.ByNumber by -> byNumber.get(by.number());
        };
        if (found == null) {
            throw new Problem(MergeProblem.UNKNOWN_CUSTOMER, "there is no customer " + name)
                    .with("customer", name.toString());
        }
        return found;
    }

    private static void requireLive(KnownCustomer customer) {
        if (customer.status() == CustomerStatus.MERGED) {
            throw about(MergeProblem.CUSTOMER_MERGED, customer, "is merged into " + customer.mergedInto())
                    .with("mergedInto", customer.mergedInto());
        }
    }

    private static Problem about(MergeProblem problem, KnownCustomer customer, String what) {
        return new Problem(problem, "customer " + customer.id() + " (number " + customer.number() + ") " + what)
                .with("customerId", customer.id());
    }
}
