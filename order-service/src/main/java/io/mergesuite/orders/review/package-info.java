/** Reviews of products (OR-03, CM-09). */
package io.mergesuite.orders.review;
