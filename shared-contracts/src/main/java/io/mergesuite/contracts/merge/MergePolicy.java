package io.mergesuite.contracts.merge;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The switches a merge runs under (CM-17). A switch that a stored policy or a message does not have, because it is older, is at its
 * conservative value.
 *
 * @param points what happens to the sources' regular points and their ledger (CM-12), and so on for each {@link Belonging}
 * @param phones what happens to phones and e-mails (CM-13)
 * @param fillMissing whether each empty unit of the survivor is taken from the first source that has it (CM-13)
 * @param mergeNote whether a note on the survivor says who was merged into it, when and by whom (CM-16)
 * @param duplicateNote whether a note on the survivor keeps all fields of each source (CM-16)
 * @param survivorMayBecomeSource whether a former survivor may be merged away itself (CM-03)
 */
public record MergePolicy(
        CarryPolicy points,
        CarryPolicy limitedPoints,
        CarryPolicy loyalty,
        CarryPolicy shippingAddresses,
        CarryPolicy mailHistory,
        CarryPolicy favourites,
        CarryPolicy coupons,
        ContactPolicy phones,
        ContactPolicy emails,
        boolean fillMissing,
        boolean mergeNote,
        boolean duplicateNote,
        boolean survivorMayBecomeSource) {

    /** The preset of a new shop. */
    public static final MergePolicy CONSERVATIVE =
            of(Set.of(), ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, false, false, false);

    /** The preset that keeps as much of the sources as it can. */
    public static final MergePolicy CONSOLIDATING =
            of(EnumSet.allOf(Belonging.class), ContactPolicy.UNION, ContactPolicy.UNION, true, true, false, true);

    public MergePolicy {
        points = orDrop(points);
        limitedPoints = orDrop(limitedPoints);
        loyalty = orDrop(loyalty);
        shippingAddresses = orDrop(shippingAddresses);
        mailHistory = orDrop(mailHistory);
        favourites = orDrop(favourites);
        coupons = orDrop(coupons);
        Objects.requireNonNull(phones, "phones");
        Objects.requireNonNull(emails, "emails");
    }

    /** The survivor's values alone, or the survivor's first and then those of the sources, equal ones once. */
    public enum ContactPolicy {
        SURVIVOR,
        UNION
    }

    /** It stays with the merged-away customer, or becomes the survivor's (CM-12). */
    public enum CarryPolicy {
        DROP,
        CARRY
    }

    /**
     * A policy by what it carries over.
     *
     * @param carried what becomes the survivor's; all else stays with the sources
     */
    public static MergePolicy of(
            Set<Belonging> carried,
            ContactPolicy phones,
            ContactPolicy emails,
            boolean fillMissing,
            boolean mergeNote,
            boolean duplicateNote,
            boolean survivorMayBecomeSource) {
        return new MergePolicy(
                carry(carried, Belonging.POINTS),
                carry(carried, Belonging.LIMITED_POINTS),
                carry(carried, Belonging.LOYALTY),
                carry(carried, Belonging.SHIPPING_ADDRESSES),
                carry(carried, Belonging.MAIL_HISTORY),
                carry(carried, Belonging.FAVOURITES),
                carry(carried, Belonging.COUPONS),
                phones,
                emails,
                fillMissing,
                mergeNote,
                duplicateNote,
                survivorMayBecomeSource);
    }

    /** What the switches carry over. */
    public Set<Belonging> carried() {
        return Arrays.stream(Belonging.values())
                .filter(belonging -> switchOf(belonging) == CarryPolicy.CARRY)
                .collect(Collectors.toUnmodifiableSet());
    }

    private CarryPolicy switchOf(Belonging belonging) {
        return switch (belonging) {
            case POINTS -> points;
            case LIMITED_POINTS -> limitedPoints;
            case LOYALTY -> loyalty;
            case SHIPPING_ADDRESSES -> shippingAddresses;
            case MAIL_HISTORY -> mailHistory;
            case FAVOURITES -> favourites;
            case COUPONS -> coupons;
        };
    }

    private static CarryPolicy carry(Set<Belonging> carried, Belonging belonging) {
        return carried.contains(belonging) ? CarryPolicy.CARRY : CarryPolicy.DROP;
    }

    private static CarryPolicy orDrop(CarryPolicy policy) {
        return policy == null ? CarryPolicy.DROP : policy;
    }
}
