package io.mergesuite.merging;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** This service's copy of the shops, kept by {@code customer.shop-facts} (CU-09). */
@ApplicationScoped
public class ShopCopies {

    public Optional<ShopFacts> find(ShopId shop) {
        throw new UnsupportedOperationException();
    }

    /** The shop. @throws io.mergesuite.api.Problem 422 {@code unknown-shop} if no such shop has been opened */
    public ShopFacts require(ShopId shop) {
        throw new UnsupportedOperationException();
    }
}
