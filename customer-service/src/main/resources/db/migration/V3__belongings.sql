-- What a customer has (CU-03): points, limited-time points, loyalty, favourites, coupons, mail history; and the notes that merges leave.
--
-- Each row says whose it is (customer_id) and with whom it came (first_customer_id), as orders do. A merge whose policy carries a kind
-- over moves its rows; else they stay with the source (CM-12). What an edge has carried stands on it, so a row's owner is the end of
-- the chain from its first id along the edges that carry its kind, and an unmerge needs no more.
--
-- Rows are written under the lock of their customer's row, so no merge passes by, and no two spend the same points.

-- On each edge: which belongings it carried over.
ALTER TABLE merge_edge ADD COLUMN carried text[] NOT NULL DEFAULT '{}';
COMMENT ON TABLE merge_edge IS 'no customer id in: shop_id, state, counts, carried';
-- What a prepared merge will carry over, and which notes it leaves.
ALTER TABLE merge_patch ADD COLUMN carry_over jsonb NOT NULL DEFAULT '{}';
COMMENT ON TABLE merge_patch IS 'no customer id in: shop_id, patch, details, losing_fields, carry_over';

-- Regular points: the balance is the sum.
CREATE TABLE point_entry (
    id                uuid        PRIMARY KEY,
    shop_id           text        NOT NULL,
    customer_id       uuid        NOT NULL,
    first_customer_id uuid        NOT NULL,
    points            bigint      NOT NULL CHECK (points <> 0),
    reason            text,
    external_ref      text,
    made_at           timestamptz NOT NULL DEFAULT now()
);
-- A customer's ledger, newest first, its sum, and the rows a merge moves.
CREATE INDEX point_entry_by_customer ON point_entry (customer_id, id) INCLUDE (points);
-- No entry of the storefront twice.
CREATE UNIQUE INDEX point_entry_by_external_ref ON point_entry (shop_id, external_ref) WHERE external_ref IS NOT NULL;
COMMENT ON COLUMN point_entry.id IS 'not a customer: the entry';
COMMENT ON COLUMN point_entry.customer_id IS 'fate: move or keep, by the policy (CM-12)';
COMMENT ON COLUMN point_entry.first_customer_id IS 'fate: keep; with whom it came';
COMMENT ON TABLE point_entry IS 'no customer id in: shop_id, reason, external_ref';

-- Limited-time points: what is left of each grant, until it expires.
CREATE TABLE point_lot (
    id                uuid        PRIMARY KEY,
    shop_id           text        NOT NULL,
    customer_id       uuid        NOT NULL,
    first_customer_id uuid        NOT NULL,
    granted           bigint      NOT NULL CHECK (granted > 0),
    remaining         bigint      NOT NULL CHECK (remaining BETWEEN 0 AND granted),
    expires_at        timestamptz NOT NULL,
    reason            text,
    external_ref      text,
    made_at           timestamptz NOT NULL DEFAULT now()
);
-- A customer's lots, newest first; what is left of them; the rows a merge moves.
CREATE INDEX point_lot_by_customer ON point_lot (customer_id, id);
-- No lot of the storefront twice.
CREATE UNIQUE INDEX point_lot_by_external_ref ON point_lot (shop_id, external_ref) WHERE external_ref IS NOT NULL;
COMMENT ON COLUMN point_lot.id IS 'not a customer: the lot';
COMMENT ON COLUMN point_lot.customer_id IS 'fate: move or keep, by the policy (CM-12)';
COMMENT ON COLUMN point_lot.first_customer_id IS 'fate: keep; with whom it came';
COMMENT ON TABLE point_lot IS 'no customer id in: shop_id, reason, external_ref';

-- The ledger of lots: what was granted and what was taken. It goes with its lot.
CREATE TABLE point_lot_entry (
    id      uuid        PRIMARY KEY,
    lot_id  uuid        NOT NULL,
    points  bigint      NOT NULL CHECK (points <> 0),
    reason  text,
    made_at timestamptz NOT NULL DEFAULT now()
);
-- The entries of a customer's lots.
CREATE INDEX point_lot_entry_by_lot ON point_lot_entry (lot_id, id);
COMMENT ON COLUMN point_lot_entry.id IS 'not a customer: the entry';
COMMENT ON COLUMN point_lot_entry.lot_id IS 'not a customer: the lot';
COMMENT ON TABLE point_lot_entry IS 'no customer id in: reason';

