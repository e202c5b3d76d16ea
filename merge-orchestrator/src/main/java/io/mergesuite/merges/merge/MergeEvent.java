package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What can happen to a merge. {@code at} is the database's time. */
public sealed interface MergeEvent {

    Instant at();

    /** It is to begin, in the transaction that has opened it. */
    record Dispatched(Instant at) implements MergeEvent {}

    /** A participant is prepared; {@code losingFields} is of customer-service, else empty. */
    record Prepared(Participant by, Map<String, Long> counts, List<String> losingFields, Instant at)
            implements MergeEvent {}

    /** A participant has refused to prepare; {@code subject} is null where the refusal names no customer. */
    record Refused(Participant by, String code, CustomerId subject, Instant at) implements MergeEvent {}

    /** A participant moves rows and has not finished. */
    record Moving(Participant by, Map<String, Long> counts, Instant at) implements MergeEvent {}

    /** A participant has moved all rows. */
    record Reassigned(Participant by, Map<String, Long> counts, Instant at) implements MergeEvent {}

    /** customer-service has retired the sources; {@code losingFields} are those that lost to a later edit of the survivor. */
    record Retired(Map<String, Long> counts, List<String> losingFields, Instant at) implements MergeEvent {}

    /** A participant has taken back what it had prepared. */
    record Undone(Participant by, Instant at) implements MergeEvent {}

    /** A participant can't take back anything: its redirects are active, so the pivot has passed (hole 7). */
    record FoundActive(Participant by, Instant at) implements MergeEvent {}

    /** A participant can't go forward: here is nothing prepared, or it was taken back (hole 7). */
    record FoundUnprepared(Participant by, MergeStep step, Instant at) implements MergeEvent {}

    /** A participant is prepared once more; {@code losingFields} is of customer-service, else empty. */
    record Recovered(Participant by, Map<String, Long> counts, List<String> losingFields, Instant at)
            implements MergeEvent {}

    /** A participant asks what became of the merge. */
    record InDoubt(Participant by, Instant at) implements MergeEvent {}

    /** An answer is overdue. */
    record DueAgain(Instant at) implements MergeEvent {}

    /** Not all participants were prepared in time. */
    record PrepareTimedOut(Instant at) implements MergeEvent {}

    /** The pivot lies long back. */
    record Overdue(Instant at) implements MergeEvent {}

    /** A person wants it stopped; {@code by} is who (API-09). */
    record AbortAsked(String by, Instant at) implements MergeEvent {}
}
