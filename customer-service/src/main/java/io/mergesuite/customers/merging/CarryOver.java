package io.mergesuite.customers.merging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.merge.Belonging;
import io.mergesuite.contracts.merge.MergeCommand;
import java.util.Set;

/**
 * What a merge carries over besides the survivor's details (CM-12), and which notes it leaves on the survivor (CM-16).
 *
 * @param actor who asked for the merge, for the note; null if none is left
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record CarryOver(Set<Belonging> carried, boolean mergeNote, boolean duplicateNote, String actor) {

    CarryOver {
        carried = carried == null ? Set.of() : Set.copyOf(carried);
    }

    static CarryOver of(MergeCommand command) {
        return new CarryOver(
                command.policy().carried(),
                command.policy().mergeNote(),
                command.policy().duplicateNote(),
                command.actor());
    }
}
