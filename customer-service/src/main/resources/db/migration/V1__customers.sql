-- Shops, customers, their match keys and company ties, and this service's part of the saga.
--
-- No foreign keys: each would take a KEY SHARE lock on a row that everybody writes beside (the shop, the survivor).
-- Shops and customers are never deleted, and every id is checked in the transaction that stores it.

CREATE TABLE shop (
    id                text    PRIMARY KEY,
    name              text    NOT NULL,
    time_zone         text    NOT NULL,
    region            text    NOT NULL,
    language          text    NOT NULL,
    currency          text    NOT NULL,
    replace_leading_8 text    CHECK (replace_leading_8 ~ '^[0-9]$'),
    manual_merge      boolean NOT NULL,
    version           bigint  NOT NULL,
    -- Not null: the phone rules have changed, and the keys of customers up to rekeyed_to are made anew, from rekey_at on.
    rekey_at          timestamptz,
    rekeyed_to        uuid
);
COMMENT ON COLUMN shop.rekeyed_to IS 'fate: keep: how far the keys are made anew, whoever that customer is by now';
COMMENT ON TABLE shop IS 'no customer id in: id, name, time_zone, region, language, currency, replace_leading_8';

-- What people type to name a customer: short, unique over the installation (CU-01).
CREATE SEQUENCE customer_number START 10001;

-- One row a customer, live or merged away; a merged-away row is the redirect (status, merge_id, merged_into), and the
-- row is what every merge locks. A merge updates each of its rows twice. None of the columns it changes is in an index,
-- and pages are filled by half, so that these updates are HOT even if all customers of a page are merged at once.
CREATE TABLE customer (
    id                uuid        PRIMARY KEY,
    number            bigint      NOT NULL DEFAULT nextval('customer_number'),
    version           bigint      NOT NULL DEFAULT 1,
    registered_at     timestamptz NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    merge_id          uuid,
    merged_into       uuid,
    birthday          date,
    survivor          boolean     NOT NULL DEFAULT false,
    shop_id           text        NOT NULL,
    kind              text        NOT NULL CHECK (kind IN ('INDIVIDUAL', 'CORPORATE')),
    status            text        NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'MERGING', 'MERGED', 'DELETED', 'ERASED')),
    external_ref      text,
    family_name       text,
    given_name        text,
    family_name_kana  text,
    given_name_kana   text,
    company_name      text,
    tax_id            text,
    notes             text,
    emails            jsonb       NOT NULL DEFAULT '[]',
    phones            jsonb       NOT NULL DEFAULT '[]',
    addresses         jsonb       NOT NULL DEFAULT '[]',
    -- An erased customer keeps what stood there: a merged-away one its merge and survivor, a live one neither.
    CHECK (status = 'ERASED' OR (status IN ('ACTIVE', 'DELETED')) = (merge_id IS NULL)),
    CHECK (status = 'ERASED' OR (status = 'MERGED') = (merged_into IS NOT NULL)),
    CHECK (merged_into <> id)
) WITH (fillfactor = 50);
COMMENT ON COLUMN customer.id IS 'fate: keep: a merged-away customer keeps its row, which is the redirect';
COMMENT ON COLUMN customer.merged_into IS 'fate: move: when the survivor is merged away itself, to the last survivor (CM-03)';
COMMENT ON COLUMN customer.merge_id IS 'not a customer: the merge that holds this row, or has merged it away';
COMMENT ON TABLE customer IS 'no customer id in: shop_id, kind, status, external_ref, family_name, given_name, family_name_kana, given_name_kana, company_name, tax_id, notes, emails, phones, addresses';

-- A number names one customer, exactly.
CREATE UNIQUE INDEX customer_by_number ON customer (number);
-- The storefront's id names one customer of its shop; imports upsert by it (CU-07).
CREATE UNIQUE INDEX customer_by_external_ref ON customer (shop_id, external_ref) WHERE external_ref IS NOT NULL;
-- A shop's list, newest first: ids are UUIDv7, and the cursor is the last id seen.
CREATE INDEX customer_by_shop ON customer (shop_id, id);
-- A range of registeredAt, latest first, read off page by page (ADR 17). Merges do not change it.
CREATE INDEX customer_by_registration ON customer (shop_id, registered_at, id);
-- Who has changed since some time, by the blocks that have: the one kind of index that leaves a merge its HOT updates.
CREATE INDEX customer_by_update ON customer USING brin (updated_at) WITH (pages_per_range = 8, autosummarize = on);

-- Match keys (CU-08), for search now and for the detection of duplicates. A merged-away customer keeps its keys; who
-- searches looks at the customer's status.
CREATE TABLE customer_key (
    customer_id uuid NOT NULL,
    shop_id     text NOT NULL,
    kind        text NOT NULL,
    value       text NOT NULL COLLATE "C",
    -- Search by value, names by their beginning (hence the C collation); ties are equal neighbours in it.
    PRIMARY KEY (shop_id, kind, value, customer_id)
);
COMMENT ON COLUMN customer_key.customer_id IS 'fate: keep: the key belongs to the values of that very row';
COMMENT ON TABLE customer_key IS 'no customer id in: shop_id, kind, value';
-- An edit replaces the keys of one customer.
CREATE INDEX customer_key_by_customer ON customer_key (customer_id);

