package dev.outreachroutes.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.outreachroutes.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database tells the time. Here its clock is a function that the test replaces. */
class DatabaseClockIT {

    private final DriverManagerDataSource database =
            new DriverManagerDataSource(TestDatabase.migratedUrl(), "postgres", "");
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final DatabaseClock clock = new DatabaseClock(JdbcClient.create(jdbc));

    @BeforeEach
    void replaceTheDatabasesClock() {
        jdbc.execute("create schema moved");
        moveDatabasesClock("0 s");
        database.setUrl(database.getUrl() + "&options=-c%20search_path=moved,pg_catalog,public");
    }

    @Test
    void theTimeIsTheDatabasesAtThatMomentWhateverTheProcessThinks() {
        assertThat(clock.instant()).isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));

        moveDatabasesClock("3 h");

        assertThat(clock.atLatest()).isCloseTo(Instant.now().plus(Duration.ofHours(3)), within(2, ChronoUnit.SECONDS));
        assertThat(clock.instant()).isCloseTo(Instant.now().plus(Duration.ofHours(3)), within(2, ChronoUnit.SECONDS));
    }

    @Test
    void aStepForwardIsNoticedByWhoeverReadsTheClockNext() {
        clock.atLatest();
        assertThat(clock.hasSteppedWithin(Duration.ofMinutes(2))).isFalse();

        moveDatabasesClock("1 h");
        clock.atLatest();

        assertThat(clock.hasSteppedWithin(Duration.ofMinutes(2))).isTrue();
        assertThat(clock.hasSteppedWithin(Duration.ZERO)).as("it is forgotten").isFalse();
    }

    @Test
    void aStepBackIsNone() {
        moveDatabasesClock("1 h");
        clock.atLatest();
        moveDatabasesClock("0 s");
        clock.atLatest();

        assertThat(clock.hasSteppedWithin(Duration.ofMinutes(2))).isFalse();
    }

    @Test
    void whileTheDatabaseIsAwayTheTimeGoesOnAndIsNotTakenForTheDatabases() {
        Instant first = clock.instant();
        database.setUrl("jdbc:postgresql://localhost:1/nobody");

        Awaitility.await().until(() -> clock.instant().isAfter(first.plusMillis(300)));
        assertThat(clock.instant()).isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
        assertThatThrownBy(clock::atLatest).isInstanceOf(DataAccessException.class);
    }

    @Test
    void beforeTheFirstAnswerThereIsNoTime() {
        database.setUrl("jdbc:postgresql://localhost:1/nobody");

        assertThatThrownBy(clock::instant).isInstanceOf(DataAccessException.class);
    }

    private void moveDatabasesClock(String by) {
        jdbc.execute(
                """
                create or replace function moved.clock_timestamp() returns timestamptz language sql as
                $$ select pg_catalog.clock_timestamp() + interval '%s' $$
                """
                        .formatted(by));
    }
}
