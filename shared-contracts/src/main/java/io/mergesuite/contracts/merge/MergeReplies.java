package io.mergesuite.contracts.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One Kafka record from a participant: what it says of one step of one to many merges. */
public record MergeReplies(UUID setId, Participant participant, MergeStep step, List<MergeReply> merges) {

    /** Questions name all customers of their merges; a record has so many at most, or one merge, to stay below a megabyte. */
    public static final int CUSTOMERS_IN_A_SET = 2_000;

    /** Questions about merges in doubt, in as few records as can be, each under the id of its first merge. */
    public static List<MergeReplies> inDoubt(Participant participant, List<MergeReply> questions) {
        List<MergeReplies> sets = new ArrayList<>();
        List<MergeReply> set = new ArrayList<>();
        int customers = 0;
        for (MergeReply question : questions) {
            int size = question.known().sources().size() + 1;
            if (!set.isEmpty() && customers + size > CUSTOMERS_IN_A_SET) {
                sets.add(inDoubtSet(participant, set));
                set = new ArrayList<>();
                customers = 0;
            }
            set.add(question);
            customers += size;
        }
        if (!set.isEmpty()) {
            sets.add(inDoubtSet(participant, set));
        }
        return sets;
    }

    private static MergeReplies inDoubtSet(Participant participant, List<MergeReply> questions) {
        return new MergeReplies(
                questions.getFirst().mergeId().value(), participant, MergeStep.PREPARE, List.copyOf(questions));
    }
}
