package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BatchStep;
import java.time.Instant;

/** A request of a batch: what one exchange of {@code backlog:...?bulk=true} delivers. */
record BatchDelivery(BatchStep step) implements Leased {

    @Override
    public Instant leaseUntil() {
        return step.leaseUntil();
    }

    /** Without values: consoles show the properties of exchanges. */
    @Override
    public String toString() {
        return step.toString();
    }
}
