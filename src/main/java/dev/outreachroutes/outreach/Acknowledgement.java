package dev.outreachroutes.outreach;

import java.util.Set;

/**
 * The evidence that Outreach applied a change: its 2xx for this very prospect.
 *
 * @param prospectId Outreach's number for the prospect
 * @param status the HTTP status, 200 to 299
 * @param rateLimit what the answer says of the user's quota
 * @param notApplied segment statuses of which the answer shows another value than was sent: to these it is no evidence
 */
public record Acknowledgement(long prospectId, int status, RateLimit rateLimit, Set<String> notApplied) {

    public Acknowledgement {
        notApplied = Set.copyOf(notApplied);
    }
}
