package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.EdgeState;
import java.util.Optional;

/**
 * What this service knows when a command for a merge comes, read under the locks of all its customers.
 *
 * @param state of the merge's edges; empty if there are none
 * @param moving whether rows are still being moved in chunks
 * @param rows how many rows of the sources were counted at PREPARE
 * @param before how many rows of other merges move in the same transaction
 * @param expired whether the merge was requested longer ago than handled messages are remembered
 * @param contested a customer of this merge that another merge is about to take away
 * @param redirected a customer of this merge that already leads elsewhere
 */
public record Participation(
        Optional<EdgeState> state,
        boolean moving,
        long rows,
        long before,
        boolean expired,
        Optional<CustomerId> contested,
        Optional<CustomerId> redirected) {}
