package dev.outreachroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.outreachroutes.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database tells the time. Here its clock is a function that the test replaces. */
class StoreClockTest {

    private final DriverManagerDataSource database =
            new DriverManagerDataSource(TestDatabase.migratedUrl(), "postgres", "");
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private Duration ownStep = Duration.ZERO;
    private final StoreClock clock = new StoreClock(jdbc, () -> Instant.now().plus(ownStep));

    @BeforeEach
    void replaceTheDatabasesClock() {
        jdbc.execute("create schema moved");
        moveDatabasesClock("0 s");
        database.setUrl(database.getUrl() + "&options=-c%20search_path=moved,pg_catalog,public");
    }

    @Test
    void theTimeIsTheDatabasesWhateverTheProcessThinks() {
        moveDatabasesClock("3 h");

        assertThat(clock.instant()).isCloseTo(Instant.now().plus(Duration.ofHours(3)), within(2, ChronoUnit.SECONDS));
    }

    @Test
    void betweenLooksItGoesOnWithoutTheDatabase() {
        Instant first = clock.instant();
        database.setUrl("jdbc:postgresql://localhost:1/nobody");

        Awaitility.await().until(() -> clock.instant().isAfter(first.plusMillis(300)));
        assertThat(clock.synchronise().now())
                .as("a look that fails leaves the last one in place")
                .isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 h", "-1 h"})
    void theTimeGoesOnEvenlyWhenTheDatabasesClockIsMoved(String by) {
        StoreClock other = new StoreClock(jdbc, Instant::now);
        clock.instant();
        other.instant();

        moveDatabasesClock(by);
        clock.synchronise();
        other.synchronise();

        Instant now = Instant.now();
        assertThat(clock.instant()).isCloseTo(now, within(2, ChronoUnit.SECONDS));
        assertThat(other.instant()).isCloseTo(now, within(2, ChronoUnit.SECONDS));
        assertThat(new StoreClock(jdbc, Instant::now).instant())
                .as("a replica that starts later")
                .isCloseTo(now, within(2, ChronoUnit.SECONDS));
    }

    @Test
    void aClockThatIsMovedTwiceIsCorrectedTwice() {
        clock.instant();
        moveDatabasesClock("1 h");
        clock.synchronise();
        moveDatabasesClock("0 s");
        clock.synchronise();

        assertThat(clock.instant()).isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
    }

    /** As after a machine was suspended: its timer did not count that time, its clock was set by what it woke up to. */
    @Test
    void aProcessWhoseTimerStoodStillFollowsTheDatabase() {
        clock.instant();
        moveDatabasesClock("1 h");
        ownStep = Duration.ofHours(1);

        clock.synchronise();

        assertThat(clock.instant()).isCloseTo(Instant.now().plus(Duration.ofHours(1)), within(2, ChronoUnit.SECONDS));
        assertThat(new StoreClock(jdbc, Instant::now).instant())
                .as("nothing is corrected for the others")
                .isCloseTo(Instant.now().plus(Duration.ofHours(1)), within(2, ChronoUnit.SECONDS));
    }

    /** As after an outage, when everybody wants one at once. */
    @Test
    void waitingForAConnectionDoesNotPutTheTimeForward() {
        StoreClock waiting = new StoreClock(
                new JdbcTemplate(new DelegatingDataSource(database) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
                        return super.getConnection();
                    }
                }),
                Instant::now);

        assertThat(waiting.synchronise().now()).isCloseTo(Instant.now(), within(100, ChronoUnit.MILLIS));
    }

    @Test
    void ofTwoLooksTheOneThatTookLongerDoesNotReplaceTheOther() {
        StoreClock.Reading quick = clock.synchronise();
        jdbc.execute(
                """
                create or replace function moved.clock_timestamp() returns timestamptz language sql as
                $$ select pg_sleep(0.4); select pg_catalog.clock_timestamp() $$
                """);

        assertThat(clock.synchronise()).isSameAs(quick);
    }

    @Test
    void aSmallDifferenceIsTakenOver() {
        clock.instant();
        moveDatabasesClock("-3 s");

        clock.synchronise();

        assertThat(clock.instant()).isCloseTo(Instant.now().minusSeconds(3), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void beforeTheFirstLookThereIsNoTime() {
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
