package io.mergesuite.orders.content;

/** Amounts of money in minor units. */
public final class Amount {

    /** No single amount and no total lies farther from zero: JavaScript's numbers are exact up to here. */
    public static final long LIMIT = 9_007_199_254_740_991L;

    private Amount() {}
}
