package io.mergesuite.orders.subscription;

/** Where a subscription stands (OR-02). */
enum SubscriptionStatus {
    ACTIVE,
    PAUSED,
    CANCELLED
}
