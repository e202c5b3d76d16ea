package io.mergesuite.api;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import java.util.Optional;

/**
 * The shops a service knows (CU-09): customer-service from its own table, the others from their copy of {@code customer.shop-facts}.
 * One bean a service.
 */
public interface KnownShops {

    /** The shop's facts, or empty for a shop unknown here. Called outside and inside transactions. */
    Optional<ShopFacts> find(ShopId shop);
}
