-- What becomes of a dead letter. It is open until somebody or something settles it, and is removed some time after that.
alter table dead_letter
    add column record_time timestamptz,                   -- Kafka's time of the record; null for a change, and in older rows
    add column record_key  bytea,                         -- Kafka's key of the record
    add column attributes  text[] not null default '{}',  -- of a change: the prospect attributes that were given up
    add column state       text   not null default 'open', -- open, replayed, discarded, delivered, superseded
    add column settled_at  timestamptz,                   -- since when it is no longer open
    add column settled_by  text,                          -- the console's user, or where a command came from
    add column note        text,                          -- why it was discarded
    add column replay_at   timestamptz,                   -- somebody wants it replayed: when that is next to be done
    add column replay_by   text,                          -- who
    add column outcome     text;                          -- what came of the last replay that did not help

update dead_letter
set attributes = array(select json_object_keys(convert_from(payload, 'UTF8')::json -> 'data' -> 'attributes'))
where prospect_id is not null;

-- Lists go by id, which rises with time. Counts of what is open are asked every few seconds.
create index dead_letter_open on dead_letter (id) where state = 'open';
create index dead_letter_open_changes on dead_letter (id) where state = 'open' and prospect_id is not null;
create index dead_letter_open_counts on dead_letter (destination, reason) where state = 'open';
create index dead_letter_open_created on dead_letter (created_at) where state = 'open';
create index dead_letter_prospect on dead_letter (prospect_id) where prospect_id is not null;
create index dead_letter_settled on dead_letter (settled_at) where state <> 'open';
create index dead_letter_replay on dead_letter (replay_at, id) where replay_at is not null;

-- For searching: bytes that may be anything, as text.
create function readable(bytes bytea) returns text language plpgsql immutable as $$
begin
    return convert_from(bytes, 'UTF8');
exception when others then
    return encode(bytes, 'escape');
end
$$;

-- Who did what. No profile data.
create table audit (
    id      bigint generated always as identity primary key,
    at      timestamptz not null,
    who     text        not null,
    what    text        not null,  -- in a word, such as discard
    target  text        not null,  -- the destination or account; empty when it concerns several
    subject text        not null,  -- of what, such as dead letter 17
    detail  text        not null
);

create index audit_at on audit (at);
