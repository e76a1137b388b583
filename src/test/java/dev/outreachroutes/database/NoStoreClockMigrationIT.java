package dev.outreachroutes.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class NoStoreClockMigrationIT {

    private final String url = TestDatabase.url();
    private final JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));

    /** Slots that fall on each other's places on the way. */
    @Test
    void timesOfACorrectedClockAreTheDatabasesFromNowOn() {
        migrate("14");
        jdbc.update("update store_clock set correction_micros = -60000000");
        jdbc.update(
                """
                insert into prospect (destination, prospect_id, desired, pending_since, due_at)
                values ('emea-sales', 1, '{}', '2026-11-27 10:00Z', '2026-11-27 10:02Z'), ('emea-sales', 2, '{}', null, null)
                """);
        jdbc.update("insert into quota (account, closed_until) values ('emea-ops', '2026-11-27 10:30Z')");
        jdbc.update(
                """
                insert into quota_ledger (account, slot, in_flight, requests)
                select 'emea-ops', '2026-11-27 10:00Z'::timestamptz + n * interval '30 s', false, n from generate_series(1, 8) n
                """);

        migrate("15");

        assertThat(jdbc.queryForObject(
                        "select due_at = '2026-11-27 10:03Z' from prospect where prospect_id = 1", Boolean.class))
                .isTrue();
        assertThat(jdbc.queryForObject("select closed_until = '2026-11-27 10:31Z' from quota", Boolean.class))
                .isTrue();
        assertThat(jdbc.queryForList(
                        "select requests from quota_ledger where slot >= '2026-11-27 10:01:30Z' order by slot",
                        Integer.class))
                .isEqualTo(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    }

    @Test
    void withoutACorrectionNothingMoves() {
        migrate("14");
        jdbc.update("insert into quota (account, closed_until) values ('emea-ops', '2026-11-27 10:30Z')");

        migrate("15");

        assertThat(jdbc.queryForObject("select closed_until = '2026-11-27 10:30Z' from quota", Boolean.class))
                .isTrue();
    }

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(url, "postgres", "")
                .target(version)
                .load()
                .migrate();
    }
}
