-- Since when Outreach does not know the prospect, as it was deleted or merged; null when it does, or that is not known.
alter table prospect add column gone_since timestamptz;
