package dev.outreachroutes.backlog;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double, up to a longest one, with jitter so that what failed together does not come back together. */
record BackOff(Duration first, Duration longest) {

    /**
     * The wait after a number of failures in a row.
     *
     * @param failures at least 1
     * @return between half of the doubled wait and all of it
     */
    Duration after(int failures) {
        return after(failures, ThreadLocalRandom.current().nextDouble());
    }

    Duration after(int failures, double jitter) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        long full = Math.min(first.toMillis() << doublings, longest.toMillis());
        return Duration.ofMillis(full / 2 + (long) (full / 2.0 * jitter));
    }
}
