-- The database's clock is read where it is used, and nobody corrects it.
drop table store_clock;
