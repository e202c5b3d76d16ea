/** Subscriptions as records (OR-02, CM-07). */
package io.mergesuite.orders.subscription;
