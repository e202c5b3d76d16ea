package io.mergesuite.customers.mail;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * A mail that was sent. Nothing is sent here.
 *
 * @param sentAt null for now; from 1970 on
 * @param template the storefront's name of it
 * @param externalRef unique in the shop, so that the same mail is not noted twice
 */
record MailRequest(
        Instant sentAt,
        @NotNull @Size(min = 1, max = 500) String subject,
        @Size(min = 1, max = 200) String template,
        @Size(min = 1, max = 320) String address,
        @Size(min = 1, max = 200) String externalRef) {}
