package io.mergesuite.customers.customer;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A note that a merge has left on its survivor (CM-16). */
record MergeNote(
        UUID id,
        CustomerId customerId,
        MergeId mergeId,
        Kind kind,
        @Schema(
                type = SchemaType.OBJECT,
                description = "`MERGE`: `by` and `sources` (`id`, `number`, `name`). `DUPLICATE`: a source with all its fields, as the API"
                        + " showed it")
        JsonNode note,

        Instant madeAt) {

    enum Kind {
        /** Who was merged, when and by whom. */
        MERGE,
        /** All fields of a source. */
        DUPLICATE
    }
}
