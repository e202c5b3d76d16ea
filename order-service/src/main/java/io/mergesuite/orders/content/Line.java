package io.mergesuite.orders.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * What was bought, or with a negative quantity given back (OR-01).
 *
 * @param quantity pieces
 * @param unitPrice minor units of the order's currency
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Line(
        @NotBlank @Size(max = 200) String sku,
        @Size(max = 500) String name,
        @NotNull @Min(-1_000_000_000) @Max(1_000_000_000) Long quantity,
        @NotNull @Min(-Amount.LIMIT) @Max(Amount.LIMIT) Long unitPrice) {}
