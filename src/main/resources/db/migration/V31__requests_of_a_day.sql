-- Every request of an account by day, in UTC: what is counted against the budget of its plan.
create table quota_day (
    account  text   not null,
    day      date   not null,
    requests bigint not null,
    primary key (account, day)
) with (fillfactor = 50);
