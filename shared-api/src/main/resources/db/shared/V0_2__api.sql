-- Idempotency keys (API-04): one row from the claim until 30 days after it.
CREATE TABLE idempotency_key (
    principal   text        NOT NULL,
    shop        text        NOT NULL,
    operation   text        NOT NULL,
    key         text        NOT NULL,
    body_sha256 bytea       NOT NULL,
    attempt     uuid        NOT NULL,
    lease_until timestamptz NOT NULL,
    status      smallint,
    location    text,
    body        text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, shop, operation, key)
);

-- An erasure forgets the answers that show a person's values (API-11).
CREATE INDEX idempotency_key_location ON idempotency_key (location) WHERE location IS NOT NULL;
-- The purge goes by age.
CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);

COMMENT ON COLUMN idempotency_key.shop IS 'the shop the request names, the caller''s only one, or * where neither tells';
COMMENT ON COLUMN idempotency_key.attempt IS 'not a customer: who holds the key; a take-over changes it, and the earlier holder can no longer answer';
COMMENT ON COLUMN idempotency_key.status IS 'of the kept answer (2xx); null while the request runs; 410 once what it made was erased';
COMMENT ON TABLE idempotency_key IS 'no customer id in: principal, shop, key, body_sha256';
COMMENT ON COLUMN idempotency_key.operation IS 'fate: keep; the request as it was asked, for 30 days';
COMMENT ON COLUMN idempotency_key.location IS 'fate: keep; the first answer as it was given, for 30 days (API-04)';
COMMENT ON COLUMN idempotency_key.body IS 'fate: keep; the first answer as it was given, for 30 days (API-04)';
