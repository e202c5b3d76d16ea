-- A merge as it was asked for: one row for ever; only an erasure takes its reason away. Sources are in the order in which blanks are filled (DD-06).
CREATE TABLE merge (
    id          uuid        PRIMARY KEY,
    shop_id     text        NOT NULL,
    survivor_id uuid        NOT NULL,
    source_ids  uuid[]      NOT NULL,
    reason      text,
    actor       text        NOT NULL,
    policy      jsonb       NOT NULL,
    batch_id    uuid,
    created_at  timestamptz NOT NULL
);
COMMENT ON COLUMN merge.id IS 'not a customer: the merge';
COMMENT ON COLUMN merge.survivor_id IS 'fate: keep, history is what was asked for';
COMMENT ON COLUMN merge.source_ids IS 'fate: keep, history is what was asked for';
COMMENT ON COLUMN merge.batch_id IS 'not a customer: the batch it belongs to, if any';
COMMENT ON COLUMN merge.policy IS 'the policy it runs under (CM-17)';
COMMENT ON TABLE merge IS 'no customer id in: shop_id, reason, actor, policy';

-- Lists go by shop, newest first; an id is a UUIDv7.
CREATE INDEX merge_by_shop ON merge (shop_id, id);
-- Search by any id ever involved (CM-21). No pending list: emptying it would stop one unlucky merge.
CREATE INDEX merge_by_customer ON merge USING gin (array_append(source_ids, survivor_id)) WITH (fastupdate = off);

-- How it ended: one row for ever, written in the transaction that ends it.
CREATE TABLE merge_outcome (
    merge_id uuid        PRIMARY KEY,
    state    text        NOT NULL CHECK (state IN ('COMPLETED', 'ABORTED')),
    progress jsonb       NOT NULL,
    ended_at timestamptz NOT NULL
);
COMMENT ON COLUMN merge_outcome.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_outcome.progress IS 'fate: keep; may name the customer that a refusal is about. Steps, counts, names of losing fields, why it was aborted; no values of persons';
COMMENT ON TABLE merge_outcome IS 'no customer id in: state';

-- Failed merges are few and are looked for.
CREATE INDEX merge_outcome_aborted ON merge_outcome (merge_id) WHERE state = 'ABORTED';
-- A lost topic is made again from the last days; rows lie in the order of their end.
CREATE INDEX merge_outcome_ended ON merge_outcome USING brin (ended_at);

-- A live merge, or an erasure, holds each of its customers: of two merges that share one, one wins (SG-06).
CREATE TABLE merge_claim (
    customer_id uuid PRIMARY KEY,
    merge_id    uuid NOT NULL
);
COMMENT ON COLUMN merge_claim.customer_id IS 'fate: block, a claimed customer can''t be in a second merge';
COMMENT ON COLUMN merge_claim.merge_id IS 'not a customer: the merge or erasure that holds it';

