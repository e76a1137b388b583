-- Attributes among the refused ones that Outreach pointed at: the rest of the prospect is sent without them.
alter table prospect
    add column refused_alone jsonb not null default '[]';
