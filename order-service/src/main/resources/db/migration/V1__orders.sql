-- Orders, subscriptions, reviews and inquiries (OR-01 … OR-03).
--
-- A merge overwrites customer_id and counts up version, nothing else (CM-05); on an inquiry and a review also details
-- (CM-08, CM-09). customer_id is indexed, so every move writes a new row version and a new entry in each index of the table:
-- an index stands here only if a list or a rule needs it, and what never changes and is bulky stands in a table apart.
--
-- An id is a UUIDv7 whose time is the record's own (placed_at, started_at, received_at), so the order of ids is the order in time:
-- "newest first" and a range of dates are both a range of ids, and no index on the date is needed.

create table orders (
    id uuid not null,
    shop_id text not null,
    customer_id uuid not null,
    first_customer_id uuid not null,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    number bigint generated always as identity (start with 100001),
    external_ref text,
    type text not null check (type in ('ORDER', 'RETURN')),
    source text not null check (source in ('STOREFRONT', 'IMPORT', 'SUBSCRIPTION')),
    placed_at timestamptz not null,
    currency text not null,
    total bigint not null,
    payment_method text,
    payment_state text not null,
    subscription_id uuid,
    hold text not null default 'NONE' check (hold in ('NONE', 'SCREENING', 'ATTENTION')),
    screening_status text not null default 'NOT_SCREENED',
    attention_required boolean not null default false,
    -- With the shop in front this one index serves a single order, a shop's list and a range of dates.
    constraint orders_pk primary key (shop_id, id)
);
-- A customer's orders, newest first; and the rows a merge moves, in chunks (CM-05).
create index orders_customer on orders (customer_id, id);
-- Orders that came with an id that was merged away (formerCustomerId). Small: most orders were never moved.
create index orders_former_customer on orders (first_customer_id, id) where first_customer_id <> customer_id;
-- A shop's orders that a person must look at, newest first: few among many (OR-04).
create index orders_attention on orders (shop_id, id) where attention_required;
-- The number people type.
create unique index orders_number on orders (number);
-- No order twice (OR-05).
create unique index orders_external_ref on orders (shop_id, external_ref) where external_ref is not null;

comment on column orders.id is 'not a customer: the order itself';
comment on column orders.customer_id is 'fate: move';
comment on column orders.first_customer_id is 'fate: keep; the id the order came with, what an unmerge gives it back by (CM-05)';
comment on column orders.subscription_id is 'not a customer: the subscription the order was made from';
comment on table orders is 'no customer id in: shop_id, external_ref, type, source, currency, payment_method, payment_state, hold, screening_status';

-- Customers whose facts of orders are to be told anew (ADR 17), noted in the transaction that changes them by whatever statement that
-- is. Append only, so that nobody waits for anybody; a customer may stand here many times. The worker takes the lowest rows present.
create table order_facts_due (
    seq bigint generated always as identity primary key,
    customer_id uuid not null
);
comment on column order_facts_due.customer_id is 'fate: keep; the facts are computed from the orders as they are by then';

-- Versions of facts: greater with each round of the worker.
create sequence order_facts_version;

create function note_order_facts() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into order_facts_due (customer_id) select distinct customer_id from written;
    else
        -- Both whom orders were taken from and whom they went to; nobody, where something else of the orders has changed: an order
        -- that stays a customer's stands for that customer twice, and twice the same is nothing in bit_xor.
        insert into order_facts_due (customer_id)
        select customer_id
          from (select id, customer_id from replaced union all select id, customer_id from written) touched
         group by customer_id
        having bit_xor(uuid_hash_extended(id, 0)) <> 0;
    end if;
    return null;
end
$$;
create trigger orders_facts_inserted after insert on orders
    referencing new table as written for each statement execute function note_order_facts();
create trigger orders_facts_updated after update on orders
    referencing old table as replaced new table as written for each statement execute function note_order_facts();

-- Orderer, billing person, lines, adjustments: written with the order, by one statement, and never again. Apart from the order
-- so that a move rewrites a narrow row: with them in the row a move of 200,000 orders wrote 427 MB of log, so 138 MB.
-- (toast_tuple_target does not help: a row below 2 kB is never taken apart.)
create table order_content (
    order_id uuid primary key,
    content jsonb not null
);
comment on column order_content.order_id is 'not a customer: the order';
comment on table order_content is 'no customer id in: content';

