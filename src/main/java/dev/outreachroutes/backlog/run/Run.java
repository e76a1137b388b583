package dev.outreachroutes.backlog.run;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What came for a destination in an hour or a day, and what became of it. {@code docs/runs.md} says what each number means.
 *
 * @param hour when it began
 * @param received profiles read
 * @param unreadable records of which something could not be read
 * @param excluded what asked for nothing we may send, by reason
 * @param queued changes that made a prospect pending
 * @param merged changes folded into a prospect that was pending already
 * @param unchanged changes that desired nothing new
 * @param forgotten changes that were not taken in, since their prospect was forgotten after they were written
 * @param delivered deliveries that Outreach has confirmed
 * @param failed deliveries given up
 * @param withheld attributes that a step of the route took out of requests
 * @param requests that left
 * @param pending prospects of which something waited at its end; null when nobody looked then
 */
public record Run(
        Instant hour,
        long received,
        long unreadable,
        Map<String, Long> excluded,
        long queued,
        long merged,
        long unchanged,
        long forgotten,
        long delivered,
        long failed,
        long withheld,
        long requests,
        Long pending) {

    public Run {
        excluded = Map.copyOf(excluded);
    }

    /** An hour or day in which nothing came and nothing went, but something waited at its end. */
    static Run of(Instant hour, long pending) {
        return new Run(hour, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, pending);
    }

    /** All that was excluded, for whatever reason. */
    public long allExcluded() {
        return excluded.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The share, 0 to 1, of what was taken in, queued or not, in that and all that was excluded, unreadable or given up; nothing when there
     * was none of it.
     */
    public OptionalDouble activationRate() {
        return share(taken(), all());
    }

    /** The share, 0 to 1, of what was excluded in the same whole. */
    public OptionalDouble excludedRate() {
        return share(allExcluded(), all());
    }

    /** The share, 0 to 1, of what was given up in all deliveries that ended; nothing when none did. */
    public OptionalDouble failureRate() {
        return share(failed, ended());
    }

    /** What an activation is the share in. */
    public long all() {
        return taken() + allExcluded() + unreadable + failed;
    }

    /** Deliveries that ended, in one way or the other. */
    public long ended() {
        return delivered + failed;
    }

    private long taken() {
        return queued + merged + unchanged;
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
