package dev.outreachroutes.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database's time. So all replicas agree on leases, waits and the quota whatever the clocks of their machines say, and however
 * long a process or its machine stood still. It is asked for when the last answer is older than a second.
 */
public final class DatabaseClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

    /** Less is no matter: leases are longer than what they cover by more than that. */
    private static final Duration A_STEP = Duration.ofSeconds(5);

    private static final long KNOWN_NANOS = Duration.ofSeconds(1).toNanos();

    private final JdbcClient jdbc;
    private volatile Look last;
    private volatile Look stepped;

    /** @param asked before the answer, by this process's timer */
    private record Look(Instant time, long asked, long answered) {

        /** The time now, or a little less. */
        private Instant continued() {
            return time.plusNanos(System.nanoTime() - answered);
        }
    }

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
        Look known = last;
        if (known != null && System.nanoTime() - known.answered() < KNOWN_NANOS) {
            return known.continued();
        }
        try {
            return look().continued();
        } catch (DataAccessException e) {
            if (known == null) {
                throw e;
            }
            LOG.debug("The database's clock cannot be read now");
            return known.continued();
        }
    }

    /**
     * The time now, or a little more, for what must not be done too late. It is asked for each time, however long the answer takes.
     *
     * @throws DataAccessException when the database does not answer
     */
    public Instant atLatest() {
        Look now = look();
        return now.time().plusNanos(System.nanoTime() - now.asked());
    }

    private Look look() {
        long asked = System.nanoTime();
        Instant time = jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        Look before = last;
        Look now = new Look(time, asked, System.nanoTime());
        if (before != null) {
            Duration forward = Duration.between(before.time(), time).minusNanos(now.answered() - before.asked());
            if (forward.compareTo(A_STEP) > 0) {
                stepped = now;
                LOG.warn("The database's clock has gone forward by {} s at once", forward.toSeconds());
            }
        }
        last = now;
        return now;
    }

    /**
     * Whether the database's clock was seen to go forward at once, by more than 5 s, less than so long ago: what ends by that clock may
     * have ended early. A machine that was suspended cannot be told from that.
     */
    public boolean hasSteppedWithin(Duration duration) {
        Look step = stepped;
        return step != null && System.nanoTime() - step.answered() < duration.toNanos();
    }
}
