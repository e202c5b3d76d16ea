package io.mergesuite.imports;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import java.time.Instant;
import java.util.UUID;

/**
 * For whom and when a job runs.
 *
 * @param importId the job
 * @param shop the shop whose records these are: every row belongs to it (SEC-03)
 * @param actor the subject of the token that started the job; for history and for calls between services
 * @param createdAt when the job was started: the "today" of its rows, however late they are worked
 */
public record ImportContext(UUID importId, ShopFacts shop, String actor, Instant createdAt) {

    public ShopId shopId() {
        return shop.shopId();
    }

    /** An {@code Idempotency-Key} for what this row starts in another service: the same whenever the row is tried again. */
    public String idempotencyKey(ImportRow row) {
        return importId + ":" + row.line();
    }
}
