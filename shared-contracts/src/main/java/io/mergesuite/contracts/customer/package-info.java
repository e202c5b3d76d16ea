/** What customer-service tells of customers when it is asked (OR-05). */
package io.mergesuite.contracts.customer;
