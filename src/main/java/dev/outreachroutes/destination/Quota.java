package dev.outreachroutes.destination;

import java.time.Duration;

/**
 * Requests that Outreach grants a user in a period: documented as 10,000 an hour.
 *
 * @param requests at least 1
 * @param period longer than zero
 */
public record Quota(int requests, Duration period) {

    /** What Outreach documents: 10,000 requests per one-hour period and user. */
    public static final Quota DOCUMENTED = new Quota(10_000, Duration.ofHours(1));

    public Quota {
        if (requests < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("a quota is at least one request in a period longer than zero");
        }
    }
}
