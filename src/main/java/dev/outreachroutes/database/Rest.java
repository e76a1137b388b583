package dev.outreachroutes.database;

import java.time.Duration;

/**
 * Has what is looked at regularly looked at seldom while there is nothing to do, so that an idle replica leaves the database alone. What
 * another replica begins meanwhile is seen when the rest is over.
 *
 * <p>To be begun before a look, and ended behind one that found something: then nothing is missed that ends it in between. May be used by
 * several threads.
 */
public final class Rest {

    private static final long NANOS = Duration.ofSeconds(10).toNanos();

    private volatile long until = System.nanoTime();

    /** Whether it is time to look. */
    public boolean isOver() {
        return System.nanoTime() - until >= 0;
    }

    /** Nothing is to be done for ten seconds. */
    public void begin() {
        until = System.nanoTime() + NANOS;
    }

    /** There is something to do. */
    public void end() {
        until = System.nanoTime();
    }
}
