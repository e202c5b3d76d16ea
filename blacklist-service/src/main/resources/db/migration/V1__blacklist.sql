-- Blacklist entries (BL-01). A merge of customers overwrites customer_id and counts up version, nothing else.
create table blacklist_entry (
    id uuid primary key,
    shop_id text not null,
    -- Null: the entry is about a person by name, postal code, phone alone.
    customer_id uuid,
    first_customer_id uuid,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    number bigint generated always as identity (start with 100001),
    external_ref text,
    active boolean not null,
    since timestamptz not null,
    until timestamptz,
    entered_by text not null,
    -- Name, kana, postal code, address, phone, e-mail, reason: written and read together.
    content jsonb not null,
    check ((customer_id is null) = (first_customer_id is null))
);
-- A shop's list, newest first: an id is a UUIDv7.
create index blacklist_entry_shop on blacklist_entry (shop_id, id);
-- A customer's entries; and the rows a merge moves.
create index blacklist_entry_customer on blacklist_entry (customer_id, id) where customer_id is not null;
-- Entries that came with an id that was merged away.
create index blacklist_entry_former_customer on blacklist_entry (first_customer_id, id)
    where first_customer_id <> customer_id;
create unique index blacklist_entry_number on blacklist_entry (number);
-- No entry twice.
create unique index blacklist_entry_external_ref on blacklist_entry (shop_id, external_ref) where external_ref is not null;

comment on column blacklist_entry.id is 'not a customer: the entry itself';
comment on column blacklist_entry.customer_id is 'fate: move; who merges can not launder a customer (BL-12)';
comment on column blacklist_entry.first_customer_id is 'fate: keep; the id the entry came with, what an unmerge gives it back by (CM-05)';
comment on table blacklist_entry is 'no customer id in: shop_id, external_ref, entered_by, content';

-- The id it came with never changes (CM-05); one that belonged to nobody may be given to a customer.
create trigger blacklist_entry_first_customer before update of first_customer_id on blacklist_entry
    for each row when (old.first_customer_id is not null) execute function refuse_change('first_customer_id');
