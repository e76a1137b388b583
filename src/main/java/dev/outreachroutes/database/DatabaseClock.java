package dev.outreachroutes.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database's time, asked for whenever it is used. So all replicas agree on leases, waits and the quota whatever the clocks of
 * their machines say, and however long a process or its machine stood still.
 */
public final class DatabaseClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

    /** Less is no matter: leases are longer than what they cover by more than that. */
    private static final Duration A_STEP = Duration.ofSeconds(5);

    private final JdbcTemplate jdbc;
    private volatile Look last;
    private volatile Look stepped;

    private record Look(Instant time, long nanoTime) {}

    public DatabaseClock(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The time; while the database does not answer, that of its last answer and what this process's timer has counted since.
     *
     * @throws DataAccessException when it has not answered yet
     */
    @Override
    public Instant instant() {
        try {
            return read();
        } catch (DataAccessException e) {
            Look known = last;
            if (known == null) {
                throw e;
            }
            LOG.debug("The database's clock cannot be read now");
            return known.time().plusNanos(System.nanoTime() - known.nanoTime());
        }
    }

    /**
     * The time, for what must not be done by a time that is only supposed.
     *
     * @throws DataAccessException when the database does not answer
     */
    public Instant read() {
        long asked = System.nanoTime();
        Instant time = jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class)
                .toInstant();
        Look before = last;
        last = new Look(time, asked);
        if (before != null) {
            Duration forward = Duration.between(before.time(), time).minusNanos(System.nanoTime() - before.nanoTime());
            if (forward.compareTo(A_STEP) > 0) {
                stepped = last;
                LOG.warn("The database's clock has gone forward by {} s at once", forward.toSeconds());
            }
        }
        return time;
    }

    /**
     * Whether the database's clock was seen to go forward at once, by more than 5 s, less than so long ago: what ends by that clock may
     * have ended early. A machine that was suspended cannot be told from that.
     */
    public boolean hasSteppedWithin(Duration duration) {
        Look step = stepped;
        return step != null && System.nanoTime() - step.nanoTime() < duration.toNanos();
    }
}
