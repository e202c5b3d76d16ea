package io.mergesuite.leads.merging;

import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merging.ErasedRows;
import io.mergesuite.merging.MergePart;
import io.mergesuite.merging.MovedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** lead-service's part in a merge of customers: leads point to the survivor, and keep what stands on them (CM-10). */
@ApplicationScoped
class MergeParticipation implements MergePart {

    private static final List<MovedRows> ROWS = List.of(MovedRows.of("leads", "lead"));

    /** Who enquired, and what they said and wished for. */
    private static final List<ErasedRows> ERASED = List.of(ErasedRows.of("leads", "/v1/leads", "content = '{}'"));

    @Override
    public Participant participant() {
        return Participant.LEAD;
    }

    @Override
    public List<MovedRows> rows() {
        return ROWS;
    }

    @Override
    public List<ErasedRows> erased() {
        return ERASED;
    }
}
