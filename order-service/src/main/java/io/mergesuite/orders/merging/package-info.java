/** This service's whole part in the saga; the rest is shared with lead- and blacklist-service in {@code shared-merging}. */
package io.mergesuite.orders.merging;
