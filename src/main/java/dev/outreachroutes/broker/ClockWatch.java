package dev.outreachroutes.broker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Replaces every client of Kafka when this machine's clock is set back. Kafka's clients measure their waits by that clock: a wait that
 * has begun lasts until the clock has come to where it was, so a client that is about to connect, or to send a heartbeat, would
 * stand still for an hour when the clock is an hour back. Nothing is lost by it: what is not committed is read again.
 */
class ClockWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    /** What is set back by less makes a client wait no longer than a broker that is slow. */
    private static final Duration FELT = Duration.ofSeconds(5);

    /** What a producer has not written by then is given up when it is closed, and written again by the next. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final CamelContext camel;
    private final OpenConsumers consumers;
    private final BrokerHealthIndicator health;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Set<String> toStartAnew = new LinkedHashSet<>();
    private long aheadOfTimer;

    /**
     * @param clock this machine's
     * @param nanoTime as {@link System#nanoTime()}, which nobody sets
     */
    ClockWatch(
            CamelContext camel,
            OpenConsumers consumers,
            BrokerHealthIndicator health,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.camel = camel;
        this.consumers = consumers;
        this.health = health;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.aheadOfTimer = aheadOfTimer();
    }

    private long aheadOfTimer() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    /** Called every second. */
    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    synchronized void look() {
        long now = aheadOfTimer();
        Duration back = Duration.ofMillis(aheadOfTimer - now);
        aheadOfTimer = now;
        if (back.compareTo(FELT) >= 0) {
            LOG.warn(
                    "This machine's clock was set back by {} s. Kafka's clients wait by that clock, so others take their place",
                    back.toSeconds());
            consumers.giveUp();
            health.startAnew();
            camel.getRoutes().stream()
                    .filter(ClockWatch::writesToKafka)
                    .map(Route::getRouteId)
                    .filter(id -> camel.getRouteController().getRouteStatus(id).isStarted())
                    .forEach(toStartAnew::add);
        }
        toStartAnew.removeIf(this::startAnew);
    }

    private static boolean writesToKafka(Route route) {
        return route.filter("*").stream()
                .anyMatch(step -> step instanceof EndpointAware aware && aware.getEndpoint() instanceof KafkaEndpoint);
    }

    private boolean startAnew(String route) {
        try {
            camel.getRouteController().stopRoute(route, LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
            camel.getRouteController().startRoute(route);
            return true;
        } catch (Exception e) {
            LOG.warn("{}: could not be started anew and is tried again: {}", route, e.toString());
            return false;
        }
    }
}
