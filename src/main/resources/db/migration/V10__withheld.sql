-- What a route's steps took out of requests, and how a refusal that does not say what it means is narrowed down.
alter table prospect
    add column withheld  jsonb not null default '{}',  -- attribute: [value, version of the routes that withheld it]
    add column narrowing jsonb;                        -- {groups: [[attribute]], aside: [attribute], said}; null: nothing is refused

create index prospect_withheld on prospect (destination) where withheld <> '{}';
