/** Favourite items (CU-03). */
package io.mergesuite.customers.favourite;
