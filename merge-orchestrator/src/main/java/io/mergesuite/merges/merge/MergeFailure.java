package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;

/**
 * Why a merge was aborted.
 *
 * @param code stable, such as {@code customer-merged}
 * @param subject the customer it is about; null where there is none
 * @param by who asked for it; null unless it was asked for (API-09)
 */
public record MergeFailure(String code, CustomerId subject, String by) {

    /** One that nobody asked for. */
    MergeFailure(String code, CustomerId subject) {
        this(code, subject, null);
    }
}
