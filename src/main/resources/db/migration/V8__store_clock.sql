-- What is to be added to the database's clock, so that the time that replicas share goes on evenly when that clock is moved.
create table store_clock (
    only_row          boolean primary key default true check (only_row),
    correction_micros bigint  not null default 0
);

insert into store_clock default values;
