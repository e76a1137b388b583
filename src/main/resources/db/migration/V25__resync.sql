-- Comparisons of what Outreach holds with what is desired, and how far each of them is.
create table resync (
    id           bigint      generated always as identity primary key,
    destination  text        not null,
    mode         text        not null,             -- compare: looks only; heal: what differs is sent
    attributes   text[],                           -- null: all that are mapped
    prospects    bigint[],                         -- null: all of the destination
    state        text        not null,             -- planned, running, paused, done, failed, cancelled
    scheduled    boolean     not null,             -- by destinations.yaml, and not by a person
    by_whom      text        not null,
    created_at   timestamptz not null,
    begun_at     timestamptz,
    ended_at     timestamptz,
    expected     bigint      not null,             -- prospects, as counted when it was planned
    page_size    integer     not null,
    looked_to    bigint      not null default 0,   -- prospects up to this number were looked at
    looked       bigint      not null default 0,
    different    bigint      not null default 0,
    gone         bigint      not null default 0,
    back         bigint      not null default 0,
    left_alone   bigint      not null default 0,   -- a request under way, or just delivered
    requests     bigint      not null default 0,
    by_attribute jsonb       not null default '{}',
    due_at       timestamptz not null,             -- when the next page may be asked for
    waits_since  timestamptz,                      -- since when the next page waits for what is due
    waiting      text        not null default '',  -- what it waits for, in words
    failures     integer     not null default 0,   -- in a row
    problem      text        not null default '',
    worker       uuid,                             -- who works on it
    leased_until timestamptz                       -- until then
);

-- Of one destination one at a time.
create unique index resync_active on resync (destination) where state in ('running', 'paused');

-- Which prospects differed, at most so many of a resync; no values.
create table resync_difference (
    resync      bigint not null references resync on delete cascade,
    prospect_id bigint not null,
    kind        text   not null,                   -- different, gone, back
    attributes  text[] not null,
    primary key (resync, prospect_id)
);
