package dev.outreachroutes.resync;

import dev.outreachroutes.account.token.ProspectsClient;
import dev.outreachroutes.quota.BackOff;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Outreach is asked what it holds, and what counts where its documentation says nothing.
 *
 * @param pageSize the most prospects of one request, 10 to 1,000. Default 500: Outreach lists 1,000, and has advised 100 to 500 where larger
 *     pages failed
 * @param longestPath the most characters of a request's path, 1,000 to 100,000; a page has fewer prospects if need be. Default 7,000: many
 *     servers and proxies take 8,192 for the whole line
 * @param listLag how far a list of Outreach may be behind; prospects that were delivered within this time before the request are left alone.
 *     Default 1 minute
 * @param patience how long the next page waits at most for what is due to be delivered. Default 5 minutes
 * @param firstBackOff the wait after the first failure; it doubles with each further one. Default 10 seconds
 * @param longestBackOff where the doubling ends. Default 5 minutes
 * @param maxFailures failures in a row after which a resync is given up. Default 20, an hour and a half
 * @param mostListed prospects that one resync lists; more are counted only. Default 10,000
 */
@ConfigurationProperties("outreach.resync")
public record ResyncSettings(
        @DefaultValue("500") int pageSize,
        @DefaultValue("7000") int longestPath,
        @DefaultValue("1m") Duration listLag,
        @DefaultValue("5m") Duration patience,
        @DefaultValue("10s") Duration firstBackOff,
        @DefaultValue("5m") Duration longestBackOff,
        @DefaultValue("20") int maxFailures,
        @DefaultValue("10000") int mostListed) {

    /** Smaller pages are not asked for, however large Outreach says that one is. */
    static final int SMALLEST_PAGE = 10;

    private static final int SHORTEST_PATH = 1_000;
    private static final int LONGEST_PATH = 100_000;

    public ResyncSettings {
        if (pageSize < SMALLEST_PAGE || pageSize > ProspectsClient.LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "outreach.resync.page-size must be from " + SMALLEST_PAGE + " to " + ProspectsClient.LARGEST_PAGE);
        }
        if (longestPath < SHORTEST_PATH || longestPath > LONGEST_PATH) {
            throw new IllegalArgumentException(
                    "outreach.resync.longest-path must be from " + SHORTEST_PATH + " to " + LONGEST_PATH);
        }
        if (listLag.isNegative() || patience.isNegative()) {
            throw new IllegalArgumentException("outreach.resync.list-lag and patience must not be negative");
        }
        if (firstBackOff.isNegative() || firstBackOff.isZero() || longestBackOff.compareTo(firstBackOff) < 0) {
            throw new IllegalArgumentException(
                    "outreach.resync.first-back-off must be longer than zero, and longest-back-off not shorter");
        }
        if (maxFailures < 1 || mostListed < 0) {
            throw new IllegalArgumentException(
                    "outreach.resync.max-failures must be at least 1, and most-listed not negative");
        }
    }

    /** The settings when nothing is configured. */
    public static ResyncSettings defaults() {
        return new ResyncSettings(
                500,
                7_000,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                20,
                10_000);
    }

    BackOff backOff() {
        return new BackOff(firstBackOff, longestBackOff);
    }

    /**
     * How many prospects one request asks for.
     *
     * @param without how many characters of its path name none
     * @param largest their largest number
     */
    int pageSize(int without, long largest) {
        int each = String.valueOf(largest).length() + 1;
        return Math.max(SMALLEST_PAGE, Math.min(pageSize, (longestPath - without) / each));
    }
}
