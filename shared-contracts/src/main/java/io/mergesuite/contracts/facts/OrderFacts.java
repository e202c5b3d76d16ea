package io.mergesuite.contracts.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;

/**
 * What other services may know of a customer's orders; on {@code order.facts}, key: customer id. A copy applies only a greater
 * {@code version}, is some seconds old, and decides nothing that must be right. Who has been merged away has no orders.
 *
 * @param orders how many, returns among them
 * @param lastPlacedAt when the latest was placed; null without any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderFacts(CustomerId customerId, ShopId shopId, long version, long orders, Instant lastPlacedAt) {}
