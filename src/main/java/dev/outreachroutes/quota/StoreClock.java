package dev.outreachroutes.quota;

import dev.outreachroutes.database.Instants;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database's time, so that all replicas agree on leases and quota slots whatever their own clocks say. Between looks at
 * the database it goes on by the process's monotonic timer.
 *
 * <p>It never steps: when the database's clock is moved, by an administrator or because another machine has taken over, the first
 * replica that sees it enters in the database what is to be added from then on. Otherwise an hour forward would free a quota that
 * Outreach still counts, and an hour back would hold every claim for an hour.
 */
public final class StoreClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);
    /** Less is followed: a process may have stood still, and a machine that takes over may be some seconds off. */
    private static final Duration A_STEP = Duration.ofMinutes(1);

    /** How much a process's timer may be off, in nanoseconds for each second: far more than quartz is. */
    private static final long DRIFT = 100_000;

    /** In nanoseconds. A process that starts looks until it is as sure as that, but not for ever. */
    private static final long SURE = Duration.ofMillis(20).toNanos();

    private static final int FIRST_LOOKS = 20;

    private static final String NOW =
            """
            select clock_timestamp() + correction_micros * interval '1 microsecond' as now, correction_micros
            from store_clock
            """;

    private final JdbcTemplate jdbc;
    private final InstantSource own;
    private volatile Reading reading;

    /**
     * @param own this machine's clock
     */
    public StoreClock(JdbcTemplate jdbc, InstantSource own) {
        this.jdbc = jdbc;
        this.own = own;
    }

    @Override
    public Instant instant() {
        Reading known = reading;
        return (known == null ? synchronise() : known).now();
    }

    /** Looks at the database's clock again. While the database is away, or slower than before, the last look goes on counting. */
    public Reading synchronise() {
        Reading before = reading;
        try {
            Reading after = look();
            if (before == null) {
                for (int i = 1; i < FIRST_LOOKS && after.halfOfLook() > SURE; i++) {
                    after = surer(after, look());
                }
            } else if (before.correction() == after.correction()) {
                after = withoutStep(before, surer(before, after));
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

    /** The timer is read when the connection is there: waiting for one, after an outage, may take as long as it likes. */
    private Reading look() {
        return jdbc.execute((ConnectionCallback<Reading>) connection -> {
            try (Statement statement = connection.createStatement()) {
                long asked = System.nanoTime();
                try (ResultSet row = statement.executeQuery(NOW)) {
                    long half = (System.nanoTime() - asked) / 2;
                    row.next();
                    return new Reading(
                            Instants.of(row, "now"),
                            asked + half,
                            own.instant(),
                            row.getLong("correction_micros"),
                            half);
                }
            }
        });
    }

    /** Of two looks that can both be true the one that tells the time more exactly, or else the later one. */
    private static Reading surer(Reading before, Reading after) {
        Duration apart = Duration.between(before.now(), after.now()).abs();
        boolean moved = apart.toNanos() > before.doubt() + after.doubt();
        return moved || after.doubt() <= before.doubt() ? after : before;
    }

    /** Enters a step of the database's clock as something to be taken off it, unless another replica has done so. */
    private Reading withoutStep(Reading before, Reading after) {
        Duration step = Duration.between(before.now(), after.now());
        if (step.abs().compareTo(A_STEP) < 0 || stoodStill(before, after, step)) {
            return after;
        }
        long correction = before.correction() - step.toNanos() / 1_000;
        int corrected = jdbc.update(
                "update store_clock set correction_micros = ? where correction_micros = ?",
                correction,
                before.correction());
        if (corrected == 0) {
            return look();
        }
        LOG.warn(
                "The database's clock has moved by {} s. Deliveries go on by the time before: leases and quota are kept",
                step.toSeconds());
        return new Reading(after.time().minus(step), after.nanoTime(), after.own(), correction, after.halfOfLook());
    }

    private static boolean stoodStill(Reading before, Reading after, Duration step) {
        Duration timer = Duration.ofNanos(after.nanoTime() - before.nanoTime());
        Duration ownStep = Duration.between(before.own(), after.own()).minus(timer);
        return step.minus(ownStep).abs().compareTo(A_STEP.dividedBy(2)) < 0;
    }

    /**
     * One look at the database's clock.
     *
     * @param time what it said
     * @param nanoTime the process's timer at that moment
     * @param own what this machine's own clock said
     * @param correction what it includes besides the database's clock, in microseconds
     * @param halfOfLook in nanoseconds; by so much the moment may have been another
     */
    public record Reading(Instant time, long nanoTime, Instant own, long correction, long halfOfLook) {

        /** By how many nanoseconds it may be off now. */
        private long doubt() {
            return halfOfLook + (System.nanoTime() - nanoTime) / 1_000_000_000 * DRIFT;
        }

        Instant now() {
            return time.plusNanos(System.nanoTime() - nanoTime);
        }
    }
}
