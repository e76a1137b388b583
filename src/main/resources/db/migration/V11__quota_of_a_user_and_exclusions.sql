-- The quota belongs to the Outreach user who authorised an account, so that is whom each answered request counts for. 0: not known,
-- it counts for every user of the account; so does what is in flight.
alter table quota_ledger
    add column outreach_user bigint not null default 0,
    drop constraint quota_ledger_pkey,
    add primary key (account, slot, in_flight, outreach_user);

alter table quota
    add column outreach_user bigint not null default 0,  -- whose quota it is now; 0 while not known
    add column grant_number  bigint not null default 0,  -- the grant of table connection that this was learnt from
    add column window_answers integer not null default 0, -- answers in a row that told of windows one after the other
    add column user_since    timestamptz;                -- answers to what was claimed before may be another user's

-- The last event of a prospect that asked for nothing we may send. A prospect's place is its number modulo a million, and is taken by
-- whichever of its prospects came last, so that a destination has never more than a million rows.
create table exclusion (
    destination text        not null,
    place       integer     not null,
    prospect_id bigint      not null,
    reason      text        not null,  -- as in the metric outreach_excluded_total
    topic       text        not null,
    partition   integer     not null,
    "offset"    bigint      not null,
    record_time timestamptz,           -- Kafka's time of the record; null when it is none
    noted_at    timestamptz not null,
    primary key (destination, place)
) with (fillfactor = 80);
