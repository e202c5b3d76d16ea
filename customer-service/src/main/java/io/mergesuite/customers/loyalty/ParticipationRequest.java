package io.mergesuite.customers.loyalty;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;

/**
 * Joining a programme, and what a patch is laid over.
 *
 * @param programme a code of the shop's own
 * @param joinedAt null for now
 * @param balance null for 0
 */
record ParticipationRequest(
        @NotNull @Pattern(regexp = PROGRAMME) String programme,
        Instant joinedAt,
        @Valid Tier tier,
        @Min(0) @Max(1_000_000_000_000L) Long balance) {

    static final String PROGRAMME = "[A-Za-z0-9_-]{1,50}";

    static ParticipationRequest of(Participation participation) {
        return new ParticipationRequest(
                participation.programme(), participation.joinedAt(), participation.tier(), participation.balance());
    }

    long balanceOrNone() {
        return balance == null ? 0 : balance;
    }
}
