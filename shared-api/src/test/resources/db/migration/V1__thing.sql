CREATE TABLE thing (
    id       uuid PRIMARY KEY,
    shop     text NOT NULL,
    name     text NOT NULL,
    version  bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN thing.id IS 'not a customer: a thing of the tests';
COMMENT ON TABLE thing IS 'no customer id in: shop, name';
