package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BacklogSettings;
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
     * @throws UnavailableException not sent, when a claim of the exchange is too old
     */
    public void check(Exchange exchange) {
        Leased delivery = exchange.getProperty(BacklogConstants.DELIVERY, Leased.class);
        if (delivery != null && isTooOld(delivery)) {
            throw new UnavailableException("the claim waited too long to be sent", 0, false, null, null);
        }
    }

    boolean isTooOld(Leased delivery) {
        return clock.instant()
                .isAfter(delivery.leaseUntil().minus(settings.lease()).plus(settings.sendWithin()));
    }
}
