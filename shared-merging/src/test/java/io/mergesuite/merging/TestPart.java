package io.mergesuite.merging;

import io.mergesuite.contracts.merge.Participant;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

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

    @Override
    public List<ErasedRows> erased() {
        return List.of(
                new ErasedRows("purchases", "/v1/purchases", Optional.empty(), Optional.empty()),
                ErasedRows.of("remarks", "/v1/remarks", "details = '{}'"));
    }
}
