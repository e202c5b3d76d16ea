package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;

/**
 * Why a merge was aborted.
 *
 * @param code stable, such as {@code customer-merged}
 * @param subject the customer it is about; null where there is none
 */
public record MergeFailure(String code, CustomerId subject) {}
