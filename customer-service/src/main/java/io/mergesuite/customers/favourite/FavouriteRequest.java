package io.mergesuite.customers.favourite;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * An item that a customer likes.
 *
 * @param addedAt null for now
 */
record FavouriteRequest(@NotNull @Size(min = 1, max = 200) String sku, Instant addedAt) {}
