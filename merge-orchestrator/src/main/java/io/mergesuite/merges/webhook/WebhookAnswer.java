package io.mergesuite.merges.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A webhook as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookAnswer(
        UUID id,
        ShopId shopId,
        String url,
        List<String> events,
        String description,
        boolean enabled,

        @Schema(description = "`gone`: the receiver has answered 410. Absent unless that has disabled it.")
        String disabledBecause,

        @Schema(
                description =
                        "`whsec_` and the base64 of 32 bytes. Only in the first answer to the request that made it; a repeat of that request has none.")
        String secret,

        long version,
        Instant createdAt,
        Instant updatedAt) {

    static WebhookAnswer of(Webhook webhook) {
        return of(webhook, null);
    }

    /** @param secret as it is shown once, or null */
    static WebhookAnswer of(Webhook webhook, Signature.Secret secret) {
        return new WebhookAnswer(
                webhook.id(),
                webhook.shop(),
                webhook.url(),
                webhook.events(),
                webhook.description(),
                webhook.enabled(),
                webhook.gone() ? "gone" : null,
                secret == null ? null : secret.shown(),
                webhook.version(),
                webhook.createdAt(),
                webhook.updatedAt());
    }
}
