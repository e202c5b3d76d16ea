/** This service's whole part in the saga; the rest is shared with order- and blacklist-service in {@code shared-merging}. */
package io.mergesuite.leads.merging;
