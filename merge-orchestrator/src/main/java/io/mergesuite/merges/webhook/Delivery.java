package io.mergesuite.merges.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A line of the delivery log, as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Delivery(
        @Schema(description = "The event's id, sent as `webhook-id`; the same over all attempts and replays.")
        UUID id,

        @Schema(description = "`customer.merged`, `customer.unmerged`, `merge.failed`, or `webhook.test`.")
        String event,

        DeliveryState state,

        @Schema(description = "Attempts since it was queued or replayed, one that is under way among them.")
        int attempts,

        @Schema(description = "Absent once it has ended.") Instant nextAttemptAt,

        @Schema(description = "The status of the last attempt; absent if none came.")
        Integer lastStatus,

        @Schema(
                description =
                        "Why the last attempt failed: `status`, `timeout`, `unreachable`, `webhook-host-unknown`, `webhook-address-refused`, `webhook-url-invalid`, `webhook-disabled`.")
        String lastProblem,

        Instant createdAt,
        Instant endedAt) {}
