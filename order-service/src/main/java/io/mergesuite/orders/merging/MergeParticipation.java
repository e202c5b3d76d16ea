package io.mergesuite.orders.merging;

import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merging.ErasedRows;
import io.mergesuite.merging.MergePart;
import io.mergesuite.merging.MovedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * order-service's part in a merge: its records go to the survivor (CM-05, CM-07). Orders and subscriptions keep what stands on
 * them; inquiries and reviews take over the survivor's details (CM-08, CM-09).
 */
@ApplicationScoped
class MergeParticipation implements MergePart {

    private static final List<MovedRows> ROWS = List.of(
            MovedRows.of("orders", "orders"),
            MovedRows.of("subscriptions", "subscription"),
            MovedRows.of("inquiries", "inquiry").withDetailsIn("details"),
            MovedRows.of("reviews", "review").withDetailsIn("details"));

    /** Who ordered, was billed, wrote; what free text may tell of them. A subscription without an address can't go on. */
    private static final List<ErasedRows> ERASED = List.of(
            ErasedRows.apart(
                    "orders", "/v1/orders", "order_content", "order_id", "content = t.content - 'orderer' - 'billing'"),
            ErasedRows.of(
                    "subscriptions",
                    "/v1/subscriptions",
                    "content = t.content - 'orderer' - 'billing', payment_token = NULL, status = 'CANCELLED'"),
            ErasedRows.of("inquiries", "/v1/inquiries", "subject = NULL, messages = '[]', details = '{}'"),
            ErasedRows.of("reviews", "/v1/reviews", "nickname = NULL, title = NULL, text = NULL, details = '{}'"));

    @Override
    public Participant participant() {
        return Participant.ORDER;
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
