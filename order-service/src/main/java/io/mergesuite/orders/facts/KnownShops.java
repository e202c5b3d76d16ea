package io.mergesuite.orders.facts;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.imports.ImportShops;
import io.mergesuite.merging.ShopCopies;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The shops that records can be imported for: those that customer-service has told of (CU-09). */
@ApplicationScoped
class KnownShops implements ImportShops {

    private final ShopCopies shops;

    KnownShops(ShopCopies shops) {
        this.shops = shops;
    }

    @Override
    public Optional<ShopFacts> find(ShopId shop) {
        return shops.find(shop);
    }
}
