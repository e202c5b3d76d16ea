/** Orders and returns (OR-01). */
package io.mergesuite.orders.order;
