package io.mergesuite.merges.webhook;

import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Someone who is told of a shop's merges (API-12).
 *
 * @param events the kinds of events, such as {@code customer.merged}
 * @param description null if none was given
 * @param gone the receiver has answered 410, which disabled it
 */
record Webhook(
        UUID id,
        ShopId shop,
        String url,
        List<String> events,
        String description,
        boolean enabled,
        boolean gone,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    /** The request that would make it. */
    WebhookRequest request() {
        return new WebhookRequest(shop, url, events, description, enabled);
    }
}
