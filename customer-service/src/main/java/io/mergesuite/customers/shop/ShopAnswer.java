package io.mergesuite.customers.shop;

import io.mergesuite.contracts.ShopId;

/** The settings of a shop as they are in force (CU-09). */
record ShopAnswer(
        ShopId shopId,
        String name,
        String timeZone,
        String region,
        String language,
        String currency,
        String replaceLeading8,
        boolean manualMerge,
        long version) {

    static ShopAnswer of(Shop shop) {
        return new ShopAnswer(
                new ShopId(shop.id),
                shop.name,
                shop.timeZone,
                shop.region,
                shop.language,
                shop.currency,
                shop.replaceLeading8,
                shop.manualMerge,
                shop.version);
    }
}
