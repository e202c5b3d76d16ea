package io.mergesuite.orders.content;

import java.util.List;

/** Whether a person must look at an order or subscription, and why (OR-01, OR-04). Until orders are screened nothing requires it. */
public record Attention(boolean required, List<String> reasons) {

    public Attention {
        reasons = List.copyOf(reasons);
    }

    /** As it is stored. */
    public static Attention of(boolean required) {
        return new Attention(required, List.of());
    }
}
