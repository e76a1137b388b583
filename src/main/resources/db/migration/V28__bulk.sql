-- What is the same for many prospects goes to Outreach in one request.
alter table prospect
    add column change_key bigint,                       -- of what is pending and may go in a bulk request; null otherwise
    add column priority   smallint not null default 1;  -- 0: an exit, or a segment of high priority; 2: only what a resync found

-- What is more urgent goes first, and of equal urgency what has waited longest.
create index prospect_next on prospect (destination, priority, due_at) include (pending_since) where due_at is not null;
drop index prospect_due;

-- Groups of prospects of which the same is pending, and may go in bulk requests.
create index prospect_alike on prospect (destination, change_key, due_at)
    where due_at is not null and claim is null and change_key is not null;

-- Bulk requests whose end is not known yet. Their prospects carry the ID as their claim until then.
create table batch (
    id            uuid        primary key,
    destination   text        not null,
    account       text        not null,
    change        jsonb       not null,           -- attribute: value, the same for all of the prospects
    whole         boolean     not null,           -- whether that was all that was pending of them
    prospects     bigint[]    not null,
    state         text        not null,           -- see Batch.State
    outreach_id   bigint,                         -- null until Outreach has told it
    asked_at      timestamptz not null,
    look_at       timestamptz not null,           -- when its next request is to be made
    leased_until  timestamptz,                    -- a replica makes it until then
    give_up_at    timestamptz not null,           -- until then nothing else is sent for its prospects; their due_at
    looks         integer     not null default 0, -- in a row without any progress
    done          integer     not null default 0, -- prospects that Outreach says it is through with
    failures      integer     not null default 0, -- of these, those that it did not change
    page          text        not null default '' -- where the list of failures goes on
);

create index batch_look on batch (destination, look_at);

-- What is known of the bulk requests that Outreach takes of an account.
create table bulk (
    account       text        primary key,
    most          integer     not null,           -- prospects in one
    taken         integer     not null default 0, -- of that size in a row, without trouble
    refused_until timestamptz,                    -- none before
    reason        text        not null default ''
);
