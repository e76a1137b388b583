package dev.outreachroutes.backlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many prospects share a request, and how long it is waited for. Outreach documents no limits of batches, so these are ours, and
 * adapt.
 *
 * @param enabled whether bulk requests are made at all. Default true
 * @param fewest prospects that share one; fewer are there sooner by a request for each. Default 20
 * @param most prospects in one; halved when Outreach does not take it, and doubled again after some that it took. Default 1,000
 * @param concurrency the most bulk requests of a destination whose end is awaited, over all replicas. Default 4
 * @param requests what one costs: itself, and the looks at how it gets on. Default 3
 * @param clearing whether one may clear an attribute, by the value null, which Outreach does not document. Default false
 * @param firstLook when it is first asked how it gets on. Default 2 seconds
 * @param longestLook where the waits between these looks end, which double while there is no progress. Default 1 minute
 * @param timeLimit without progress, after which its prospects are sent one by one. Default 15 minutes
 * @param late how long it may still change prospects of which nothing more is heard. Default 10 minutes
 * @param lookAfter how long one is looked after that was given up. Default 1 day
 * @param refused how long none is made when Outreach takes none. Default 1 hour
 */
@ConfigurationProperties("outreach.bulk")
public record BulkSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("20") int fewest,
        @DefaultValue("1000") int most,
        @DefaultValue("4") int concurrency,
        @DefaultValue("3") double requests,
        @DefaultValue("false") boolean clearing,
        @DefaultValue("2s") Duration firstLook,
        @DefaultValue("1m") Duration longestLook,
        @DefaultValue("15m") Duration timeLimit,
        @DefaultValue("10m") Duration late,
        @DefaultValue("1d") Duration lookAfter,
        @DefaultValue("1h") Duration refused) {

    public BulkSettings {
        if (fewest < 2 || most < fewest) {
            throw new IllegalArgumentException(
                    "outreach.bulk.fewest must be at least 2, and outreach.bulk.most not smaller than it");
        }
        if (concurrency < 1 || requests < 1) {
            throw new IllegalArgumentException(
                    "outreach.bulk.concurrency and outreach.bulk.requests must be at least 1");
        }
        if (firstLook.isNegative()
                || firstLook.isZero()
                || longestLook.compareTo(firstLook) < 0
                || timeLimit.compareTo(longestLook) <= 0) {
            throw new IllegalArgumentException("outreach.bulk.first-look must be longer than zero, longest-look not"
                    + " shorter than it, and time-limit longer than that");
        }
        if (late.isNegative() || lookAfter.compareTo(timeLimit) < 0 || refused.isNegative()) {
            throw new IllegalArgumentException("outreach.bulk.late and outreach.bulk.refused must not be negative, and"
                    + " outreach.bulk.look-after not shorter than time-limit");
        }
    }

    /** The settings when nothing is configured. */
    public static BulkSettings defaults() {
        return new BulkSettings(
                true,
                20,
                1_000,
                4,
                3,
                false,
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(15),
                Duration.ofMinutes(10),
                Duration.ofDays(1),
                Duration.ofHours(1));
    }
}
