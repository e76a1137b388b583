package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BacklogSettings;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.outreach.UnavailableException;
import java.time.InstantSource;
import org.apache.camel.Exchange;

/**
 * The last look before a request leaves: a claim that has waited too long, for example because the process stood still, must
 * not be sent any more, since another replica may send the same prospect's next request.
 */
public final class LeaseGuard {

    private final BacklogSettings settings;
    private final InstantSource clock;

    public LeaseGuard(BacklogSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @throws UnavailableException not sent, when the exchange's claim is too old
     */
    public void check(Exchange exchange) {
        Claim claim = exchange.getProperty(BacklogConstants.CLAIM, Claim.class);
        if (claim != null && isTooOld(claim)) {
            throw new UnavailableException("the claim waited too long to be sent", 0, false, null, null);
        }
    }

    boolean isTooOld(Claim claim) {
        return clock.instant()
                .isAfter(claim.leaseUntil().minus(settings.lease()).plus(settings.sendWithin()));
    }
}
