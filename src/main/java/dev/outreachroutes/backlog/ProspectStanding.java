package dev.outreachroutes.backlog;

import java.time.Instant;
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
 */
public record ProspectStanding(
        Instant pendingSince,
        Instant dueAt,
        boolean claimed,
        int attempts,
        boolean setAside,
        Set<String> pending,
        Set<String> refused,
        Set<String> withheld) {

    static ProspectStanding of(ProspectRow row, boolean setAside) {
        return new ProspectStanding(
                row.pendingSince,
                row.dueAt,
                row.claim != null,
                row.attempts,
                setAside,
                Set.copyOf(row.state.pending().keySet()),
                Set.copyOf(row.state.refused().keySet()),
                Set.copyOf(row.state.withheld().keySet()));
    }
}
