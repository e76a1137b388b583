package dev.outreachroutes.deadletter;

import dev.outreachroutes.database.Outage;
import dev.outreachroutes.log.Seldom;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, now and then and in one line, that the replaying or settling of dead letters has to wait. */
public final class ReplayTrouble implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayTrouble.class);

    private final Seldom lines = new Seldom(Duration.ofMinutes(1));

    /** Whether a replay fails with something that does not pass, see {@link Outage}. */
    public boolean isError(Exchange exchange) {
        Throwable failure = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
        return exchange.getProperty("replay") != null && !Outage.is(failure);
    }

    @Override
    public void process(Exchange exchange) {
        if (lines.times() == 0) {
            return;
        }
        LOG.warn(
                "{}: step {} failed ({}); the dead letters wait and are tried again",
                exchange.getFromRouteId(),
                exchange.getExchangeExtension().getHistoryNodeId(),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                        .getClass()
                        .getSimpleName());
    }
}
