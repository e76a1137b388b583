-- The last profiles of each reason that were excluded, or a value of them. No values.
create table excluded_profile (
    destination text        not null,
    reason      text        not null,               -- as in the metric outreach_excluded_total
    id          bigint      generated always as identity,  -- rises with the order in which they were noted
    subject     text        not null,               -- event, or the prospect attribute or identity namespace concerned
    detail      text        not null,               -- a sentence for people
    prospect_id bigint,                             -- null when none could be read
    topic       text        not null,
    partition   integer     not null,
    "offset"    bigint      not null,
    record_time timestamptz,                        -- Kafka's time of the record; null when it is none
    noted_at    timestamptz not null,
    primary key (destination, reason, id)
);
