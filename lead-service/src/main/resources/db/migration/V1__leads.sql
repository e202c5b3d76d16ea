-- Leads (LM-01). A merge of customers overwrites customer_id and counts up version, nothing else (CM-10).
create table lead (
    id uuid primary key,
    shop_id text not null,
    -- Null: the lead belongs to nobody the shop knows.
    customer_id uuid,
    first_customer_id uuid,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    number bigint generated always as identity (start with 100001),
    external_ref text,
    type text not null check (type in ('RENT', 'BUY', 'SELL')),
    organisation text,
    assignee text,
    status text not null check (status in ('NEW', 'IN_PROGRESS', 'WON', 'LOST')),
    registered_at timestamptz not null,
    -- Names, e-mails, phones, address, remarks, first response, wishes: written and read together.
    content jsonb not null,
    check ((customer_id is null) = (first_customer_id is null))
);
-- A shop's list, newest first: an id is a UUIDv7.
create index lead_shop on lead (shop_id, id);
-- A customer's leads; and the rows a merge moves, in chunks.
create index lead_customer on lead (customer_id, id) where customer_id is not null;
-- Leads that came with an id that was merged away. Small: most were never moved.
create index lead_former_customer on lead (first_customer_id, id) where first_customer_id <> customer_id;
create unique index lead_number on lead (number);
-- No lead twice.
create unique index lead_external_ref on lead (shop_id, external_ref) where external_ref is not null;

comment on column lead.id is 'not a customer: the lead itself';
comment on column lead.customer_id is 'fate: move (CM-10)';
comment on column lead.first_customer_id is 'fate: keep; the id the lead came with, what an unmerge gives it back by (CM-05)';
comment on table lead is 'no customer id in: shop_id, external_ref, type, organisation, assignee, status, content';

-- The id it came with never changes (CM-05); one that belonged to nobody may be given to a customer.
create trigger lead_first_customer before update of first_customer_id on lead
    for each row when (old.first_customer_id is not null) execute function refuse_change('first_customer_id');
