package io.mergesuite.api;

import io.mergesuite.contracts.ShopId;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/**
 * The running request's hold on its {@code Idempotency-Key} (API-04). Without a key every call here does nothing, so a
 * resource need not ask.
 */
@RequestScoped
public class IdempotentRequest {

    /**
     * Writes the answer that a repeat will get. Call it inside the working transaction, last: record and answer are
     * committed together or not at all.
     *
     * @param status 200 to 299
     * @param location the {@code Location} header's path, or null
     * @param body written as JSON; null for an operation that replays the present state
     * @throws Problem 503 {@code lease-lost} if the lease ran out and another request took the key over; the working
     *     transaction then rolls back
     * @throws IllegalStateException without an active transaction
     */
    public void answered(int status, String location, Object body) {
        throw new UnsupportedOperationException();
    }

    /**
     * For an operation with {@link Idempotent.Replay#PRESENT_STATE}: the id of what the first request made (the last
     * segment of its {@code Location}) if this request is a repeat. The method then makes nothing and answers with the
     * present state of it; {@code Idempotent-Replayed: true} is added by itself.
     */
    public Optional<String> replayOf() {
        throw new UnsupportedOperationException();
    }

    /**
     * Claims the key of a {@linkplain Idempotent#streamed streamed} request, in a short transaction of its own.
     *
     * @param shop the shop that the request works in
     * @param sha256 of all that decides what the request does: 32 bytes
     * @return as {@link #replayOf}
     * @throws Problem 409 {@code idempotency-key-in-use}, 422 {@code idempotency-key-reused}
     */
    public Optional<String> claim(ShopId shop, byte[] sha256) {
        throw new UnsupportedOperationException();
    }
}
