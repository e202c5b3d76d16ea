package io.mergesuite.contracts.merge;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Public event {@code customer.merged} on {@code merge.events}, key: survivor id. Published at least once, after the merge
 * has truly happened; its message id is the merge id's, so that a repeat can be told (CM-21, SG-08).
 *
 * @param moved rows by kind
 */
public record CustomerMerged(
        MergeId mergeId,
        ShopId shopId,
        CustomerId survivorId,
        List<CustomerId> sourceIds,
        Map<String, Long> moved,
        Instant completedAt) {}
