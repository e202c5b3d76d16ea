package io.mergesuite.merges.policy;

import io.mergesuite.contracts.merge.MergePolicy.CarryPolicy;
import io.mergesuite.contracts.merge.MergePolicy.ContactPolicy;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What {@code PUT} of a policy takes, for the OpenAPI document: {@link PolicySwitches} reads it, switch by switch. */
record PolicyRequest(
        @Schema(description = "To begin from: `conservative` or `consolidating`")
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
        Boolean fillMissing,
        Boolean mergeNote,
        Boolean duplicateNote,
        Boolean survivorMayBecomeSource) {}
