package io.mergesuite.orders.review;

/** Whether people see a review (OR-03). */
enum ReviewStatus {
    PENDING,
    PUBLISHED,
    HIDDEN
}
