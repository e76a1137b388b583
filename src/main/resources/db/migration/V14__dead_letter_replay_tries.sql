-- A replay that ends the process is not begun again and again.
alter table dead_letter
    add column replay_tries integer not null default 0;  -- how often the replay that is asked for was begun and did not end
