package io.mergesuite.merges.preview;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.merges.merge.MergeGroup;
import jakarta.validation.Valid;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code POST /v1/merges/preview}: {@code survivorId} with {@code sourceIds}, or {@code customers}; never both (CM-01). */
@Schema(
        examples = "{\"survivorId\": \"0199f6a0-0000-7000-8000-000000000001\","
                + " \"sourceIds\": [\"0199f6a0-0000-7000-8000-000000000002\"]}")
record PreviewRequest(
        @Schema(description = "The customer that would remain.")
        CustomerId survivorId,

        @Schema(description = "1 to 1,000 customers that would be merged away.")
        List<CustomerId> sourceIds,

        @Schema(description = "All customers by id or number, exactly one marked as survivor.")
        List<MergeGroup.@Valid Member> customers) {

    /** The customers named, or the problem with them. */
    MergeGroup group() {
        return MergeGroup.of(survivorId, sourceIds, customers, "");
    }
}
