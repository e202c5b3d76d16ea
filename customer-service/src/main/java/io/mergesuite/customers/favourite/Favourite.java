package io.mergesuite.customers.favourite;

import io.mergesuite.contracts.CustomerId;
import java.time.Instant;

/** A favourite item of a customer. */
record Favourite(CustomerId customerId, String sku, Instant addedAt) {}
