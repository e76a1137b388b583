-- The database's clock is read where it is used, and nobody corrects it. Times that stand here were written by the corrected one.
do $$
declare
    correction interval := (select correction_micros * interval '1 microsecond' from store_clock);
begin
    if correction <> interval '0' then
        update prospect set due_at = due_at - correction where due_at is not null;
        update quota
        set server_reset_at = server_reset_at - correction, closed_until = closed_until - correction,
            probe_until = probe_until - correction, user_since = user_since - correction;
        create temporary table corrected on commit drop as select * from quota_ledger;
        update corrected set slot = slot - correction;
        delete from quota_ledger;
        insert into quota_ledger select * from corrected;
    end if;
end
$$;

drop table store_clock;
