-- Requests for prospects that left, and what came of each. "troubled" is what is kept longer: a request that Outreach did not confirm,
-- and those that came after it for the same prospect.
create sequence request_id;

create table request (
    destination text        not null,
    id          bigint      not null default nextval('request_id'),  -- rises with time over all destinations
    prospect_id bigint      not null,
    at          timestamptz not null,                                -- when it ended
    outcome     text        not null,                                -- as in the metric outreach_deliveries_total
    status      integer     not null,                                -- of HTTP; 0: no answer was seen
    error       text        not null,                                -- in words, without values; empty: none
    attributes  jsonb       not null,                                -- [attribute]: what stood in the document that left
    millis      integer,                                             -- from when it left to the answer; null: not known
    troubled    boolean     not null,
    sent        bytea,                                               -- {attribute: value}, encrypted; null: not kept
    primary key (destination, id)
);

alter sequence request_id owned by request.id;

create index request_prospect on request (destination, prospect_id, id);
create index request_kept on request (troubled, at);
create index request_troubled on request (destination, prospect_id, id) where troubled;

-- Requests whose values somebody wants to see for a while: of one prospect, or all in which an attribute stands.
create table request_recording (
    id          bigint      generated always as identity primary key,
    destination text        not null,
    prospect_id bigint,
    attribute   text,
    since       timestamptz not null,
    until       timestamptz not null,
    who         text        not null,
    check ((prospect_id is null) <> (attribute is null))
);