-- What order-service tells of each customer's orders, some seconds old, for search alone (ADR 17).
CREATE TABLE order_copy (
    customer_id    uuid   PRIMARY KEY,
    shop_id        text   NOT NULL,
    version        bigint NOT NULL,
    orders         bigint NOT NULL,
    last_placed_at timestamptz
);
COMMENT ON COLUMN order_copy.customer_id IS 'fate: keep: order-service tells anew of survivor and sources';
COMMENT ON TABLE order_copy IS 'no customer id in: shop_id';
-- A range of the last order, latest first, read off page by page; of few customers with orders, those.
CREATE INDEX order_copy_by_last ON order_copy (shop_id, last_placed_at, customer_id) WHERE orders > 0;

-- A person is a contact of a company (CU-02). A merge moves the tie, and first_… stay what the tie came with, as an
-- order's first customer id does: the owner of a tie is the end of the chain from its first ids, so unmerge needs no more.
-- After a merge two ties may join the same two customers; they are shown once.
CREATE TABLE contact_person (
    first_person_id  uuid NOT NULL,
    first_company_id uuid NOT NULL,
    person_id        uuid NOT NULL,
    company_id       uuid NOT NULL,
    shop_id          text NOT NULL,
    PRIMARY KEY (first_person_id, first_company_id)
);
COMMENT ON COLUMN contact_person.first_person_id IS 'fate: keep: whom the tie came with';
COMMENT ON COLUMN contact_person.first_company_id IS 'fate: keep: what the tie came with';
COMMENT ON COLUMN contact_person.person_id IS 'fate: move: the survivor has the ties of all (CM-24)';
COMMENT ON COLUMN contact_person.company_id IS 'fate: move: the contact persons become those of the survivor (CM-24)';
COMMENT ON TABLE contact_person IS 'no customer id in: shop_id';
-- The companies of a person, and a person's ties when it is merged away.
CREATE INDEX contact_person_by_person ON contact_person (person_id);
-- The contact persons of a company, and a company's ties when it is merged away.
CREATE INDEX contact_person_by_company ON contact_person (company_id);

-- The edges of the redirects and this service's participation in one: PENDING, ACTIVE, UNDONE, never deleted. Immutable
-- but for the state, so that undoing one edge of a chain can restore the others.
CREATE TABLE merge_edge (
    merge_id    uuid        NOT NULL,
    source_id   uuid        NOT NULL,
    survivor_id uuid        NOT NULL,
    shop_id     text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'UNDONE')),
    counts      jsonb       NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merge_id, source_id)
) WITH (fillfactor = 70); -- room for the one HOT update
COMMENT ON COLUMN merge_edge.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_edge.source_id IS 'fate: keep: the record of who was merged away';
COMMENT ON COLUMN merge_edge.survivor_id IS 'fate: keep: the record of whom it was merged into';
COMMENT ON TABLE merge_edge IS 'no customer id in: shop_id, state, counts';
-- The subtree of a survivor that is merged away itself, whose redirects are compressed (CM-03).
CREATE INDEX merge_edge_by_survivor ON merge_edge (survivor_id);

-- What a prepared merge will make of its survivor (CM-13): there from the lock to the end, then deleted, since it holds
-- personal values. It has one row a merge under way, few at any time.
CREATE TABLE merge_patch (
    merge_id      uuid        PRIMARY KEY,
    shop_id       text        NOT NULL,
    survivor_id   uuid        NOT NULL,
    patch         jsonb       NOT NULL,
    details       jsonb       NOT NULL,
    losing_fields text[]      NOT NULL,
    ask_at        timestamptz NOT NULL
);
COMMENT ON COLUMN merge_patch.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_patch.survivor_id IS 'fate: block: locked by this very merge until the row is deleted';
COMMENT ON TABLE merge_patch IS 'no customer id in: shop_id, patch, details, losing_fields';

-- What a merge replaced on its survivor, and what it would have set but for a later edit: unmerge and history read it.
CREATE TABLE merge_manifest (
    merge_id uuid  NOT NULL,
    kind     text  NOT NULL,
    row_id   uuid  NOT NULL,
    replaced jsonb NOT NULL,
    PRIMARY KEY (merge_id, kind, row_id)
);
COMMENT ON COLUMN merge_manifest.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_manifest.row_id IS 'fate: keep: the customer whose values the merge replaced';
COMMENT ON TABLE merge_manifest IS 'no customer id in: kind';
COMMENT ON COLUMN merge_manifest.replaced IS 'fate: keep; ends of ties as they were, what an unmerge gives back (CM-20)';
