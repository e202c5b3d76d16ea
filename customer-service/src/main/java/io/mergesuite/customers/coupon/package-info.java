/** Coupons of customers (CU-03). */
package io.mergesuite.customers.coupon;
