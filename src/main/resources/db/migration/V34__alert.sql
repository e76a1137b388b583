-- What a person has to act on: one row for each condition of a destination, an account or the runtime, from when it was first found until
-- it is over. It is raised when it has lasted, and a row that never was goes with its condition.
create table alert (
    id               bigint      generated always as identity primary key,
    condition        text        not null,
    kind             text        not null,  -- destination, account or runtime
    subject          text        not null,  -- its name; empty for the runtime
    since            timestamptz not null,  -- when it was first found
    seen_at          timestamptz not null,  -- when it was last found
    well_since       timestamptz,           -- from when on it was not found any more
    raised_at        timestamptz,
    last_notified_at timestamptz,
    acknowledged_at  timestamptz,
    acknowledged_by  text,
    cleared_at       timestamptz,
    text             text        not null,  -- what is wrong
    cure             text        not null,  -- what to do
    page             text        not null   -- of the console
);

create unique index alert_open on alert (condition, kind, subject) where cleared_at is null;
create index alert_cleared on alert (cleared_at) where cleared_at is not null;

-- What is to be told of an alert by one channel, made in the transaction that decides it. Whoever sends it first puts its time off: if
-- that replica dies, another one sends it when that time has come.
create table alert_notification (
    id       bigint      generated always as identity primary key,
    alert    bigint      not null references alert on delete cascade,
    channel  text        not null,
    event    text        not null,  -- raised, repeated or cleared
    due_at   timestamptz not null,
    attempts integer     not null default 0,
    ended_at timestamptz,           -- when it was sent, or given up
    sent     boolean     not null default false
);

create index alert_notification_open on alert_notification (channel, id) where ended_at is null;
create index alert_notification_alert on alert_notification (alert);

-- Why a replica does not run the files that it has; empty when it does.
alter table replica_configuration add column refused text not null default '';
