package io.mergesuite.contracts.merge;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.List;

/** Public event {@code merge.failed} on {@code merge.events}, key: survivor id: the merge was aborted, nothing has changed. */
public record MergeFailed(
        MergeId mergeId,
        ShopId shopId,
        CustomerId survivorId,
        List<CustomerId> sourceIds,
        String code,
        Instant abortedAt) {}
