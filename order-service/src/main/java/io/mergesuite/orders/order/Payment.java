package io.mergesuite.orders.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * How an order is paid (OR-01).
 *
 * @param method such as {@code CREDIT_CARD}: a code of the shop's own, in capitals
 * @param state null in a request: {@code PENDING}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Payment(
        @Size(max = 50) @Pattern(regexp = "[A-Z][A-Z0-9_]*") String method, State state) {

    enum State {
        PENDING,
        PAID,
        PAYMENT_ERROR,
        REFUNDED
    }
}
