package io.mergesuite.customers.coupon;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * A coupon to be given, and what a patch is laid over.
 *
 * @param validUntil null for ever
 * @param usedAt null if it was not used yet
 * @param externalRef unique in the shop, so that the same coupon is not given twice
 */
record CouponRequest(
        @NotNull @Size(min = 1, max = 100) String code,
        @Size(min = 1, max = 500) String description,
        Instant validUntil,
        Instant usedAt,
        @Size(min = 1, max = 200) String externalRef) {

    static CouponRequest of(Coupon coupon) {
        return new CouponRequest(
                coupon.code(), coupon.description(), coupon.validUntil(), coupon.usedAt(), coupon.externalRef());
    }
}
