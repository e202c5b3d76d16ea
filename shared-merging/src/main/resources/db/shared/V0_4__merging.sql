-- What order-, lead- and blacklist-service share of a merge: references, redirects, moving rows.

-- A row for each customer this service knows. Never deleted: it is the only row by which writers and merges lock each other
-- out, and a row that could vanish between insert and lock would leave an order behind (holes 1 and 2).
create table customer_reference (
    id uuid primary key,
    shop_id text not null,
    canonical_id uuid not null,
    -- Erased for privacy: nothing is written under it any more (hole 12).
    erased boolean not null default false
) with (fillfactor = 85);
-- All that leads to a customer, to be led on when that customer is merged away. Only redirects are in it, so that an
-- import of customers that were never merged pays nothing for it.
create index customer_reference_redirects on customer_reference (canonical_id) where canonical_id <> id;

comment on column customer_reference.id is 'fate: keep; the anchor of locks, never deleted';
comment on column customer_reference.canonical_id is 'fate: move; derived from the active edges';
comment on table customer_reference is 'no customer id in: shop_id';

-- The redirect from one source to its survivor, and with it this service's whole part in the merge: one state that only moves
-- forward, PENDING → ACTIVE → UNDONE or PENDING → UNDONE; only RECOVER takes an undo back (hole 7). Never deleted, so that a command that comes again, however late,
-- is answered from here and takes no effect twice (holes 4 to 6). All edges of a merge have the same state.
create table merge_edge (
    merge_id uuid not null,
    source_id uuid not null,
    survivor_id uuid not null,
    shop_id text not null,
    state text not null check (state in ('PENDING', 'ACTIVE', 'UNDONE')),
    -- Rows of the source by kind: while PENDING those that will move, from ACTIVE on those that were moved.
    counts jsonb not null,
    -- The survivor's details as they are after the merge, from ACTIVE on, where this service's records keep such (CM-06).
    details jsonb,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    -- When the orchestrator is next asked what became of a merge that is still PENDING (hole 7); else null.
    in_doubt_at timestamptz check ((in_doubt_at is not null) = (state = 'PENDING')),
    primary key (merge_id, source_id)
);
-- Whether another merge has a hold on a customer; the chain that a customer's rows have come along.
create index merge_edge_source on merge_edge (source_id);
-- The sweep of merges in doubt: holds only what is under way. Not "where state = 'PENDING'": the planner would then go through all of
-- it for each of a set's edges.
create index merge_edge_in_doubt on merge_edge (in_doubt_at) where in_doubt_at is not null;

comment on column merge_edge.merge_id is 'not a customer: the merge';
comment on column merge_edge.source_id is 'fate: keep; what an unmerge goes by';
comment on column merge_edge.survivor_id is 'fate: keep; what an unmerge goes by';
comment on table merge_edge is 'no customer id in: shop_id, state, counts, details';

-- What a move replaced beyond the customer id, so that it can be given back (CM-08, CM-09, CM-20).
create table merge_manifest (
    merge_id uuid not null,
    kind text not null,
    row_id uuid not null,
    replaced jsonb not null,
    primary key (merge_id, kind, row_id)
);

comment on column merge_manifest.merge_id is 'not a customer: the merge';
comment on column merge_manifest.row_id is 'not a customer: the review or inquiry whose details were replaced';
comment on table merge_manifest is 'no customer id in: kind, replaced';

-- Rows of a source that move in chunks because they are many. A row is deleted when its last chunk has moved, and the
-- merge is answered when its last row goes. The cursor keeps a chunk from wading through what earlier ones left dead.
create table merge_move (
    merge_id uuid not null,
    kind text not null,
    source_id uuid not null,
    cursor uuid not null default '00000000-0000-0000-0000-000000000000',
    moved bigint not null default 0,
    primary key (merge_id, kind, source_id)
) with (fillfactor = 50);

comment on column merge_move.merge_id is 'not a customer: the merge';
comment on column merge_move.source_id is 'fate: keep; goes with the move';
comment on column merge_move.cursor is 'not a customer: the last row that was moved';
comment on table merge_move is 'no customer id in: kind';
-- Whose rows are being moved in chunks at this moment, and to whom.
create view customer_in_move as
    select e.source_id, e.survivor_id
      from merge_move m join merge_edge e on e.merge_id = m.merge_id and e.source_id = m.source_id;

-- Erasures of persons (API-11): how far this service is with one. Kept, so that a command that comes again is answered.
create table erasure (
    id uuid primary key,
    customer_ids uuid[] not null,
    kinds int not null default 0,
    cursor uuid not null default '00000000-0000-0000-0000-000000000000',
    counts jsonb not null default '{}',
    taken_at timestamptz not null default now(),
    done_at timestamptz
) with (fillfactor = 70);
-- The few that are under way.
create index erasure_under_way on erasure (id) where done_at is null;

comment on column erasure.id is 'not a customer: the erasure';
comment on column erasure.customer_ids is 'fate: keep; whose values are gone, the end of their redirects first';
comment on column erasure.cursor is 'not a customer: the last row that was erased';
comment on table erasure is 'no customer id in: counts';

-- Shops, as customer-service told of them (CU-09).
create table shop_copy (
    shop_id text primary key,
    version bigint not null,
    facts jsonb not null
);
comment on table shop_copy is 'no customer id in: shop_id, facts';

-- Customers, as customer-service told of them: the details that a record takes over which comes for a merged-away id (CM-06).
-- Decides nothing else. Empty where no record keeps such details.
create table customer_copy (
    id uuid primary key,
    version bigint not null,
    details jsonb not null
);

comment on column customer_copy.id is 'fate: keep; a copy is led by its owner''s facts alone';
comment on table customer_copy is 'no customer id in: details';

-- What must never change is refused by triggers that call this, whoever asks. Triggers that name the column cost a move nothing.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %: never changes', tg_argv[0], tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
