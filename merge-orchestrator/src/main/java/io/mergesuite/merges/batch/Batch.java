package io.mergesuite.merges.batch;

import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.UUID;

/**
 * A batch as it stands.
 *
 * @param nextPosition groups before it were opened or refused
 */
record Batch(
        UUID id,
        ShopId shop,
        String actor,
        int total,
        int nextPosition,
        int refused,
        int completed,
        int aborted,
        Instant createdAt,
        Instant endedAt) {

    /** Grows with everything that the answer shows. */
    long revision() {
        return 1L + nextPosition + refused + completed + aborted + (endedAt == null ? 0 : 1);
    }
}
