package io.mergesuite.customers.favourite;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** An item that a customer likes. */
record FavouriteRequest(@NotNull @Size(min = 1, max = 200) String sku) {}
