package io.mergesuite.customers.merging;

import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.SurvivorDetails;
import java.util.List;
import java.util.Map;

/**
 * What was computed when the customers were locked. It is stored, so that a repeated command gets the same answer
 * whatever happened to the survivor since.
 *
 * @param details the survivor as it will be
 * @param losingFields the fields in which a source's value loses
 */
record Prepared(SurvivorPatch patch, SurvivorDetails details, List<String> losingFields, CarryOver carryOver) {

    MergeReply reply(MergeId merge) {
        return new MergeReply(merge, MergeReply.Outcome.DONE, null, null, Map.of(), details, losingFields, null);
    }
}
