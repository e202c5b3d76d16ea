package io.mergesuite.merges.webhook;

import io.mergesuite.api.ProblemType;

/** What can be wrong with webhooks (API-12). */
enum WebhookProblem implements ProblemType {
    /** Send a URL of the form {@code https://host/path}, without user and fragment. */
    WEBHOOK_URL_INVALID(422, "Events can't be sent to this URL"),
    /** The name leads nowhere. Mend it, or try again once it does. */
    WEBHOOK_HOST_UNKNOWN(422, "The host of the URL is not known"),
    /** Events are sent to public addresses alone; the operator can name hosts that are trusted. */
    WEBHOOK_ADDRESS_REFUSED(422, "The address is not public"),
    /** Delete or change one of those there are. */
    TOO_MANY_WEBHOOKS(422, "The shop has as many webhooks as it can have"),
    /** Wait until the older ones have run out, a day after they were replaced. */
    TOO_MANY_SECRETS(409, "Too many secrets sign at once"),
    /** Enable it first. */
    WEBHOOK_DISABLED(409, "The webhook is disabled"),
    /** It is sent by itself; wait. */
    DELIVERY_PENDING(409, "The delivery has not ended"),
    /** Ask for a shorter time. */
    TOO_MANY_DELIVERIES(422, "Too many deliveries are replayed at once");

    private final int status;
    private final String title;

    WebhookProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
