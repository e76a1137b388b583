-- What could not be done, kept until it is replayed or discarded. "offset" is a word of SQL's own.
create table dead_letter (
    id               bigint generated always as identity primary key,
    created_at       timestamptz not null default now(),
    destination      text        not null,
    reason           text        not null,
    detail           text        not null,
    source_topic     text,
    source_partition integer,
    source_offset    bigint,
    source_place     text,
    prospect_id      bigint,
    http_status      integer,
    error_text       text,
    payload          bytea       not null,
    published_at     timestamptz,                        -- when it was written to the topic of dead letters
    unique (destination, source_topic, source_partition, source_offset, source_place)
);

create index dead_letter_unpublished on dead_letter (id) where published_at is null;
create index dead_letter_created on dead_letter (destination, created_at);
