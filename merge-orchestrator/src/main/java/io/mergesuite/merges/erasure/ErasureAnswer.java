package io.mergesuite.merges.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.Participant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An erasure as the API shows it (API-07, API-11).
 *
 * @param customerId the live end of the person's redirects
 * @param formerIds everyone who leads to it: erased as well
 * @param error why it was refused; absent unless it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ErasureAnswer(
        ErasureId id,
        ErasureState state,
        ShopId shopId,
        CustomerId customerId,
        List<CustomerId> formerIds,
        String reason,
        String actor,
        List<Step> steps,
        Failure error,
        Instant createdAt,
        Instant endedAt) {

    /** What one service has done; {@code erased} counts records by kind, once it is done. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ErasureStep")
    record Step(String service, int attempts, Map<String, Long> erased, Instant startedAt, Instant endedAt) {}

    /** Why it was refused. */
    @Schema(name = "ErasureFailure")
    record Failure(
            @Schema(
                    description =
                            "`customer-merging`: a merge holds one of the ids, wait for its end; `person-changed`: a merge"
                                    + " has just added to the person, ask again; `unknown-customer`")
            String code) {}

    static ErasureAnswer of(Erasure erasure) {
        var progress = erasure.progress();
        return new ErasureAnswer(
                erasure.id(),
                progress.state(),
                erasure.person().shopId(),
                erasure.person().customer(),
                erasure.person().formerIds(),
                erasure.reason(),
                erasure.actor(),
                progress.steps().entrySet().stream()
                        .map(step -> new Step(
                                service(step.getKey()),
                                step.getValue().attempts(),
                                step.getValue().counts(),
                                step.getValue().startedAt(),
                                step.getValue().endedAt()))
                        .toList(),
                progress.code() == null ? null : new Failure(progress.code()),
                erasure.createdAt(),
                erasure.endedAt());
    }

    private static String service(Participant participant) {
        return switch (participant) {
            case CUSTOMER -> "customer-service";
            case ORDER -> "order-service";
            case LEAD -> "lead-service";
            case BLACKLIST -> "blacklist-service";
        };
    }
}
