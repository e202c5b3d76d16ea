package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import java.util.UUID;

/**
 * The id under which a record of a customer is written: the live end of the customer's redirects, whose reference row is
 * share-locked by the running transaction. Only {@link CustomerReferences} makes one; entities accept nothing else, so that no
 * record can be written under an id that a merge is just taking away (CM-06). It is worth nothing after the transaction.
 */
public final class CanonicalCustomerId {

    private final CustomerId value;

    CanonicalCustomerId(CustomerId value) {
        this.value = value;
    }

    public CustomerId value() {
        return value;
    }

    /** The value for a column. */
    public UUID uuid() {
        return value.value();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanonicalCustomerId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
