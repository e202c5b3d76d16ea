package io.mergesuite.customers.loyalty;

import io.mergesuite.contracts.CustomerId;
import java.time.Instant;

/**
 * What one customer's joining has brought to a participation: a customer's own, and those that merges have carried over.
 *
 * @param tier null for none
 * @param overtaken whether an edit has taken the place of its date and tier
 */
record Share(CustomerId first, Instant joinedAt, Tier tier, long balance, boolean overtaken, long version) {}
