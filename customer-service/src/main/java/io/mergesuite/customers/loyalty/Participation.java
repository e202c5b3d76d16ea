package io.mergesuite.customers.loyalty;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A customer's participation in a programme: joined at the earliest date of its shares, in the highest tier, with the sum of the balances
 * (CM-14).
 *
 * @param tier null for none
 * @param version of the entity tag
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Participation(
        CustomerId customerId,
        String programme,
        Instant joinedAt,
        Tier tier,
        long balance,
        @JsonIgnore long version) {

    /** @param shares at least one */
    static Participation of(CustomerId customer, String programme, List<Share> shares) {
        List<Share> counted =
                shares.stream().filter(share -> !share.overtaken()).toList();
        return new Participation(
                customer,
                programme,
                counted.stream()
                        .map(Share::joinedAt)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                counted.stream()
                        .map(Share::tier)
                        .filter(Objects::nonNull)
                        .max(Comparator.comparing(Tier::rank))
                        .orElse(null),
                shares.stream().mapToLong(Share::balance).sum(),
                shares.stream().mapToLong(Share::version).sum());
    }
}
