-- Two kinds of records, as a participant has them: one that only moves, one that keeps its customer's details.
create table purchase (
    id uuid primary key,
    customer_id uuid,
    first_customer_id uuid,
    version bigint not null default 1,
    updated_at timestamptz not null default now()
);
create index purchase_customer on purchase (customer_id, id);

create table remark (
    id uuid primary key,
    customer_id uuid not null,
    first_customer_id uuid not null,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    details jsonb not null
);
create index remark_customer on remark (customer_id, id);

comment on column purchase.id is 'not a customer: the purchase itself';
comment on column purchase.customer_id is 'fate: move';
comment on column purchase.first_customer_id is 'fate: keep; what an unmerge goes by';
comment on column remark.id is 'not a customer: the remark itself';
comment on column remark.customer_id is 'fate: move';
comment on column remark.first_customer_id is 'fate: keep; what an unmerge goes by';
comment on table remark is 'no customer id in: details';