create table subscription (
    id uuid not null,
    shop_id text not null,
    customer_id uuid not null,
    first_customer_id uuid not null,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    number bigint generated always as identity (start with 100001),
    external_ref text,
    status text not null check (status in ('ACTIVE', 'PAUSED', 'CANCELLED')),
    started_at timestamptz not null,
    cycle_every int not null check (cycle_every > 0),
    cycle_unit text not null check (cycle_unit in ('DAYS', 'WEEKS', 'MONTHS')),
    next_delivery_on date not null,
    currency text not null,
    total bigint not null,
    payment_method text,
    payment_token text,
    attention_required boolean not null default false,
    content jsonb not null,
    -- As on orders.
    constraint subscription_pk primary key (shop_id, id)
);
-- As on orders: a customer's list and the move; old ids; what a person must look at; the number people type; none twice.
create index subscription_customer on subscription (customer_id, id);
create index subscription_former_customer on subscription (first_customer_id, id) where first_customer_id <> customer_id;
create index subscription_attention on subscription (shop_id, id) where attention_required;
create unique index subscription_number on subscription (number);
create unique index subscription_external_ref on subscription (shop_id, external_ref) where external_ref is not null;

comment on column subscription.id is 'not a customer: the subscription itself';
comment on column subscription.customer_id is 'fate: move';
comment on column subscription.first_customer_id is 'fate: keep; the id the subscription came with (CM-07)';
comment on table subscription is 'no customer id in: shop_id, external_ref, status, cycle_unit, currency, payment_method, payment_token, content';

create table review (
    id uuid not null,
    shop_id text not null,
    customer_id uuid not null,
    first_customer_id uuid not null,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    number bigint generated always as identity (start with 100001),
    external_ref text,
    status text not null check (status in ('PENDING', 'PUBLISHED', 'HIDDEN')),
    received_at timestamptz not null,
    sku text not null,
    rating smallint not null check (rating between 1 and 5),
    title text,
    text text,
    nickname text,
    -- The reviewer's name, kana, e-mail, phone, address; a merge overwrites them whole (CM-09).
    details jsonb not null,
    -- As on orders.
    constraint review_pk primary key (shop_id, id)
);
-- As on orders.
create index review_customer on review (customer_id, id);
create index review_former_customer on review (first_customer_id, id) where first_customer_id <> customer_id;
create unique index review_number on review (number);
create unique index review_external_ref on review (shop_id, external_ref) where external_ref is not null;

comment on column review.id is 'not a customer: the review itself';
comment on column review.customer_id is 'fate: move';
comment on column review.first_customer_id is 'fate: keep; the id the review came with (CM-09)';
comment on table review is 'no customer id in: shop_id, external_ref, status, sku, title, text, nickname, details';

create table inquiry (
    id uuid not null,
    shop_id text not null,
    customer_id uuid not null,
    first_customer_id uuid not null,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    number bigint generated always as identity (start with 100001),
    external_ref text,
    received_at timestamptz not null,
    channel text not null,
    subject text,
    staff text,
    messages jsonb not null,
    -- The customer's name, kana, e-mail, phone, address; a merge overwrites them whole (CM-08).
    details jsonb not null,
    -- As on orders.
    constraint inquiry_pk primary key (shop_id, id)
);
-- As on orders.
create index inquiry_customer on inquiry (customer_id, id);
create index inquiry_former_customer on inquiry (first_customer_id, id) where first_customer_id <> customer_id;
create unique index inquiry_number on inquiry (number);
create unique index inquiry_external_ref on inquiry (shop_id, external_ref) where external_ref is not null;

comment on column inquiry.id is 'not a customer: the inquiry itself';
comment on column inquiry.customer_id is 'fate: move';
comment on column inquiry.first_customer_id is 'fate: keep; the id the inquiry came with (CM-08)';
comment on table inquiry is 'no customer id in: shop_id, external_ref, channel, subject, staff, messages, details';

-- What must never change (CM-05).
create trigger orders_first_customer before update of first_customer_id on orders
    for each statement execute function refuse_change('first_customer_id');
create trigger subscription_first_customer before update of first_customer_id on subscription
    for each statement execute function refuse_change('first_customer_id');
create trigger review_first_customer before update of first_customer_id on review
    for each statement execute function refuse_change('first_customer_id');
create trigger inquiry_first_customer before update of first_customer_id on inquiry
    for each statement execute function refuse_change('first_customer_id');
-- But for an erasure, which says so in its transaction (API-11).
create trigger order_content_kept before update on order_content
    for each statement when (current_setting('suite.erasing', true) is distinct from 'on')
    execute function refuse_change('content');
