package io.mergesuite.imports;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import java.util.Optional;

/** The shops a service knows: from its own table, or from its copy of {@code customer.shop-facts} (CU-09). One bean a service. */
public interface ImportShops {

    /** The shop's facts, or empty for a shop unknown here. Called outside and inside transactions. */
    Optional<ShopFacts> find(ShopId shop);
}
