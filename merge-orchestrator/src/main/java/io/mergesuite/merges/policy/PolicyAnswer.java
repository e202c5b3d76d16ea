package io.mergesuite.merges.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergePolicy.CarryPolicy;
import io.mergesuite.contracts.merge.MergePolicy.ContactPolicy;

/**
 * The policy in force in a shop.
 *
 * @param preset the preset it equals, absent if it equals none
 * @param version 0 while the shop has set none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PolicyAnswer(
        ShopId shopId,
        String preset,
        CarryPolicy points,
        CarryPolicy limitedPoints,
        CarryPolicy loyalty,
        CarryPolicy shippingAddresses,
        CarryPolicy mailHistory,
        CarryPolicy favourites,
        CarryPolicy coupons,
        ContactPolicy phones,
        ContactPolicy emails,
        boolean fillMissing,
        boolean mergeNote,
        boolean duplicateNote,
        boolean survivorMayBecomeSource,
        long version) {

    static PolicyAnswer of(ShopId shop, MergePolicy policy, long version) {
        return new PolicyAnswer(
                shop,
                PolicySwitches.preset(policy).orElse(null),
                policy.points(),
                policy.limitedPoints(),
                policy.loyalty(),
                policy.shippingAddresses(),
                policy.mailHistory(),
                policy.favourites(),
                policy.coupons(),
                policy.phones(),
                policy.emails(),
                policy.fillMissing(),
                policy.mergeNote(),
                policy.duplicateNote(),
                policy.survivorMayBecomeSource(),
                version);
    }
}
