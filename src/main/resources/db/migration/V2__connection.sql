-- The OAuth 2 grant of each account. Tokens are encrypted with TOKEN_ENCRYPTION_KEY.
create table connection (
    account                 text primary key,
    refresh_token           bytea,
    access_token            bytea,
    access_token_expires_at timestamptz,
    refreshed_at            timestamptz,                 -- when the newest access token was got
    granted_at              timestamptz,                 -- when the refresh token was got; it lives 14 days
    bootstrap_hash          text,                        -- SHA-256 of the OUTREACH_REFRESH_TOKEN that was used
    status                  text        not null,
    problem                 text        not null default '',
    failures                integer     not null default 0,
    retry_at                timestamptz,                 -- the token endpoint is left alone until then
    updated_at              timestamptz not null default now()
);
