-- What the fields of a destination's segments were last configured to hold, so that a change is seen after a restart too, and how far
-- the prospects have been looked at that it concerns.
create table status_values (
    destination text        primary key,
    configured  jsonb       not null,           -- prospect attribute: [entered, exited]; one that is not here was at its defaults
    changed_at  timestamptz not null,
    concerns    bigint      not null default 0, -- how many prospects the change concerns, as counted then
    renewed     bigint      not null default 0, -- how many of them were made pending
    looked_to   bigint,                         -- prospects up to this number were looked at; null: all were
    again_at    timestamptz                     -- when all are looked at once more, since others may have been written meanwhile; null: not
);

-- Even pacing: the requests until now are spread up to this time.
alter table quota add column paced_until timestamptz;
