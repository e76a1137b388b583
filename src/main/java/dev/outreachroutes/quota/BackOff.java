package dev.outreachroutes.quota;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits that double, up to a longest one.
 *
 * @param first the wait after the first failure
 * @param longest where the doubling ends
 */
public record BackOff(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 30;

    /**
     * The wait after a number of failures in a row, shortened at random so that what failed together does not come back together.
     *
     * @param failures at least 1
     * @return between half of {@link #whole} and all of it
     */
    public Duration after(int failures) {
        return after(failures, ThreadLocalRandom.current().nextDouble());
    }

    Duration after(int failures, double jitter) {
        long whole = whole(failures).toMillis();
        return Duration.ofMillis(whole / 2 + (long) (whole / 2.0 * jitter));
    }

    /**
     * The wait after a number of failures in a row.
     *
     * @param failures at least 1
     */
    public Duration whole(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS);
        return Duration.ofMillis(Math.min(first.toMillis() << doublings, longest.toMillis()));
    }
}
