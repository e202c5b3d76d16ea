package io.mergesuite.contracts.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.util.List;

/**
 * One merge of a {@link MergeCommands} record.
 *
 * @param sources 1 to 1,000, in the order in which blanks are filled (DD-06)
 * @param policy for {@link MergeStep#PREPARE} and {@link MergeStep#RECOVER} of customer-service, else null
 * @param details for {@link MergeStep#REASSIGN} of order-service (SEC-05), else null
 * @param actor who asked for the merge: with the policy, where that leaves a note (CM-16), else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MergeCommand(
        MergeId mergeId,
        ShopId shopId,
        CustomerId survivor,
        List<CustomerId> sources,
        MergePolicy policy,
        SurvivorDetails details,
        String actor) {

    /** One of which no note is left. */
    public MergeCommand(
            MergeId mergeId,
            ShopId shopId,
            CustomerId survivor,
            List<CustomerId> sources,
            MergePolicy policy,
            SurvivorDetails details) {
        this(mergeId, shopId, survivor, sources, policy, details, null);
    }
}
