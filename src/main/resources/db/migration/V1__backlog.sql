-- The fold: what the segments desire of each prospect and what Outreach has acknowledged.
create table prospect (
    destination   text        not null,
    prospect_id   bigint      not null,
    desired       jsonb       not null,                 -- attribute: [value, clock in microseconds since 1970]
    acknowledged  jsonb       not null default '{}',    -- attribute: the value Outreach last confirmed
    in_doubt      jsonb       not null default '[]',    -- attributes sent without an answer: neither old nor new
    refused       jsonb       not null default '{}',    -- attribute: the value Outreach refused for good
    pending_since timestamptz,                          -- null: desired and acknowledged agree
    due_at        timestamptz,                          -- null: nothing to do; while claimed: the end of the lease
    claim         uuid,                                 -- the claim that may settle this row
    attempts      integer     not null default 0,       -- failed requests since the last success
    primary key (destination, prospect_id)
) with (fillfactor = 80);

create index prospect_due on prospect (destination, due_at) include (pending_since) where due_at is not null;

-- Requests that count against an account's quota, summed by slot. A request in flight stands in the slot in which its
-- lease ends; once answered it stands in the slot of the answer.
create table quota_ledger (
    account   text        not null,
    slot      timestamptz not null,
    in_flight boolean     not null,
    requests  integer     not null,
    primary key (account, slot, in_flight)
);

-- What is known of an account's quota besides our own count. The row is also the lock under which claims are made.
create table quota (
    account          text    primary key,
    server_limit     integer,                           -- X-RateLimit-Limit
    server_remaining integer,                           -- X-RateLimit-Remaining, the least seen in the current window
    server_reset_at  timestamptz,                       -- X-RateLimit-Reset: when that window ends
    closed_until     timestamptz,                       -- no request before
    closed_reason    text,
    probing          boolean not null default true,     -- one request at a time until one succeeds
    probe_until      timestamptz,                       -- somebody sends that one request until then
    failures         integer not null default 0         -- rounds without a success in a row
);

-- Destinations whose delivery is paused until somebody resumes it.
create table pause (
    destination text primary key,
    since       timestamptz not null,
    reason      text        not null
);
