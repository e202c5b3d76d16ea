package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.SurvivorDetails;
import java.util.List;
import java.util.Optional;

/** order-, lead- or blacklist-service under simulation: a participant that keeps records of customers. */
public interface Records extends SimulatedParticipant {

    /**
     * A record, with the id it came with and the customer it belongs to (CM-05).
     *
     * @param details of the customer as the record keeps them, null where none were given to it or it keeps none (CM-08)
     */
    record Row(int number, CustomerId first, CustomerId customer, SurvivorDetails details) {}

    /** A record comes in under any id, old or new: resolved and written in one transaction (CM-06). */
    void write(CustomerId given);

    /** In the order in which they were written. */
    List<Row> rows();

    /** Moves the next chunk of a merge. The last one is answered unasked. */
    Optional<MergeReply> moveChunk(MergeId merge);

    /** Merges whose rows are still on their way, by id. */
    List<MergeId> moving();

    @Override
    Records copy();
}
