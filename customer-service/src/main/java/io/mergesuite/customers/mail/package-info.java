/** What was sent to customers (CU-03). */
package io.mergesuite.customers.mail;
