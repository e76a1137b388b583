-- The records that asked for what a request sent, each as partition-offset: the way from an event to its request.
alter table request add column events text[] not null default '{}';

-- Nothing is put off to one of many requests that then does it for all: requests are added while others wait for the account.
create index request_events on request using gin (events) with (fastupdate = off) where events <> '{}';

-- Up to which hour the log has told the runs, so that one replica does, once.
create table run_told (
    only_row boolean     primary key default true check (only_row),
    hour     timestamptz not null                                   -- those that began before it are told
);
