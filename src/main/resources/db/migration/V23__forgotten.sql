-- Prospects that were forgotten. Until the time is over, records that were written before do not bring them back.
create table forgotten (
    destination text        not null,
    prospect_id bigint      not null,
    at          timestamptz not null,
    until       timestamptz not null,
    busy_until  timestamptz,          -- a request of before may be under way, or still be applied, until then; null: none
    primary key (destination, prospect_id)
);

create index forgotten_until on forgotten (until);
