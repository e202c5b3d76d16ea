package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;

/** What a transition causes, in the transaction that records it. */
public sealed interface MergeEffect {

    /** Write this command to the participant's topic. */
    record Send(MergeStep step, Participant to) implements MergeEffect {}

    /** Release the claims, record the outcome, erase the work, publish {@code customer.merged}. */
    record Complete() implements MergeEffect {}

    /** Release the claims, record the outcome, erase the work, publish {@code merge.failed}. */
    record Fail() implements MergeEffect {}
}
