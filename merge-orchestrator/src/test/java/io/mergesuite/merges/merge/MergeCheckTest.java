package io.mergesuite.merges.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergeCheckTest {

    private static final ShopId SHOP = new ShopId("tokyo");
    private static final Instant MONDAY = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant SUNDAY = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    @DisplayName(
            "DD-06 blanks are filled from the source registered last; of equals from the one with the lower number")
    void order() {
        var survivor = customer("1", SUNDAY);
        var early = customer("2", SUNDAY);
        var lateLowNumber = customer("99", MONDAY);
        var lateHighNumber = customer("100", MONDAY);

        var candidates = check(survivor, early, lateHighNumber, lateLowNumber);

        assertEquals(List.of(lateLowNumber.id(), lateHighNumber.id(), early.id()), candidates.sources());
        assertEquals(survivor.id(), candidates.survivor());
        assertEquals(SHOP, candidates.shop());
    }

    @Test
    @DisplayName("CM-03 a former survivor may be survivor again, and source only where the policy says so")
    void formerSurvivor() {
        var former = new KnownCustomer(
                CustomerId.next(),
                "7",
                null,
                SHOP,
                CustomerKind.INDIVIDUAL,
                CustomerStatus.ACTIVE,
                null,
                true,
                1,
                SUNDAY);
        var other = customer("8", SUNDAY);

        assertEquals(former.id(), check(former, other).survivor());
        var problem = assertThrows(Problem.class, () -> check(other, former));
        assertEquals("survivor-as-source", problem.type().code());
        var candidates =
                new MergeCheck(List.of(former, other)).check(group(other, former), shop -> MergePolicy.CONSOLIDATING);
        assertEquals(List.of(former.id()), candidates.sources());
    }

    @Test
    @DisplayName("CM-01 a customer named by id and again by number is named twice")
    void twice() {
        var survivor = customer("1", SUNDAY);
        var source = customer("2", SUNDAY);
        var check = new MergeCheck(List.of(survivor, source));
        var byBoth = group(
                new CustomerName.ById(survivor.id()),
                new CustomerName.ById(source.id()),
                new CustomerName.ByNumber("2"));
        assertEquals("duplicate-customer", refusal(check, byBoth));
        var survivorByNumber = group(new CustomerName.ById(survivor.id()), new CustomerName.ByNumber("1"));
        assertEquals("survivor-among-sources", refusal(check, survivorByNumber));
    }

    private static String refusal(MergeCheck check, MergeGroup group) {
        return assertThrows(Problem.class, () -> check.check(group, shop -> MergePolicy.CONSERVATIVE))
                .type()
                .code();
    }

    private static MergeCheck.Candidates check(KnownCustomer survivor, KnownCustomer... sources) {
        var known = new ArrayList<>(List.of(sources));
        known.add(survivor);
        return new MergeCheck(known).check(group(survivor, sources), shop -> MergePolicy.CONSERVATIVE);
    }

    private static MergeGroup group(KnownCustomer survivor, KnownCustomer... sources) {
        return group(
                new CustomerName.ById(survivor.id()),
                Stream.of(sources)
                        .map(source -> new CustomerName.ById(source.id()))
                        .toArray(CustomerName[]::new));
    }

    private static MergeGroup group(CustomerName survivor, CustomerName... sources) {
        return new MergeGroup(
                new MergeGroup.Named(survivor, "/survivorId"),
                Stream.of(sources)
                        .map(source -> new MergeGroup.Named(source, "/sourceIds"))
                        .toList());
    }

    private static KnownCustomer customer(String number, Instant registeredAt) {
        return new KnownCustomer(
                CustomerId.next(),
                number,
                null,
                SHOP,
                CustomerKind.INDIVIDUAL,
                CustomerStatus.ACTIVE,
                null,
                false,
                1,
                registeredAt);
    }
}
