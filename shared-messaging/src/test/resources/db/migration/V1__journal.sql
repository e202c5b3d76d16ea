-- What the handler of the tests has done, without any constraint that would hide a message handled twice.
CREATE TABLE journal (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id  uuid NOT NULL,
    topic       text NOT NULL,
    key         text NOT NULL,
    version     bigint,
    traceparent text NOT NULL
);
COMMENT ON COLUMN journal.message_id IS 'not a customer: the message that was handled';
COMMENT ON TABLE journal IS 'no customer id in: topic, key, traceparent';
CREATE INDEX journal_key ON journal (key);
