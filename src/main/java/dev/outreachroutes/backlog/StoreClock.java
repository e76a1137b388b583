package dev.outreachroutes.backlog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database's time, so that all replicas agree on leases and quota slots whatever their own clocks say. Between looks at
 * the database it goes on by the process's monotonic timer.
 */
public final class StoreClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(5);

    /** A slower look does not tell when in its course the clock was read. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final JdbcTemplate jdbc;
    private volatile Reading reading;

    public StoreClock(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Instant instant() {
        Reading known = reading;
        return (known == null ? synchronise() : known).now();
    }

    /** Looks at the database's clock again. While the database is away the last look goes on counting. */
    public Reading synchronise() {
        Reading before = reading;
        try {
            long asked = System.nanoTime();
            Instant time = jdbc.queryForObject(
                    "select clock_timestamp() as now", (row, number) -> ProspectRow.instant(row, "now"));
            long took = System.nanoTime() - asked;
            if (before != null && took > LONGEST_LOOK.toNanos()) {
                return before;
            }
            Reading after = new Reading(time, asked + took / 2);
            Duration step = before == null ? Duration.ZERO : Duration.between(before.now(), after.now());
            if (step.abs().compareTo(WORTH_A_WORD) > 0) {
                LOG.warn("The database's clock has moved by {} s", step.toSeconds());
            }
            reading = after;
            return after;
        } catch (DataAccessException e) {
            if (before == null) {
                throw e;
            }
            LOG.debug("The database's clock cannot be read now");
            return before;
        }
    }

    /**
     * One look at the database's clock.
     *
     * @param time what it said
     * @param nanoTime the process's timer at that moment
     */
    public record Reading(Instant time, long nanoTime) {

        Instant now() {
            return time.plusNanos(System.nanoTime() - nanoTime);
        }
    }
}
