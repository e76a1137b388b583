package dev.outreachroutes.outreach;

import java.util.Set;

/**
 * The evidence that Outreach applied a change: its 2xx for this very prospect.
 *
 * @param prospectId Outreach's number for the prospect
 * @param status the HTTP status, 200 to 299
 * @param notApplied segment statuses of which the answer shows another value than was sent: to these it is no evidence
 */
public record Acknowledgement(long prospectId, int status, Set<String> notApplied) {

    public Acknowledgement {
        if (prospectId < 1 || status < 200 || status > 299) {
            throw new IllegalArgumentException(
                    "Only a 2xx for a prospect is evidence, not " + status + " for prospect " + prospectId);
        }
        notApplied = Set.copyOf(notApplied);
    }
}
