-- What came for a destination in each hour (UTC), and what became of it. The numbers of an hour are spread over slots, one for each
-- of up to 16 database connections, so that transactions which count at the same time do not wait for each other; a reader adds them up.
-- Those of an hour that is over are added up in slot -1.
create table run (
    destination text        not null,
    hour        timestamptz not null,
    slot        smallint    not null,
    received    bigint      not null,  -- profiles read
    unreadable  bigint      not null,  -- records of which something could not be read
    queued      bigint      not null,  -- changes that made a prospect pending
    merged      bigint      not null,  -- changes folded into a prospect that was pending already
    unchanged   bigint      not null,  -- changes that desired nothing new
    forgotten   bigint      not null,  -- changes of before their prospect was forgotten
    delivered   bigint      not null,  -- deliveries that Outreach has confirmed
    failed      bigint      not null,  -- deliveries given up
    withheld    bigint      not null,  -- attributes that a step of the route took out
    requests    bigint      not null,  -- requests that left
    primary key (destination, hour, slot)
) with (fillfactor = 50);

create table run_excluded (
    destination text        not null,
    hour        timestamptz not null,
    reason      text        not null,  -- as in the metric outreach_excluded_total
    slot        smallint    not null,
    excluded    bigint      not null,
    primary key (destination, hour, reason, slot)
) with (fillfactor = 50);
