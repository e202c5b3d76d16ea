/**
 * The part of customer-service in a merge: the lock, the survivor's final details, the soft-deleting of the sources (CM-11, CM-13,
 * CM-24).
 */
package io.mergesuite.customers.merging;
