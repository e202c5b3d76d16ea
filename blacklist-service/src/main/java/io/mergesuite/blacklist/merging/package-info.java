/** This service's whole part in the saga; the rest is shared with order- and lead-service in {@code shared-merging}. */
package io.mergesuite.blacklist.merging;
