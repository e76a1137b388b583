package dev.outreachroutes.backlog;

import dev.outreachroutes.mapping.Consent;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a prospect stands in a destination, without any value of it.
 *
 * @param pendingSince since when something waits; null when nothing does
 * @param dueAt when something is to be done about it; while claimed the end of the lease; null when nothing is to be done
 * @param claimed whether a request is on the way
 * @param attempts failed requests since the last success
 * @param setAside whether its row could not be read or written, so that it waits for a person
 * @param pending attributes that wait
 * @param refused attributes of which Outreach refused for good what is desired
 * @param withheld attributes that a step of the route took out of the request
 * @param confirmed attributes of which Outreach has confirmed what is desired
 * @param acknowledgedAt when Outreach last confirmed a value of an attribute, to the second; of one that was confirmed last before
 *     this was kept it is not known
 * @param goneSince since when it is known that Outreach does not know the prospect; null when it is not
 * @param withoutConsent what consent is withheld from, {@code *} being everything: the time of the last record
 *     that says so
 */
public record ProspectStanding(
        Instant pendingSince,
        Instant dueAt,
        boolean claimed,
        int attempts,
        boolean setAside,
        Set<String> pending,
        Set<String> refused,
        Set<String> withheld,
        Set<String> confirmed,
        Map<String, Instant> acknowledgedAt,
        Instant goneSince,
        Map<String, Instant> withoutConsent) {

    static ProspectStanding of(ProspectRow row, boolean setAside) {
        Set<String> pending = row.state.pending().keySet();
        Set<String> refused = row.state.refused().keySet();
        Set<String> withheld = row.state.withheld().keySet();
        Set<String> confirmed = new HashSet<>(row.state.desired().keySet());
        List.of(pending, refused, withheld).forEach(confirmed::removeAll);
        return new ProspectStanding(
                row.pendingSince,
                row.dueAt,
                row.claim != null,
                row.attempts,
                setAside,
                Set.copyOf(pending),
                Set.copyOf(refused),
                Set.copyOf(withheld),
                Set.copyOf(confirmed),
                acknowledgedAt(row.state),
                row.goneSince,
                withoutConsent(row.state.consent()));
    }

    private static Map<String, Instant> acknowledgedAt(ProspectState state) {
        Map<String, Instant> times = new HashMap<>();
        state.acknowledgedAt().forEach((attribute, seconds) -> times.put(attribute, Instant.ofEpochSecond(seconds)));
        return Map.copyOf(times);
    }

    /** Whether there is nothing that could wait, be confirmed or be refused. */
    public boolean desiresNothing() {
        return pending.isEmpty() && refused.isEmpty() && withheld.isEmpty() && confirmed.isEmpty();
    }

    private static Map<String, Instant> withoutConsent(ConsentState consent) {
        Map<String, Instant> without = new HashMap<>();
        consent.consents().forEach((what, dated) -> {
            if (Consent.isWithheld(dated)) {
                without.put(what, dated.clock());
            }
        });
        return Map.copyOf(without);
    }
}
