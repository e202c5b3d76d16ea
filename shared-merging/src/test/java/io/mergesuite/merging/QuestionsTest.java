package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.Participant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    @Test
    @DisplayName("CM-01, hole 7: questions about merges of up to 1,001 customers go in records of at most 2,000")
    void questionsAreCutByCustomers() {
        List<MergeReply> questions = IntStream.of(1_000, 1_000, 500, 498, 1, 1)
                .mapToObj(QuestionsTest::question)
                .toList();

        List<MergeReplies> sets = MergeReplies.inDoubt(Participant.CUSTOMER, questions);

        assertEquals(
                List.of(1, 2, 3), sets.stream().map(set -> set.merges().size()).toList());
        assertEquals(
                questions, sets.stream().flatMap(set -> set.merges().stream()).toList());
    }

    private static MergeReply question(int sources) {
        return MergeReply.inDoubt(
                MergeId.next(),
                new KnownMerge(
                        Stage.SHOP,
                        CustomerId.next(),
                        Stream.generate(CustomerId::next).limit(sources).toList(),
                        EdgeState.PENDING));
    }
}
