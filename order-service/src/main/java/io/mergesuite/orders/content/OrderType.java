package io.mergesuite.orders.content;

/** Whether goods went to the customer or came back (OR-01). */
public enum OrderType {
    ORDER,
    RETURN
}
