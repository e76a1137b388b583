package dev.outreachroutes.intake;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** Says, now and then and in one line, that an intake route waits and for what. */
public final class IntakeTrouble implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeTrouble.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> said = new ConcurrentHashMap<>();

    @Override
    public void process(Exchange exchange) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        String route = exchange.getFromRouteId();
        Long last = said.get(route);
        if (last == null || System.nanoTime() - last > QUIET_NANOS) {
            said.put(route, System.nanoTime());
            LOG.warn(
                    "{}: waiting at step {}; the events stay in Kafka and nothing is skipped. Cause: {}",
                    route,
                    exchange.getExchangeExtension().getHistoryNodeId(),
                    cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
    }
}
