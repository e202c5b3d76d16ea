package io.mergesuite.contracts.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.util.List;
import java.util.Map;

/**
 * What a participant says of one merge.
 *
 * @param code for {@link Outcome#REFUSED}: a stable problem code, such as {@code customer-merged}
 * @param subject for {@link Outcome#REFUSED}: the customer it is about, where there is one
 * @param counts rows by kind ({@code orders}, {@code inquiries}, …): on PREPARE those that will move, on REASSIGN and
 *     IN_PROGRESS those moved so far
 * @param details PREPARE and RECOVER of customer-service: the survivor's final details
 * @param losingFields PREPARE of customer-service: names of the fields in which a source's value loses (CM-13)
 * @param known PROBE, IN_DOUBT and {@link #MERGE_ACTIVE}: what this participant knows of the merge; null if nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MergeReply(
        MergeId mergeId,
        Outcome outcome,
        String code,
        CustomerId subject,
        Map<String, Long> counts,
        SurvivorDetails details,
        List<String> losingFields,
        KnownMerge known) {

    /** REFUSED to UNDO: the redirects are active, which proves that the pivot has passed (hole 7). */
    public static final String MERGE_ACTIVE = "merge-active";

    /** REFUSED to whatever needs a prepared merge: it was taken back here. */
    public static final String MERGE_UNDONE = "merge-undone";

    /** How the step went. */
    public enum Outcome {
        /** Done, now or earlier. */
        DONE,
        /** Not done: PREPARE never will be; UNDO, REASSIGN and RETIRE can't be before a RECOVER. */
        REFUSED,
        /** Still moving rows; {@code counts} says how far. */
        IN_PROGRESS,
        /** Not an answer: this participant has waited too long and asks what became of the merge. */
        IN_DOUBT
    }

    /** A participant's own knowledge of a merge. */
    public record KnownMerge(ShopId shopId, CustomerId survivor, List<CustomerId> sources, EdgeState state) {}

    public static MergeReply done(MergeId mergeId, Map<String, Long> counts) {
        return new MergeReply(mergeId, Outcome.DONE, null, null, counts, null, null, null);
    }

    public static MergeReply inProgress(MergeId mergeId, Map<String, Long> counts) {
        return new MergeReply(mergeId, Outcome.IN_PROGRESS, null, null, counts, null, null, null);
    }

    public static MergeReply refused(MergeId mergeId, String code, CustomerId subject) {
        return new MergeReply(mergeId, Outcome.REFUSED, code, subject, null, null, null, null);
    }

    /** The answer to an UNDO of what is active. */
    public static MergeReply active(MergeId mergeId, KnownMerge known) {
        return new MergeReply(mergeId, Outcome.REFUSED, MERGE_ACTIVE, null, null, null, null, known);
    }

    /** The answer to PROBE; {@code known} is null if nothing is known of the merge. */
    public static MergeReply known(MergeId mergeId, KnownMerge known) {
        return new MergeReply(mergeId, Outcome.DONE, null, null, null, null, null, known);
    }

    public static MergeReply inDoubt(MergeId mergeId, KnownMerge known) {
        return new MergeReply(mergeId, Outcome.IN_DOUBT, null, null, null, null, null, known);
    }
}
