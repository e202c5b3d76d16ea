package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;

/**
 * New values of a customer whose row is locked.
 *
 * @param version the customer's version with these values
 */
public record DetailsChange(CustomerId id, ShopId shop, long version, CustomerDetails details) {}
