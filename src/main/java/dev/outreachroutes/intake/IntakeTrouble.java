package dev.outreachroutes.intake;

import dev.outreachroutes.log.Cause;
import dev.outreachroutes.log.Seldom;
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
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Map<String, Seldom> lines = new ConcurrentHashMap<>();

    @Override
    public void process(Exchange exchange) {
        String route = exchange.getFromRouteId();
        if (lines.computeIfAbsent(route, name -> new Seldom(BETWEEN_LINES)).times() > 0) {
            LOG.warn(
                    "{}: waiting at step {}; the events stay in Kafka and nothing is skipped. Cause: {}",
                    route,
                    exchange.getExchangeExtension().getHistoryNodeId(),
                    Cause.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        }
    }
}
