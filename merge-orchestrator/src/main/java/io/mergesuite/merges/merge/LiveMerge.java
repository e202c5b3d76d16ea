package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;

/**
 * A merge with its progress; one that has ended too, where that is said.
 *
 * @param details the survivor's final details, from customer-service's reply to the end; else null
 */
record LiveMerge(Merge merge, MergeProgress progress, SurvivorDetails details) {

    /** This merge in a record of commands. The survivor's details go to none but order-service, whose records keep such (SEC-05). */
    MergeCommand command(Participant to, MergeStep step) {
        boolean prepares = step == MergeStep.PREPARE || step == MergeStep.RECOVER;
        return new MergeCommand(
                merge.id(),
                merge.shop(),
                merge.survivor(),
                merge.sources(),
                prepares ? merge.policy() : null,
                to == Participant.ORDER && step == MergeStep.REASSIGN ? details : null,
                prepares && to == Participant.CUSTOMER && merge.policy().mergeNote() ? merge.actor() : null);
    }
}
