package io.mergesuite.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** What the tests make, read and change. */
record Thing(
        UUID id,
        ShopId shopId,
        String name,
        @JsonInclude(JsonInclude.Include.ALWAYS) String former,
        Instant at) {

    enum Colour {
        RED,
        BLUE
    }

    record Part(@NotBlank String sku, @Max(10) int quantity) {}

    record NewThing(
            ShopId shopId,
            @NotBlank @Size(max = 100) String name,
            CustomerId customerId,
            Colour colour,
            Instant at,
            LocalDate on,
            Boolean flag,
            Long count,
            List<@Valid Part> parts) {}
}
