package io.mergesuite.orders.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * What is added to the lines: {@code SHIPPING}, {@code TAX}, a negative {@code DISCOUNT}, or something else.
 *
 * @param amount minor units of the order's currency
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Adjustment(
        @NotNull Kind kind,
        @Size(max = 500) String name,
        @NotNull @Min(-Amount.LIMIT) @Max(Amount.LIMIT) Long amount) {

    public enum Kind {
        SHIPPING,
        TAX,
        DISCOUNT,
        OTHER
    }
}
