package io.mergesuite.customers.points;

import io.mergesuite.contracts.CustomerId;

/**
 * How many points a customer has now.
 *
 * @param points regular ones
 * @param limitedPoints in lots that have not expired
 */
record PointBalance(CustomerId customerId, long points, long limitedPoints) {}
