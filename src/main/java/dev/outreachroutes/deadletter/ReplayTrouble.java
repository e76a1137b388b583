package dev.outreachroutes.deadletter;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, now and then and in one line, that the replaying or settling of dead letters has to wait. */
public final class ReplayTrouble implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayTrouble.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private boolean said;
    private long saidNanos;

    @Override
    public synchronized void process(Exchange exchange) {
        if (said && System.nanoTime() - saidNanos < QUIET_NANOS) {
            return;
        }
        said = true;
        saidNanos = System.nanoTime();
        LOG.warn(
                "{}: step {} failed ({}); the dead letters wait and are tried again",
                exchange.getFromRouteId(),
                exchange.getExchangeExtension().getHistoryNodeId(),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                        .getClass()
                        .getSimpleName());
    }
}