-- Participation in loyalty programmes. A customer's own row, and those that merges have brought: joined at the earliest, in the highest
-- tier, with the sum of the balances (CM-14). Date and tier of a row no longer count once a customer who had it was edited
-- (overtaken_by), as long as it is with that customer or with one into whom that was merged.
CREATE TABLE loyalty (
    first_customer_id uuid        NOT NULL,
    programme         text        NOT NULL,
    customer_id       uuid        NOT NULL,
    shop_id           text        NOT NULL,
    joined_at         timestamptz NOT NULL,
    tier_rank         int,
    tier              text,
    balance           bigint      NOT NULL,
    overtaken_by      uuid,
    version           bigint      NOT NULL DEFAULT 1,
    CHECK ((tier_rank IS NULL) = (tier IS NULL)),
    PRIMARY KEY (first_customer_id, programme)
);
-- A customer's programmes, and the rows a merge moves.
CREATE INDEX loyalty_by_customer ON loyalty (customer_id, programme);
COMMENT ON COLUMN loyalty.first_customer_id IS 'fate: keep; who joined';
COMMENT ON COLUMN loyalty.customer_id IS 'fate: move or keep, by the policy (CM-14)';
COMMENT ON COLUMN loyalty.overtaken_by IS 'fate: keep; whose edit has taken the place of date and tier';
COMMENT ON TABLE loyalty IS 'no customer id in: programme, shop_id, tier';

-- Favourite items. After a merge two rows may have the same item; it is shown once.
CREATE TABLE favourite (
    first_customer_id uuid        NOT NULL,
    sku               text        NOT NULL,
    customer_id       uuid        NOT NULL,
    shop_id           text        NOT NULL,
    added_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (first_customer_id, sku)
);
-- A customer's favourites, by item, and the rows a merge moves.
CREATE INDEX favourite_by_customer ON favourite (customer_id, sku);
COMMENT ON COLUMN favourite.first_customer_id IS 'fate: keep; who added it';
COMMENT ON COLUMN favourite.customer_id IS 'fate: move or keep, by the policy (CM-12)';
COMMENT ON TABLE favourite IS 'no customer id in: sku, shop_id';

CREATE TABLE coupon (
    id                uuid        PRIMARY KEY,
    shop_id           text        NOT NULL,
    customer_id       uuid        NOT NULL,
    first_customer_id uuid        NOT NULL,
    code              text        NOT NULL,
    description       text,
    valid_until       timestamptz,
    used_at           timestamptz,
    external_ref      text,
    version           bigint      NOT NULL DEFAULT 1,
    made_at           timestamptz NOT NULL DEFAULT now()
);
-- A customer's coupons, newest first, and the rows a merge moves.
CREATE INDEX coupon_by_customer ON coupon (customer_id, id);
-- No coupon of the storefront twice.
CREATE UNIQUE INDEX coupon_by_external_ref ON coupon (shop_id, external_ref) WHERE external_ref IS NOT NULL;
COMMENT ON COLUMN coupon.id IS 'not a customer: the coupon';
COMMENT ON COLUMN coupon.customer_id IS 'fate: move or keep, by the policy (CM-12)';
COMMENT ON COLUMN coupon.first_customer_id IS 'fate: keep; to whom it was given';
COMMENT ON TABLE coupon IS 'no customer id in: shop_id, code, description, external_ref';

-- What was sent to a customer; the id is of the time it was sent.
CREATE TABLE mail (
    id                uuid        PRIMARY KEY,
    shop_id           text        NOT NULL,
    customer_id       uuid        NOT NULL,
    first_customer_id uuid        NOT NULL,
    sent_at           timestamptz NOT NULL,
    subject           text        NOT NULL,
    template          text,
    address           text,
    external_ref      text
);
-- A customer's mails, newest first, and the rows a merge moves.
CREATE INDEX mail_by_customer ON mail (customer_id, id);
-- No mail of the storefront twice.
CREATE UNIQUE INDEX mail_by_external_ref ON mail (shop_id, external_ref) WHERE external_ref IS NOT NULL;
COMMENT ON COLUMN mail.id IS 'not a customer: the mail';
COMMENT ON COLUMN mail.customer_id IS 'fate: move or keep, by the policy (CM-12)';
COMMENT ON COLUMN mail.first_customer_id IS 'fate: keep; to whom it was sent';
COMMENT ON TABLE mail IS 'no customer id in: shop_id, subject, template, address, external_ref';

-- What merges have noted on their survivor (CM-16); an unmerge takes its notes away.
CREATE TABLE merge_note (
    id          uuid        PRIMARY KEY,
    shop_id     text        NOT NULL,
    customer_id uuid        NOT NULL,
    merge_id    uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('MERGE', 'DUPLICATE')),
    note        jsonb       NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now()
);
-- A customer's notes, newest first.
CREATE INDEX merge_note_by_customer ON merge_note (customer_id, id);
COMMENT ON COLUMN merge_note.id IS 'not a customer: the note';
COMMENT ON COLUMN merge_note.customer_id IS 'fate: keep; the survivor it was left on';
COMMENT ON COLUMN merge_note.merge_id IS 'not a customer: the merge';
COMMENT ON COLUMN merge_note.note IS 'fate: keep; who was merged away, as it was then';
COMMENT ON TABLE merge_note IS 'no customer id in: shop_id, kind';
