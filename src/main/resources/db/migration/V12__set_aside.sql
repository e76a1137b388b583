-- Prospects whose row cannot be read or written. They are not claimed until something new is desired of them, or their dead letter is
-- replayed.
create table set_aside (
    destination text        not null,
    prospect_id bigint      not null,
    since       timestamptz not null,
    reason      text        not null,
    primary key (destination, prospect_id)
);
