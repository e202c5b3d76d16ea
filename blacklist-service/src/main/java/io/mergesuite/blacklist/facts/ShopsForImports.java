package io.mergesuite.blacklist.facts;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.imports.ImportShops;
import io.mergesuite.merging.ShopCopies;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Imports go by this service's copies of the shops (CU-09). */
@ApplicationScoped
class ShopsForImports implements ImportShops {

    private final ShopCopies shops;

    ShopsForImports(ShopCopies shops) {
        this.shops = shops;
    }

    @Override
    public Optional<ShopFacts> find(ShopId shop) {
        return shops.find(shop);
    }
}
