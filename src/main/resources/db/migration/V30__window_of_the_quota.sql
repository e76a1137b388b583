-- Outreach's window is counted by what its answers tell of it, not by when they came: so nothing of the window before is taken for it.
alter table quota
    add column window_seen_at  timestamptz,                 -- when an answer first told of the present window
    add column window_requests integer not null default 0,  -- our requests whose answers told of it
    add column window_fits     boolean,                     -- whether it is as long as the quota's period; null: not known
    add column others          integer not null default 0;  -- requests of other clients of the user, the most seen in a window lately

comment on column quota.server_reset_at is 'X-RateLimit-Reset: when that window ends, the earliest that was told';
comment on column quota.window_answers is 'answers that told of windows one after the other, less those that did not tell; 5 and more: it is known';

update quota set window_answers = 0, window_seen_at = now() where server_remaining is not null;
