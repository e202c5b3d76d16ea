package io.mergesuite.merges.batch;

import static java.util.stream.Collectors.toMap;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.merges.merge.CustomerName;
import io.mergesuite.merges.merge.MergeGroup;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code POST /v1/merge-batches}: 1 to 10,000 groups, each one merge, no customer in two of them (CM-22). */
record BatchRequest(
        @Schema(description = "May be left out when the token knows one shop only.")
        ShopId shopId,

        List<@Valid Group> groups) {

    static final int MOST_GROUPS = 10_000;

    /** One group: {@code survivorId} with {@code sourceIds}, or {@code customers}. */
    record Group(
            CustomerId survivorId,
            List<CustomerId> sourceIds,
            List<MergeGroup.@Valid Member> customers,
            @Size(max = 2000) String reason) {}

    /** A group that can be stored. */
    record Posted(MergeGroup group, String reason) {}

    /** The groups in order. A malformed one, or a customer in two, refuses the whole. */
    List<Posted> posted() {
        if (groups == null || groups.isEmpty()) {
            throw new Problem(BatchProblem.NO_GROUPS, "a batch has 1 to 10,000 groups")
                    .at("/groups", "no-groups", "name at least one group");
        }
        if (groups.size() > MOST_GROUPS) {
            throw new Problem(BatchProblem.TOO_MANY_GROUPS, "a batch has 1 to 10,000 groups, not " + groups.size())
                    .at("/groups", "too-many-groups", "name at most 10,000 groups");
        }
        var posted = new ArrayList<Posted>(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            posted.add(new Posted(read(groups.get(i), i), groups.get(i).reason()));
        }
        requireApart(posted);
        return posted;
    }

    /**
     * The same groups with all those customers named by id whose number is known, so that who is named once by id and once by
     * number is seen. An unknown number stays: it is its group's result line.
     *
     * @throws Problem 422 if a customer is in two groups, or twice in one
     */
    static List<Posted> byId(List<Posted> posted, Collection<KnownCustomer> known) {
        var ids = known.stream().collect(toMap(KnownCustomer::number, KnownCustomer::id, (id, again) -> id));
        var named = new ArrayList<Posted>(posted.size());
        for (var one : posted) {
            var group = wellFormed(named.size(), () -> {
                var renamed = one.group().renamed(name -> {
                    var id = name instanceof CustomerName.ByNumber by ? ids.get(by.number()) : null;
                    return id == null ? name : new CustomerName.ById(id);
                });
                renamed.requireDistinct();
                return renamed;
            });
            named.add(new Posted(group, one.reason()));
        }
        requireApart(named);
        return named;
    }

    private static void requireApart(List<Posted> posted) {
        var seen = new HashMap<CustomerName, Integer>();
        for (int i = 0; i < posted.size(); i++) {
            int position = i;
            posted.get(i).group().named().forEach(named -> {
                var name = named.name();
                Integer before = seen.putIfAbsent(name, position);
                if (before != null) {
                    throw new Problem(
                                    BatchProblem.CUSTOMER_IN_TWO_GROUPS,
                                    "customer " + name + " is in groups " + before + " and " + position)
                            .with("customer", name.toString())
                            .at(
                                    named.pointer(),
                                    "customer-in-two-groups",
                                    "customer " + name + " is in group " + before + " too");
                }
            });
        }
    }

    private static MergeGroup read(Group group, int position) {
        String at = "/groups/" + position;
        if (group == null) {
            throw new Problem(CommonProblem.INVALID, "a group is null").at(at, "required", "must be an object");
        }
        return wellFormed(position, () -> MergeGroup.of(group.survivorId(), group.sourceIds(), group.customers(), at));
    }

    private static MergeGroup wellFormed(int position, Supplier<MergeGroup> group) {
        try {
            return group.get();
        } catch (Problem problem) {
            var malformed =
                    new Problem(BatchProblem.GROUP_MALFORMED, "group " + position + ": " + problem.getMessage());
            problem.faults().forEach(fault -> malformed.at(fault.pointer(), fault.code(), fault.detail()));
            throw malformed;
        }
    }
}
