package io.mergesuite.orders.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * One message of an inquiry; it stays as written (CM-08).
 *
 * @param from who wrote it, in the shop's own words, such as {@code customer} or a name of the staff
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Message(
        @NotNull Instant at,
        @NotBlank @Size(max = 200) String from,
        @NotNull @Size(max = 20_000) String text) {}
