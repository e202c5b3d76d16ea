package io.mergesuite.merges.batch;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merges.merge.CustomerName;
import io.mergesuite.merges.merge.MergeGroup;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
        var seen = new HashMap<CustomerName, Integer>();
        for (int i = 0; i < groups.size(); i++) {
            String at = "/groups/" + i;
            var group = read(groups.get(i), at);
            int position = i;
            group.names().forEach(name -> {
                Integer before = seen.putIfAbsent(name, position);
                if (before != null) {
                    throw new Problem(
                                    BatchProblem.CUSTOMER_IN_TWO_GROUPS,
                                    "customer " + name + " is in groups " + before + " and " + position)
                            .with("customer", name.toString())
                            .at(at, "customer-in-two-groups", "customer " + name + " is in group " + before + " too");
                }
            });
            posted.add(new Posted(group, groups.get(i).reason()));
        }
        return posted;
    }

    private static MergeGroup read(Group group, String at) {
        if (group == null) {
            throw new Problem(CommonProblem.INVALID, "a group is null").at(at, "required", "must be an object");
        }
        try {
            return MergeGroup.of(group.survivorId(), group.sourceIds(), group.customers(), at);
        } catch (Problem problem) {
            throw new Problem(
                            BatchProblem.GROUP_MALFORMED,
                            "group " + at.substring("/groups/".length()) + ": " + problem.getMessage())
                    .at(at, problem.type().code(), problem.getMessage());
        }
    }
}
