-- Import jobs (API-13, CU-07). Chunks, staged rows and records set aside live only as long as their job runs; jobs and their reports
-- are purged by age.

CREATE TABLE import_job (
    id              uuid        PRIMARY KEY,
    shop_id         text        NOT NULL,
    kind            text        NOT NULL,
    actor           text        NOT NULL,
    mapping         text        NOT NULL,
    file_name       text,
    file_size       bigint      NOT NULL,
    -- How the file is written, as it was found when it came: a worker reads it so, and results are written so.
    charset         text        NOT NULL,
    format          text        NOT NULL CHECK (format IN ('CSV', 'NDJSON')),
    delimiter       text,
    quote           text        NOT NULL,
    header          text,
    ignored_columns text[]      NOT NULL DEFAULT '{}',
    state           text        NOT NULL DEFAULT 'RECEIVED' CHECK (state IN ('RECEIVED', 'RUNNING', 'COMPLETED', 'FAILED')),
    -- What comes next: the rows of the file, the staged rows of grouped records, the records that were set aside.
    phase           text        NOT NULL DEFAULT 'FILE' CHECK (phase IN ('FILE', 'STAGED', 'SET_ASIDE')),
    -- FILE: how many rows of the file are done. STAGED: group and line of the last row that is done.
    position_group  text        COLLATE "C" NOT NULL DEFAULT '',
    position_row    bigint      NOT NULL DEFAULT 0,
    bytes_read      bigint      NOT NULL DEFAULT 0,
    read_rows       bigint      NOT NULL DEFAULT 0,
    done_rows       bigint      NOT NULL DEFAULT 0,
    created         bigint      NOT NULL DEFAULT 0,
    updated         bigint      NOT NULL DEFAULT 0,
    unchanged       bigint      NOT NULL DEFAULT 0,
    merged          bigint      NOT NULL DEFAULT 0,
    rejected        bigint      NOT NULL DEFAULT 0,
    set_aside       bigint      NOT NULL DEFAULT 0,
    error_code      text,
    error_reason    text,
    version         bigint      NOT NULL DEFAULT 1,
    -- Counts the workers that took the job up: what an earlier one still tries to write is refused.
    fence           bigint      NOT NULL DEFAULT 0,
    lease_until     timestamptz,
    next_action_at  timestamptz NOT NULL DEFAULT now(),
    attempts        int         NOT NULL DEFAULT 0,
    -- Since then no line is kept as it was sent: a person of the shop was erased (API-11).
    lines_erased_at timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    ended_at        timestamptz
);
COMMENT ON COLUMN import_job.id IS 'not a customer: an import job';
COMMENT ON TABLE import_job IS 'no customer id in: shop_id, kind, actor, file_name, charset, format, delimiter, quote, header, ignored_columns, state, phase, error_code, error_reason';
COMMENT ON COLUMN import_job.position_group IS 'fate: keep; a cell of the file as sent';
COMMENT ON COLUMN import_job.mapping IS 'fate: keep; as sent: a constant may name a customer, who is looked for when a row is applied';
-- The list of a shop's jobs of a kind, newest first: ids are UUIDv7 (API-06).
CREATE INDEX import_job_list ON import_job (kind, shop_id, id DESC);
-- What a worker takes up; small, since ended jobs are not in it.
CREATE INDEX import_job_due ON import_job (next_action_at) WHERE state IN ('RECEIVED', 'RUNNING');
-- What is purged by age.
CREATE INDEX import_job_ended ON import_job (ended_at) WHERE ended_at IS NOT NULL;

-- The file as it was sent, in pieces of 1 MiB.
CREATE TABLE import_chunk (
    import_id uuid  NOT NULL REFERENCES import_job ON DELETE CASCADE,
    number    int   NOT NULL,
    bytes     bytea NOT NULL,
    PRIMARY KEY (import_id, number)
);
COMMENT ON COLUMN import_chunk.import_id IS 'not a customer: an import job';
COMMENT ON COLUMN import_chunk.bytes IS 'fate: keep; the file as sent, until the job has ended';
-- Written once, read once: compressing costs more than it saves.
ALTER TABLE import_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The rows of grouped records, read back in the order of the primary key: rows of one record need not stand together in the file.
CREATE TABLE import_row (
    import_id   uuid   NOT NULL REFERENCES import_job ON DELETE CASCADE,
    group_key   text   COLLATE "C" NOT NULL,
    line        bigint NOT NULL,
    cells       text   NOT NULL,
    flaw_code   text,
    flaw_reason text,
    sent        text,
    PRIMARY KEY (import_id, group_key, line)
);
COMMENT ON COLUMN import_row.import_id IS 'not a customer: an import job';
COMMENT ON TABLE import_row IS 'no customer id in: flaw_code, flaw_reason';
COMMENT ON COLUMN import_row.group_key IS 'fate: keep; a cell of the file as sent, until the job has ended';
COMMENT ON COLUMN import_row.sent IS 'fate: keep; a row of the file as sent, until the job has ended';
COMMENT ON COLUMN import_row.cells IS 'fate: keep; cells of the file as sent, until the job has ended';

-- Records that could not be taken yet (hole 11), tried again until they can.
CREATE TABLE import_deferred (
    import_id  uuid   NOT NULL REFERENCES import_job ON DELETE CASCADE,
    line       bigint NOT NULL,
    record_key text   COLLATE "C",
    draft      text   NOT NULL,
    PRIMARY KEY (import_id, line)
);
COMMENT ON COLUMN import_deferred.import_id IS 'not a customer: an import job';
COMMENT ON COLUMN import_deferred.record_key IS 'fate: keep; a cell of the file as sent, until the job has ended';
COMMENT ON COLUMN import_deferred.draft IS 'fate: keep; a row as sent: its customer is looked for when it is tried again (hole 11)';
-- A later row of the same record waits behind the one that was set aside.
CREATE INDEX import_deferred_key ON import_deferred (import_id, record_key);

CREATE TABLE import_rejection (
    import_id uuid   NOT NULL REFERENCES import_job ON DELETE CASCADE,
    line      bigint NOT NULL,
    field     text,
    code      text   NOT NULL,
    reason    text   NOT NULL,
    -- Further flaws of the same line, as a JSON array; null where there is but one.
    also      text,
    -- The line as it was sent, to be mended; null: too long, or erased.
    sent      text,
    PRIMARY KEY (import_id, line)
);
COMMENT ON COLUMN import_rejection.import_id IS 'not a customer: an import job';
COMMENT ON TABLE import_rejection IS 'no customer id in: field, code';
COMMENT ON COLUMN import_rejection.reason IS 'fate: keep; may quote the row as sent';
COMMENT ON COLUMN import_rejection.sent IS 'fate: keep; a row as sent, until it is erased or the job is purged';
COMMENT ON COLUMN import_rejection.also IS 'fate: keep; may quote the row as sent';

-- Lines whose customer was merged away: neither error nor new record (CU-07).
CREATE TABLE import_merged (
    import_id       uuid   NOT NULL REFERENCES import_job ON DELETE CASCADE,
    line            bigint NOT NULL,
    survivor_number text   NOT NULL,
    PRIMARY KEY (import_id, line)
);
COMMENT ON COLUMN import_merged.import_id IS 'not a customer: an import job';
COMMENT ON COLUMN import_merged.survivor_number IS 'fate: keep; the number of who was the survivor when the row was applied (CU-07)';
