/** Participation in loyalty programmes (CU-03, CM-14). */
package io.mergesuite.customers.loyalty;