-- A live merge. Rewritten with almost every reply, so nothing but the key is indexed and pages keep room: the updates stay
-- in their page (HOT). Deleted at the end, and the survivor's details with it.
CREATE TABLE merge_work (
    merge_id       uuid        PRIMARY KEY,
    state          text        NOT NULL,
    progress       jsonb       NOT NULL,
    details        jsonb,
    next_action_at timestamptz NOT NULL
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
COMMENT ON COLUMN merge_work.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_work.details IS 'the survivor''s final details, from the lock''s reply to the end';
COMMENT ON COLUMN merge_work.next_action_at IS 'when the sweep looks at it';
COMMENT ON TABLE merge_work IS 'no customer id in: state, details';
COMMENT ON COLUMN merge_work.progress IS 'fate: keep; may name the customer that a refusal is about';

-- A merge that a participant asked about and that is not known here (hole 7).
CREATE TABLE merge_recovery (
    merge_id       uuid        PRIMARY KEY,
    answers        jsonb       NOT NULL,
    next_action_at timestamptz NOT NULL
);
COMMENT ON COLUMN merge_recovery.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_recovery.answers IS 'fate: keep; survivor and sources as participants tell them, until it is settled (hole 7)';

-- A shop's policy; a shop without a row has the conservative preset (CM-17).
CREATE TABLE merge_policy (
    shop_id    text        PRIMARY KEY,
    policy     jsonb       NOT NULL,
    version    bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL
);
COMMENT ON TABLE merge_policy IS 'no customer id in: shop_id, policy, updated_by';

-- A batch: its groups are opened in order of position; what has ended is counted here in the transaction that ends it.
CREATE TABLE merge_batch (
    id            uuid        PRIMARY KEY,
    shop_id       text        NOT NULL,
    actor         text        NOT NULL,
    total         integer     NOT NULL,
    next_position integer     NOT NULL DEFAULT 0,
    refused       integer     NOT NULL DEFAULT 0,
    completed     integer     NOT NULL DEFAULT 0,
    aborted       integer     NOT NULL DEFAULT 0,
    leased_until  timestamptz NOT NULL DEFAULT '-infinity',
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz
) WITH (fillfactor = 50);
COMMENT ON COLUMN merge_batch.id IS 'not a customer: the batch';
COMMENT ON COLUMN merge_batch.next_position IS 'groups before it were opened or refused';
COMMENT ON COLUMN merge_batch.leased_until IS 'another replica is opening groups; only spares double work';
COMMENT ON TABLE merge_batch IS 'no customer id in: shop_id, actor';

-- Every second someone looks for batches with groups to open, of which there are few.
CREATE INDEX merge_batch_running ON merge_batch (id) WHERE ended_at IS NULL;
-- Lists go by shop, newest first; an id is a UUIDv7.
CREATE INDEX merge_batch_by_shop ON merge_batch (shop_id, id);

-- A group as posted. Its merge has this id from the first, so that opening it twice is impossible; a group that can't be
-- opened has a code and no merge.
CREATE TABLE merge_batch_group (
    batch_id  uuid    NOT NULL,
    position  integer NOT NULL,
    merge_id  uuid    NOT NULL,
    customers jsonb   NOT NULL,
    reason    text,
    code      text,
    subject   uuid,
    detail    text,
    PRIMARY KEY (batch_id, position)
);
COMMENT ON COLUMN merge_batch_group.batch_id IS 'not a customer: the batch';
COMMENT ON COLUMN merge_batch_group.merge_id IS 'not a customer: the merge it becomes';
COMMENT ON COLUMN merge_batch_group.customers IS 'fate: keep, whom the group names: by id, or by a number that nobody had';
COMMENT ON COLUMN merge_batch_group.subject IS 'fate: keep, the customer that a refusal is about';
COMMENT ON TABLE merge_batch_group IS 'no customer id in: reason, code';
COMMENT ON COLUMN merge_batch_group.detail IS 'fate: keep; may name the customer that a refusal is about';

-- The erasure of a person: one row for ever, with no value of the person (API-11).
CREATE TABLE erasure (
    id             uuid        PRIMARY KEY,
    asked_id       uuid        NOT NULL,
    shop_id        text        NOT NULL,
    customer_id    uuid        NOT NULL,
    former_ids     uuid[]      NOT NULL,
    reason         text,
    actor          text        NOT NULL,
    state          text        NOT NULL CHECK (state IN ('STARTED', 'ERASING', 'COMPLETED', 'REFUSED')),
    steps          jsonb       NOT NULL,
    code           text,
    next_action_at timestamptz NOT NULL,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz
);
COMMENT ON COLUMN erasure.id IS 'not a customer: the erasure';
COMMENT ON COLUMN erasure.asked_id IS 'fate: keep, what was asked for';
COMMENT ON COLUMN erasure.customer_id IS 'fate: keep, the end of the redirects when it was asked for; claimed until it has ended';
COMMENT ON COLUMN erasure.former_ids IS 'fate: keep, who led to it';
COMMENT ON TABLE erasure IS 'no customer id in: shop_id, reason, actor, state, steps, code';

-- Lists go by shop, newest first.
CREATE INDEX erasure_by_shop ON erasure (shop_id, id);
-- Search by any id of the person.
CREATE INDEX erasure_by_customer ON erasure USING gin (array_append(former_ids, customer_id)) WITH (fastupdate = off);
-- The sweep: the few that have not ended.
CREATE INDEX erasure_under_way ON erasure (next_action_at) WHERE ended_at IS NULL;
