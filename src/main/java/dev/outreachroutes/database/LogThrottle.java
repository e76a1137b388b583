package dev.outreachroutes.database;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When to log a line about something that may happen often: the first time at once, and then once in a span of time at most. */
public final class LogThrottle {

    private final long quietNanos;
    private final LongSupplier nanoTime;
    private long untold;
    private boolean told;
    private long toldAt;

    /** @param quiet the shortest time between two lines */
    public LogThrottle(Duration quiet) {
        this(quiet, System::nanoTime);
    }

    LogThrottle(Duration quiet, LongSupplier nanoTime) {
        this.quietNanos = quiet.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Takes note that it has happened.
     *
     * @return how often since the last line, this time included, when a line is due; 0 when none is
     */
    public synchronized long times() {
        untold++;
        long now = nanoTime.getAsLong();
        if (told && now - toldAt < quietNanos) {
            return 0;
        }
        long times = untold;
        told = true;
        toldAt = now;
        untold = 0;
        return times;
    }
}
