package dev.outreachroutes.intake;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, now and then and in one line, that an intake route waits and for what. */
public final class IntakeTrouble implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeTrouble.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> said = new ConcurrentHashMap<>();

    @Override
    public void process(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String route = exchange.getFromRouteId();
        Long last = said.get(route);
        if (last == null || System.nanoTime() - last > QUIET_NANOS) {
            said.put(route, System.nanoTime());
            LOG.warn(
                    "{}: waiting at step {}; the events stay in Kafka and nothing is skipped. Cause: {}",
                    route,
                    exchange.getExchangeExtension().getHistoryNodeId(),
                    rootMessage(failure));
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
