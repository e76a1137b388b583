package dev.outreachroutes.backlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How deliveries wait and try again. The lease must outlast {@code sendWithin}, the longest request and the settle time together.
 *
 * @param lease how long a claim holds its prospect; after a crash it is tried again when this is over. Default 2 minutes
 * @param sendWithin how long after the claim its request may still be sent. Default 45 seconds
 * @param longestRequest when a request is given up whose answer is not there as a whole. What the time-outs of the HTTP component
 *     add up to. Default 40 seconds
 * @param settleTime how long an unanswered request may still be applied by Outreach. Default 15 seconds
 * @param firstBackOff the wait after the first failure; it doubles with each further one. Default 2 seconds
 * @param longestBackOff where the doubling ends. Default 5 minutes
 * @param longestAccountBackOff where it ends for an account that waits because nothing succeeds. Shorter, since one request that
 *     goes ahead tells of all prospects, and what fails may be about a few of them. Default 30 seconds
 * @param maxAttempts failures in a row after which a prospect change becomes a dead letter. Default 1,000, two to three days
 * @param quotaFallback the wait after a 429 that does not say how long. Default 1 minute
 * @param forbiddenInARow prospects in a row that Outreach forbids (403), without taking any in between, after which the destination is
 *     paused. Default 10
 * @param rejectedInARow the same for every other refusal. Default 100
 * @param priorityAge how much longer an entry must have waited than an exit to go before it, and what no event asked for than an entry.
 *     Default 1 day
 */
@ConfigurationProperties("outreach.backlog")
public record BacklogSettings(
        @DefaultValue("2m") Duration lease,
        @DefaultValue("45s") Duration sendWithin,
        @DefaultValue("40s") Duration longestRequest,
        @DefaultValue("15s") Duration settleTime,
        @DefaultValue("2s") Duration firstBackOff,
        @DefaultValue("5m") Duration longestBackOff,
        @DefaultValue("30s") Duration longestAccountBackOff,
        @DefaultValue("1000") int maxAttempts,
        @DefaultValue("1m") Duration quotaFallback,
        @DefaultValue("10") int forbiddenInARow,
        @DefaultValue("100") int rejectedInARow,
        @DefaultValue("1d") Duration priorityAge) {

    public BacklogSettings {
        requireLongerThanZero("lease", lease);
        requireLongerThanZero("send-within", sendWithin);
        requireLongerThanZero("longest-request", longestRequest);
        if (settleTime.isNegative()) {
            throw new IllegalArgumentException("outreach.backlog.settle-time must not be negative");
        }
        requireLongerThanZero("first-back-off", firstBackOff);
        if (longestBackOff.compareTo(firstBackOff) < 0) {
            throw new IllegalArgumentException(
                    "outreach.backlog.longest-back-off must not be shorter than first-back-off");
        }
        requireLongerThanZero("longest-account-back-off", longestAccountBackOff);
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("outreach.backlog.max-attempts must be at least 1");
        }
        requireLongerThanZero("quota-fallback", quotaFallback);
        if (forbiddenInARow < 1 || rejectedInARow < 1) {
            throw new IllegalArgumentException(
                    "outreach.backlog.forbidden-in-a-row and rejected-in-a-row must be at least 1");
        }
        if (priorityAge.isNegative()) {
            throw new IllegalArgumentException("outreach.backlog.priority-age must not be negative");
        }
        Duration needed = sendWithin.plus(longestRequest).plus(settleTime);
        if (lease.compareTo(needed) <= 0) {
            throw new IllegalArgumentException("outreach.backlog.lease (" + lease.toSeconds()
                    + " s) must be longer than send-within, longest-request and settle-time together ("
                    + needed.toSeconds() + " s)");
        }
    }

    private static void requireLongerThanZero(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("outreach.backlog." + name + " must be longer than zero");
        }
    }

    /** The settings when nothing is configured. */
    public static BacklogSettings defaults() {
        return new BacklogSettings(
                Duration.ofMinutes(2),
                Duration.ofSeconds(45),
                Duration.ofSeconds(40),
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                1_000,
                Duration.ofMinutes(1),
                10,
                100,
                Duration.ofDays(1));
    }
}
