package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.outreach.request.ProspectRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A request and the claims that it answers for: what one exchange of the {@code backlog:} component delivers. It may leave while
 * the oldest of its claims may, and its end settles each of them.
 *
 * @param request what is to leave, what left, and what Outreach answered
 * @param claims at least one
 */
record Delivery(ProspectRequest request, List<Claim> claims) implements Leased {

    Delivery {
        claims = List.copyOf(claims);
        if (claims.isEmpty()) {
            throw new IllegalArgumentException("A request without a claim must not leave");
        }
    }

    /** When another replica may claim the first of its prospects. */
    @Override
    public Instant leaseUntil() {
        return claims.stream()
                .map(Claim::leaseUntil)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Failed requests since the last success, of the claim that has most of them. */
    int attempts() {
        return claims.stream().mapToInt(Claim::attempts).max().orElseThrow();
    }

    /** Without values: consoles show the properties of exchanges. */
    @Override
    public String toString() {
        return request + ", for " + claims.size() + (claims.size() == 1 ? " claim" : " claims");
    }
}
