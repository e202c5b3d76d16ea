package io.mergesuite.contracts.merge;

/** What a customer has that a merge leaves with a source or carries over to the survivor, each by a switch of its own (CM-12). */
public enum Belonging {
    /** Regular points, with their ledger. */
    POINTS,
    /** Lots of limited-time points, with their ledger; a lot keeps its expiry. */
    LIMITED_POINTS,
    /** Participation in loyalty programmes (CM-14). */
    LOYALTY,
    /** Addresses of the type {@code SHIPPING}; equal ones are kept once. */
    SHIPPING_ADDRESSES,
    /** What was sent to the customer. */
    MAIL_HISTORY,
    /** Favourite items; equal ones are kept once. */
    FAVOURITES,
    /** Coupons, used and unused. */
    COUPONS
}
