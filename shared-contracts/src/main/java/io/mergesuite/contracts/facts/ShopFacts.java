package io.mergesuite.contracts.facts;

import io.mergesuite.contracts.ShopId;

/**
 * What every service knows of a shop; on {@code customer.shop-facts}, key: shop id (CU-09).
 *
 * @param timeZone an IANA name, such as {@code Asia/Tokyo}
 * @param region ISO 3166-1 alpha-2, the home of phone numbers without country code
 * @param language BCP 47
 * @param currency ISO 4217
 */
public record ShopFacts(
        ShopId shopId, long version, String name, String timeZone, String region, String language, String currency) {}
