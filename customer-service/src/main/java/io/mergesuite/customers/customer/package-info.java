/** Customers: what they are, who may write and read them, lists and search, match keys, import (CU-01 to CU-08). */
package io.mergesuite.customers.customer;
