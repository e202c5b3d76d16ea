package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A postal address. All but the type may be null. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Address(
        Type type, String country, String postalCode, String region, String city, String line1, String line2) {

    /** What an address serves for. */
    public enum Type {
        HOME,
        SHIPPING
    }

    /** Countries that write from the large to the small, without separators. */
    private static final List<String> LARGE_TO_SMALL = List.of("JP", "CN", "TW");

    /** The address without country and postal code in one line, in the order of its country; null if there is nothing. */
    public String inOneLine() {
        boolean largeToSmall = country != null && LARGE_TO_SMALL.contains(country);
        Stream<String> parts =
                largeToSmall ? Stream.of(region, city, line1, line2) : Stream.of(line1, line2, city, region);
        String line = parts.filter(Objects::nonNull).collect(Collectors.joining(largeToSmall ? "" : ", "));
        return line.isEmpty() ? null : line;
    }
}
