package io.mergesuite.merges.webhook;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code POST /v1/webhooks/{id}/replay}. */
@Schema(examples = "{\"from\": \"2026-11-01T00:00:00Z\", \"to\": \"2026-11-02T00:00:00Z\", \"state\": \"FAILED\"}")
record ReplayRequest(
        @Schema(description = "Deliveries made at this time or later.") @NotNull
        Instant from,

        @Schema(description = "Deliveries made before this time.") @NotNull
        Instant to,

        @Schema(description = "Only those that are `FAILED`, or `DELIVERED`; both if left out.")
        State state) {

    /** Those that have ended. */
    enum State {
        DELIVERED,
        FAILED
    }
}
