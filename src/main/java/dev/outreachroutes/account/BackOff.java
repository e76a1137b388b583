package dev.outreachroutes.account;

import java.time.Duration;

/** Waits that double from the first to the longest. */
record BackOff(Duration first, Duration longest) {

    static final BackOff OUTAGE = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    static final BackOff REFUSAL = new BackOff(Duration.ofSeconds(60), Duration.ofMinutes(15));

    /**
     * @param failures how many there were in a row before this one
     */
    Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures, 20));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
