package io.mergesuite.merging;

import io.mergesuite.contracts.merge.Participant;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** A participant with two kinds of records. */
@ApplicationScoped
class TestPart implements MergePart {

    @Override
    public Participant participant() {
        return Participant.ORDER;
    }

    @Override
    public List<MovedRows> rows() {
        return List.of(
                MovedRows.of("purchases", "purchase"),
                MovedRows.of("remarks", "remark").withDetailsIn("details"));
    }
}
