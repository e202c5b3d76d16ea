package io.mergesuite.customers.points;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An entry in the ledger of limited-time points. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PointLotEntry(
        UUID id,
        UUID lotId,

        @Schema(description = "Given if above zero, else taken")
        long points,

        String reason,
        Instant madeAt) {}
