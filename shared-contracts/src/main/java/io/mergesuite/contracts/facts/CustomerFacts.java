package io.mergesuite.contracts.facts;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.SurvivorDetails;

/**
 * What other services may know of a customer; on {@code customer.facts}, key: customer id. A copy applies only a greater
 * {@code version} and decides nothing that must be right. {@code details.customerVersion} equals {@code version}.
 */
public record CustomerFacts(CustomerId id, ShopId shopId, long version, SurvivorDetails details) {}
