/** Inquiries: entries of a customer's contact history (OR-04, CM-08). */
package io.mergesuite.orders.inquiry;
