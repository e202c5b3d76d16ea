package io.mergesuite.merges.webhook;

/** How far a delivery is. */
enum DeliveryState {
    /** It waits for its first or next attempt. */
    PENDING,
    /** The receiver has answered 2xx. */
    DELIVERED,
    /** Given up; it can be replayed. */
    FAILED
}
