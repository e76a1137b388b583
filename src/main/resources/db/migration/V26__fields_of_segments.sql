-- Which segment is in which field, and what changes of that mean for prospects that were written before.
alter table status_values
    add column fields_version int   not null default 0,    -- counts the changes; 0: nothing is remembered
    add column fields         jsonb,                       -- field: whose values it holds
    add column rules          jsonb not null default '[]'; -- [{version, fates: {field: {to, clear}}}], until all prospects have followed

-- The version of the fields by which a row was written.
alter table prospect add column fields_version int not null default 0;
