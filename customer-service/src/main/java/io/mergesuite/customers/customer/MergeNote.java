package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A note that a merge has left on its survivor (CM-16).
 *
 * @param by of {@code MERGE}: who asked for the merge
 * @param sources of {@code MERGE}
 * @param customer of {@code DUPLICATE}: a source with all its fields, as it was then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MergeNote(
        UUID id,
        CustomerId customerId,
        MergeId mergeId,
        Kind kind,

        @Schema(description = "Of `MERGE`: who asked for the merge")
        String by,

        @Schema(description = "Of `MERGE`: who was merged") List<MergedCustomer> sources,

        @Schema(implementation = CustomerAnswer.class) JsonNode customer,

        Instant madeAt) {

    enum Kind {
        /** Who was merged, when and by whom. */
        MERGE,
        /** All fields of a source. */
        DUPLICATE
    }

    /** Who was merged, as a note says it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MergedCustomer(CustomerId id, String number, String name) {}

    /** What a note says in its kind's own members; the others are null. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Said(String by, List<MergedCustomer> sources, JsonNode customer) {}
}
