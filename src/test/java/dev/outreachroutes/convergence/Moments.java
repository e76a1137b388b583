package dev.outreachroutes.convergence;

import java.time.Instant;

/** The times that records and memberships carry. Every step of a history has a second of its own. */
final class Moments {

    private static final Instant BEGINNING = Instant.parse("2026-03-01T00:00:00Z");

    private Moments() {}

    /** The time of a step, in milliseconds since 1970. */
    static long of(int step) {
        return BEGINNING.plusSeconds(step).toEpochMilli();
    }

    /** A time in the second of an earlier step, which nothing else has: what is said now has become known late. */
    static long late(int earlier, int step) {
        return of(earlier) + 1 + step % 997;
    }

    /** Milliseconds as a point in time. */
    static Instant instant(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
