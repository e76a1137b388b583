package dev.outreachroutes.backlog.camel;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many claims a process holds: one for each delivering thread, and besides as many as are sent within a moment, so that no thread
 * idles while the next are claimed and many share a transaction. No more, because a crash holds back the prospects of all, and
 * counts a request for each, until their lease ends.
 */
final class ClaimPrefetch {

    private static final double SECONDS_AHEAD = 0.25;
    private static final int MOST_FOR_EACH_THREAD = 16;

    private final int threads;
    private final IntSupplier pace;
    private double perSecond;
    private long lookedAt;

    /**
     * @param threads delivering ones
     * @param pace the most requests per second that the route lets go, asked at each use
     * @param now {@code System.nanoTime()}
     */
    ClaimPrefetch(int threads, IntSupplier pace, long now) {
        this.threads = threads;
        this.pace = pace;
        this.lookedAt = now;
    }

    /** Takes note of the claims that ended since the last time; the last second counts. */
    void ended(int claims, long now) {
        double seconds = Math.max(1, now - lookedAt) / (double) TimeUnit.SECONDS.toNanos(1);
        lookedAt = now;
        perSecond += (1 - Math.exp(-seconds)) * (claims / seconds - perSecond);
    }

    /** The most to hold now, those under way among them. */
    int most() {
        int most = Math.max(threads, Math.min(threads * MOST_FOR_EACH_THREAD, pace.getAsInt()));
        return (int) Math.min(most, threads + Math.round(perSecond * SECONDS_AHEAD));
    }
}
