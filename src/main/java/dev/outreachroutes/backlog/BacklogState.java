package dev.outreachroutes.backlog;

import dev.outreachroutes.quota.Pauses;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a destination's backlog stands.
 *
 * @param at when this was so
 * @param pending prospects whose desired and acknowledged attributes differ
 * @param oldestPending since when the longest waiting of them is pending; null when none is
 * @param blocked prospects that wait for blocked mappings only; they are not among the pending ones
 * @param withheld prospects of which a route's step took something out of the request
 * @param statusesToRenew prospects that are still to be made pending, since their statuses are configured to be sent otherwise
 * @param pause why delivery is paused; empty when it is not
 */
public record BacklogState(
        Instant at,
        long pending,
        Instant oldestPending,
        long blocked,
        long withheld,
        long statusesToRenew,
        Optional<Pauses.Pause> pause) {

    /** How long the longest waiting prospect has been pending; zero when none is. */
    public Duration oldestAge() {
        Duration age = oldestPending == null ? Duration.ZERO : Duration.between(oldestPending, at);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
