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
        var sources = new ArrayList<Found>();
        var seen = new HashSet<CustomerId>();
        for (var named : group.sources()) {
            var source = find(named);
            if (source.id().equals(survivor.id())) {
                throw source.refused(MergeProblem.SURVIVOR_AMONG_SOURCES, "is survivor and source");
            }
            if (!seen.add(source.id())) {
                throw source.refused(MergeProblem.DUPLICATE_CUSTOMER, "is named twice");
            }
            sources.add(source);
        }
        survivor.requireLive();
        sources.forEach(Found::requireLive);
        var remains = survivor.customer();
        var policy = policyOf.apply(remains.shopId());
        for (var source : sources) {
            if (!source.customer().shopId().equals(remains.shopId())) {
                throw source.refused(MergeProblem.SHOP_MISMATCH, "is of another shop than the survivor");
            }
            if (source.customer().kind() != remains.kind()) {
                throw source.refused(MergeProblem.KIND_MISMATCH, "is of another kind than the survivor");
            }
            if (source.customer().survivor() && !policy.survivorMayBecomeSource()) {
                throw source.refused(MergeProblem.SURVIVOR_AS_SOURCE, "is the survivor of an earlier merge");
            }
        }
        return new Candidates(
                remains.shopId(),
                remains.id(),
                sources.stream()
                        .map(Found::customer)
                        .sorted(LAST_CREATED)
                        .map(KnownCustomer::id)
                        .toList(),
                policy);
    }

    private Found find(MergeGroup.Named named) {
        var found = switch (named.name()) {
            case CustomerName.ById by -> byId.get(by.id());
            case CustomerName.ByNumber by -> byNumber.get(by.number());
        };
        if (found == null) {
            throw new Problem(MergeProblem.UNKNOWN_CUSTOMER, "there is no customer " + named.name())
                    .with("customer", named.name().toString())
                    .at(named.pointer(), "unknown-customer", "there is no such customer");
        }
        return new Found(found, named.pointer());
    }

    /** A customer that is known, and where the request names it. */
    private record Found(KnownCustomer customer, String pointer) {

        CustomerId id() {
            return customer.id();
        }

        void requireLive() {
            if (customer.status() == CustomerStatus.ERASED) {
                throw refused(MergeProblem.CUSTOMER_ERASED, "was erased for privacy");
            }
            if (customer.status() == CustomerStatus.DELETED) {
                throw refused(MergeProblem.CUSTOMER_DELETED, "is deleted");
            }
            if (customer.status() == CustomerStatus.MERGED) {
                throw refused(MergeProblem.CUSTOMER_MERGED, "is merged into " + customer.mergedInto())
                        .with("mergedInto", customer.mergedInto());
            }
        }

        Problem refused(MergeProblem problem, String what) {
            return new Problem(problem, "customer " + customer.id() + " (number " + customer.number() + ") " + what)
                    .with("customerId", customer.id())
                    .at(pointer, problem.code(), what);
        }
    }
}
