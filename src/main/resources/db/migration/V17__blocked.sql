-- Prospects of which nothing is pending but attributes whose mapping is blocked: they wait, and are not due. [attribute]; null otherwise.
alter table prospect
    add column blocked jsonb;

create index prospect_blocked on prospect (destination) where blocked is not null;

-- What Outreach has told of the fields of an account's prospects, and when it is asked again.
create table account_check (
    account       text        primary key,
    grant_number  bigint      not null default 0,  -- of the grant that was asked with last, or is to be
    due_at        timestamptz not null,
    asking_until  timestamptz,                     -- a replica asks until then
    awaited_until timestamptz,                     -- nothing is delivered before the answer, until then
    asked_at      timestamptz,
    answered_at   timestamptz,
    failures      integer     not null default 0,  -- questions without an answer in a row
    problem       text        not null default '',
    fields        jsonb                            -- {source, fields: {custom4: {type, label, definition}}}; null: never told
);
