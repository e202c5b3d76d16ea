package io.mergesuite.merges.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;

/**
 * The result line of one group.
 *
 * @param group its position in the batch, from 0
 * @param mergeId absent until it is opened, and if it was refused
 * @param state {@code WAITING}, {@code REFUSED}, or the state of its merge
 * @param code why it was refused or aborted
 * @param customerId the customer that stood in the way, where there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupResult(int group, MergeId mergeId, String state, String code, CustomerId customerId, String detail) {}
