package io.mergesuite.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;

/** The answers that are kept for repeats of a request (API-04), for those who have to forget what stands in them (API-11). */
@ApplicationScoped
public class KeptAnswers {

    private final IdempotencyKeys keys;

    KeptAnswers(IdempotencyKeys keys) {
        this.keys = keys;
    }

    /**
     * Forgets, in the running transaction, the answers to requests that have made these. A repeat of such a request makes nothing, and is
     * 410 {@code erased}.
     *
     * @param locations as in the {@code Location} of the answers, {@code /v1/orders/…}
     */
    public void forget(Collection<String> locations) {
        if (!locations.isEmpty()) {
            keys.forget(locations);
        }
    }
}
