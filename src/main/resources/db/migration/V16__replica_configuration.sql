-- Which configuration each replica runs. A replica writes its own row every few seconds; one that has not is gone.
create table replica_configuration (
    id      uuid        primary key,
    name    text        not null,                       -- of the machine, pod or container
    version text        not null,                       -- the beginning of the hash of the files
    since   timestamptz not null,                       -- when they began to run there
    change  text        not null,                       -- what changed then, in lines
    seen_at timestamptz not null
);

-- When a destination was last configured. The backlog of one that is not any more waits for a while in case it comes back.
create table configured_destination (
    destination text        primary key,
    seen_at     timestamptz not null
);
