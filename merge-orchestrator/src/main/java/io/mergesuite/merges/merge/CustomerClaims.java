package io.mergesuite.merges.merge;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;

/** The claims of merges, for an erasure: what concerns a customer's whole life happens one after the other (SG-06, hole 12). */
@ApplicationScoped
public class CustomerClaims {

    private final MergeTables tables;

    CustomerClaims(MergeTables tables) {
        this.tables = tables;
    }

    /**
     * Claims all of these, in the caller's transaction, which must roll back if it can't.
     *
     * @throws Problem 409 {@code customer-in-merge}, {@code customer-in-erasure}
     */
    public void claim(ErasureId erasure, Collection<CustomerId> customers) {
        tables.claim(erasure, customers).ifPresent(problem -> {
            throw problem;
        });
    }

    public void release(ErasureId erasure, Collection<CustomerId> customers) {
        tables.release(erasure, customers);
    }
}
