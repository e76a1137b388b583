-- When a letter is next to be written to the topic: until then a replica is writing it, or the brokers have refused it.
alter table dead_letter add column publish_at timestamptz not null default 'epoch';

drop index dead_letter_unpublished;
create index dead_letter_unpublished on dead_letter (publish_at, id) where published_at is null;
