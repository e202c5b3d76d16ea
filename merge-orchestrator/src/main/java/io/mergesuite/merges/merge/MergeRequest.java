package io.mergesuite.merges.merge;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code POST /v1/merges}: {@code survivorId} with {@code sourceIds}, or {@code customers}; never both (CM-01). */
@Schema(
        examples = "{\"survivorId\": \"0199f6a0-0000-7000-8000-000000000001\","
                + " \"sourceIds\": [\"0199f6a0-0000-7000-8000-000000000002\"], \"reason\": \"same person\"}")
record MergeRequest(
        @Schema(description = "The customer that remains.") CustomerId survivorId,

        @Schema(description = "1 to 1,000 customers that are merged away.")
        List<CustomerId> sourceIds,

        @Schema(description = "All customers by id or number, exactly one marked as survivor.")
        List<MergeGroup.@Valid Member> customers,

        @Size(max = 2000) @Schema(description = "Why; kept in the history.")
        String reason,

        @Schema(description = "Must be null: merging by a plan is not possible yet.")
        String planId) {

    /** The customers named, or the problem with them. */
    MergeGroup group() {
        if (planId != null) {
            throw new Problem(MergeProblem.PLAN_NOT_SUPPORTED, "leave planId out or null")
                    .at("/planId", "plan-not-supported", "must be null");
        }
        return MergeGroup.of(survivorId, sourceIds, customers, "");
    }
}
