package dev.outreachroutes.backlog;

import dev.outreachroutes.outreach.request.BatchRequest;
import java.time.Instant;
import java.util.List;

/**
 * The right to make one request of a batch, until its lease ends.
 *
 * @param batch as it was when the step was handed out
 * @param request what is to leave
 * @param claims of the prospects, when the request makes the batch; none for the others
 * @param leaseUntil when another replica may make it
 */
public record BatchStep(Batch batch, BatchRequest request, List<Claim> claims, Instant leaseUntil) {

    public BatchStep {
        claims = List.copyOf(claims);
    }

    /** Without values: consoles show the properties of exchanges. */
    @Override
    public String toString() {
        return request.toString();
    }
}
