-- Whom a shop wants told of its merges (API-12).
CREATE TABLE webhook (
    id          uuid        PRIMARY KEY,
    shop_id     text        NOT NULL,
    url         text        NOT NULL,
    event_types text[]      NOT NULL,
    description text,
    enabled     boolean     NOT NULL,
    gone        boolean     NOT NULL DEFAULT false,
    version     bigint      NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
COMMENT ON COLUMN webhook.id IS 'not a customer: the webhook';
COMMENT ON COLUMN webhook.gone IS 'the receiver has answered 410, which disabled it';
COMMENT ON TABLE webhook IS 'no customer id in: shop_id, url, event_types, description';

-- Lists go by shop, newest first. The end of merges looks here for whom to tell: the one cost of a shop without webhooks.
CREATE INDEX webhook_by_shop ON webhook (shop_id, id);

-- What deliveries are signed with. As bytes and not as a hash, since signing needs them; shown once, when made (ADR 23).
CREATE TABLE webhook_secret (
    id         uuid        PRIMARY KEY,
    webhook_id uuid        NOT NULL REFERENCES webhook ON DELETE CASCADE,
    secret     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL DEFAULT 'infinity'
);
COMMENT ON COLUMN webhook_secret.id IS 'not a customer: the secret';
COMMENT ON COLUMN webhook_secret.webhook_id IS 'not a customer: the webhook';
COMMENT ON COLUMN webhook_secret.expires_at IS 'signs until then; infinity of the newest';
COMMENT ON TABLE webhook_secret IS 'no customer id in: secret';
CREATE INDEX webhook_secret_by_webhook ON webhook_secret (webhook_id);

-- An event to be told to a webhook, and the log of it. Written in the transaction in which the event happens. No foreign key: a webhook
-- that is deleted meanwhile must not fail a merge; the worker drops what has no webhook.
CREATE TABLE webhook_delivery (
    webhook_id      uuid        NOT NULL,
    event_id        uuid        NOT NULL,
    event_type      text        NOT NULL,
    body            text        NOT NULL,
    state           text        NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'FAILED')),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    last_status     integer,
    last_problem    text,
    created_at      timestamptz NOT NULL,
    queued_at       timestamptz NOT NULL,
    ended_at        timestamptz,
    PRIMARY KEY (webhook_id, event_id)
) WITH (fillfactor = 70);
COMMENT ON COLUMN webhook_delivery.webhook_id IS 'not a customer: the webhook';
COMMENT ON COLUMN webhook_delivery.event_id IS 'not a customer: the event, which is the merge''s id; the same over all attempts and replays';
COMMENT ON COLUMN webhook_delivery.body IS 'fate: keep; the public event as sent: ids and counts, no values of persons, so an erasure leaves it';
COMMENT ON COLUMN webhook_delivery.next_attempt_at IS 'while one is under way: when its lease ends';
COMMENT ON COLUMN webhook_delivery.queued_at IS 'when it was made, or replayed last; given up by it';
COMMENT ON TABLE webhook_delivery IS 'no customer id in: event_type, state, last_problem';

-- The worker: what is due, of which there is little.
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_attempt_at) WHERE state = 'PENDING';
-- The log goes by age; rows lie in the order of their making.
CREATE INDEX webhook_delivery_made ON webhook_delivery USING brin (created_at);
