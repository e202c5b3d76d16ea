/** What this service knows of other services' records, by their facts; the copies are kept by {@code shared-merging}. */
package io.mergesuite.orders.facts;
