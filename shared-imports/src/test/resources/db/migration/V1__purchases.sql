CREATE TABLE purchase (
    shop_id      text NOT NULL,
    external_ref text NOT NULL,
    body         text NOT NULL,
    lines        int  NOT NULL,
    writes       int  NOT NULL DEFAULT 1,
    PRIMARY KEY (shop_id, external_ref)
);
COMMENT ON TABLE purchase IS 'no customer id in: shop_id, external_ref, body';
