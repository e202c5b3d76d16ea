package io.mergesuite.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The id of a shop: 1 to 64 characters of {@code a-z 0-9 _ -}, chosen by whoever opens the shop. */
public record ShopId(@JsonValue String value) implements Comparable<ShopId> {

    /** What a shop id looks like. */
    public static final String PATTERN = "[a-z0-9][a-z0-9_-]{0,63}";

    private static final Pattern SHAPE = Pattern.compile(PATTERN);

    @JsonCreator
    public ShopId {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("a shop id is 1 to 64 characters of a-z, 0-9, _ and -");
        }
    }

    @Override
    public int compareTo(ShopId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
