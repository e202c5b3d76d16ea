package io.mergesuite.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Objects;
import java.util.UUID;

/** The id of an erasure: a UUIDv7, so that ids made later sort later. */
public record ErasureId(@JsonValue UUID value) implements Comparable<ErasureId> {

    @JsonCreator
    public ErasureId {
        Objects.requireNonNull(value, "an erasure id needs a value");
    }

    /** A new id, greater than every id made before it on this machine. */
    public static ErasureId next() {
        return new ErasureId(UuidCreator.getTimeOrderedEpochPlus1());
    }

    /** Reads the text form. @throws IllegalArgumentException if it is no UUID */
    public static ErasureId of(String text) {
        return new ErasureId(UUID.fromString(text));
    }

    /** The order of PostgreSQL's uuid type (unsigned bytes), which is the order in which rows are locked. */
    @Override
    public int compareTo(ErasureId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
