-- Who gave the grant of each account, and to what.
alter table connection
    add column grant_number    bigint not null default 0,   -- counts grants; whoever knows an older one forgets its token
    add column scopes          text   not null default '',  -- as granted, separated by spaces; empty when not known
    add column authorised_at   timestamptz,                 -- when a person, or OUTREACH_REFRESH_TOKEN, gave the grant
    add column authorised_by   text,                        -- the console's user, or the environment variable
    add column outreach_user   bigint,                      -- the Outreach user who authorised; null while not known
    add column outreach_name   text,                        -- that user's name
    add column outreach_org    text;                        -- the name of that user's organisation

-- Why a destination is paused: connecting its account lets go on what disconnecting had paused, and nothing else.
alter table pause
    add column cause text not null default 'operator';      -- operator, refused (by Outreach), disconnected
