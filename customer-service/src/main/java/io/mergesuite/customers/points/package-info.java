/** Regular and limited-time points, with their ledgers (CU-03). */
package io.mergesuite.customers.points;
