-- Messages to be sent, written in the transaction whose news they are. The relay takes the lowest rows present, sends them, and
-- deletes those that were acknowledged; there is no watermark, which would skip rows that commit late. Messages of compacted topics are
-- taken apart from the others, which must not wait behind a million facts.
CREATE TABLE outbox (
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    message_id  uuid        NOT NULL,
    topic       text        NOT NULL,
    compacted   boolean     NOT NULL,
    key         text        NOT NULL,
    type        text,                    -- null with the body: the key is deleted from a compacted topic
    body        bytea,
    traceparent text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (compacted, seq)
) WITH (
    -- The table is empty most of the time but sees every message: vacuum by a fixed number of dead rows, not by a share of none.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000
);
COMMENT ON COLUMN outbox.message_id IS 'not a customer: tells a repeat of the message';
COMMENT ON TABLE outbox IS 'no customer id in: topic, type, traceparent';
COMMENT ON COLUMN outbox.key IS 'fate: keep; the message as it was written, until it is sent';
COMMENT ON COLUMN outbox.body IS 'fate: keep; the message as it was written, until it is sent';
-- Bodies live for milliseconds: compressing them costs more than it saves.
ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL;

-- What each consumer has handled, written in the transaction that handled it.
CREATE TABLE inbox (
    consumer    text        NOT NULL,
    message_id  uuid        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
);
COMMENT ON COLUMN inbox.message_id IS 'not a customer: a message that was handled';
COMMENT ON TABLE inbox IS 'no customer id in: consumer';
-- For the purge by age: rows lie in the order of time, so block ranges find them at almost no cost to the insert.
CREATE INDEX inbox_received_at ON inbox USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);

-- Messages that failed alone, until an operator has them replayed or gives them up; then the body is forgotten, and the rest after the
-- purge horizon. The error names classes and SQL states, never values.
CREATE TABLE dead_letter (
    id          uuid PRIMARY KEY DEFAULT uuidv7(),
    consumer    text        NOT NULL,
    message_id  uuid        NOT NULL,
    topic       text        NOT NULL,
    key         text,
    type        text,
    body        bytea,
    sent_at     timestamptz,
    traceparent text,
    error       text        NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,             -- replayed or given up
    replayed_as uuid                     -- null where it was given up
);
COMMENT ON COLUMN dead_letter.id IS 'not a customer: the dead letter itself';
COMMENT ON COLUMN dead_letter.message_id IS 'not a customer: the message as it came';
COMMENT ON COLUMN dead_letter.replayed_as IS 'not a customer: the message id under which it was replayed';
COMMENT ON TABLE dead_letter IS 'no customer id in: consumer, topic, type, traceparent, error';
COMMENT ON COLUMN dead_letter.key IS 'fate: keep; the message as it came: its handler looks where its customers are when it is replayed';
COMMENT ON COLUMN dead_letter.body IS 'fate: keep; the message as it came, until it is replayed or given up';
-- Listed and counted: those that still wait.
CREATE INDEX dead_letter_waiting ON dead_letter (id) WHERE ended_at IS NULL;

-- Which Kafka topic this service has filled from its state; another id under the same name is a topic that lost its records.
CREATE TABLE topic_identity (
    topic    text PRIMARY KEY,
    topic_id uuid NOT NULL
);
COMMENT ON COLUMN topic_identity.topic_id IS 'not a customer: the id that Kafka gave the topic';
COMMENT ON TABLE topic_identity IS 'no customer id in: topic';
