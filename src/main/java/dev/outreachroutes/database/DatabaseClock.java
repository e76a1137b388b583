package dev.outreachroutes.database;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database's time, asked for whenever it is used. So all replicas agree on leases, waits and the quota whatever the clocks of
 * their machines say, and however long a process or its machine stood still.
 */
public final class DatabaseClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

    private final JdbcClient jdbc;
    private volatile Look last;

    private record Look(Instant time, long nanoTime) {}

    public DatabaseClock(JdbcClient jdbc) {
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
        Instant time = jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        last = new Look(time, System.nanoTime());
        return time;
    }
}
