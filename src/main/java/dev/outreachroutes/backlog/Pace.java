package dev.outreachroutes.backlog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spaces the requests of a destination evenly, in this process: at 100 a second each has its turn 10 ms after the one before. Turns
 * that nobody took are not made up for. Measured by the machine's timer, which goes on evenly when its clock is set; Camel's Throttle
 * step measures by the clock, and stands still for an hour when that is set back by one.
 */
public final class Pace {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<String, Long> nextTurn = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime()} */
    public Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes the next turn.
     *
     * @param perSecond the most requests in a second, at least 1
     * @return milliseconds until that turn; what is left of one is not waited for
     */
    public long untilTurn(String destination, int perSecond) {
        long now = nanoTime.getAsLong();
        long between = SECOND / perSecond;
        long turn =
                nextTurn.compute(destination, (name, next) -> (next == null || next - now < 0 ? now : next) + between)
                        - between;
        return TimeUnit.NANOSECONDS.toMillis(turn - now);
    }
}
