-- How many prospects were pending at the end of an hour (UTC), also of hours in which nothing came. No row: nobody looked then.
create table run_pending (
    destination text        not null,
    hour        timestamptz not null,  -- when the hour began
    pending     bigint      not null,
    primary key (destination, hour)
);

-- How many prospects have a status in a segment, as it was counted last.
create table segment_member (
    destination  text   not null,
    attribute    text   not null,      -- of the segment
    status       text   not null,      -- realized or exited
    desired      bigint not null,
    acknowledged bigint not null,      -- so many of them Outreach has confirmed to have it
    primary key (destination, attribute, status)
);

-- When that was, and when one of the replicas counts again.
create table segment_member_count (
    destination text        primary key,
    counted_at  timestamptz,           -- null: not yet
    due_at      timestamptz not null
);
