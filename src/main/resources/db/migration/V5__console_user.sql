-- The admin of a console for which no user is configured.
create table console_user (
    name          text primary key,
    password_hash text        not null,                  -- bcrypt
    one_time      boolean     not null,                  -- made at the first start; good only for choosing another
    changed_at    timestamptz not null default now()
);
