-- A record has one dead letter, whatever is faulty in it: the first places, and how many more there are.
alter table dead_letter
    add column places      jsonb  not null default '[]',  -- of a record: [{"place", "kind", "reason"}], the first ones
    add column more_places bigint not null default 0,     -- how many there are besides them
    add column record_hash bytea;                         -- SHA-256 of the record; null for a change, and see below

-- What makes a record the same as another: its place in its topic, its time and its bytes. It has one letter for each reason. A
-- topic that is made anew counts its offsets from 0 again. source_place was a part of this when each place had a letter; only older
-- rows have it.
do $$
declare
    name text;
begin
    select conname into strict name from pg_constraint where conrelid = 'dead_letter'::regclass and contype = 'u';
    execute format('alter table dead_letter drop constraint %I', name);
end
$$;

-- Of older letters about one record the first stands for it; the others stay as they are, and can be replayed or discarded.
update dead_letter d
set places      = jsonb_build_array(jsonb_build_object(
                      'place', d.source_place, 'kind', '', 'reason', substr(d.detail, length(d.source_place) + 3))),
    record_hash = case when older.number = 1 then sha256(d.payload) end
from (select id, row_number() over (partition by destination, source_topic, source_partition, source_offset, record_time
                                    order by id) as number
      from dead_letter
      where source_topic is not null and reason = 'unreadable') older
where d.id = older.id;

create unique index dead_letter_record on dead_letter
    (destination, source_topic, source_partition, source_offset, coalesce(record_time, '-infinity'), record_hash, reason);
