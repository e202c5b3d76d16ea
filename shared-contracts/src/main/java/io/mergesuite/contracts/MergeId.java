package io.mergesuite.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** The id of a merge: a UUIDv7, so that ids made later sort later. */
public record MergeId(@JsonValue UUID value) implements Comparable<MergeId> {

    @JsonCreator
    public MergeId {
        Objects.requireNonNull(value, "a merge id needs a value");
    }

    /** A new id, greater than every id made before it on this machine. */
    public static MergeId next() {
        return new MergeId(UuidCreator.getTimeOrderedEpochPlus1());
    }

    /** Reads the text form. @throws IllegalArgumentException if it is no UUID */
    public static MergeId of(String text) {
        return new MergeId(UUID.fromString(text));
    }

    /** When it was made, to the millisecond: with that a UUIDv7 begins. Opening commands are refused by it (hole 5). */
    public Instant madeAt() {
        return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
    }

    /** The order of PostgreSQL's uuid type (unsigned bytes), which is the order in which rows are locked. */
    @Override
    public int compareTo(MergeId other) {
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
