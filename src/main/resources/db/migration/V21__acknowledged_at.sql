-- When Outreach last confirmed each attribute. One that was confirmed before this column existed is not in it.
alter table prospect
    add column acknowledged_at jsonb not null default '{}';  -- attribute: seconds since 1970
