package dev.outreachroutes.kafka;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** In the place of a route's name: the client that asks how the brokers are. */
    private static final String HEALTH = "";

    private final CamelContext camel;
    private final OpenConsumers consumers;
    private final BrokerHealthIndicator health;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor work;
    private final Set<String> toStartAnew = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean working = new AtomicBoolean();
    private long aheadOfTimer;
    private ScheduledExecutorService looks;

    /**
     * @param clock this machine's
     * @param nanoTime as {@link System#nanoTime()}, which nobody sets
     * @param work does what may take its time
     */
    ClockWatch(
            CamelContext camel,
            OpenConsumers consumers,
            BrokerHealthIndicator health,
            InstantSource clock,
            LongSupplier nanoTime,
            Executor work) {
        this.camel = camel;
        this.consumers = consumers;
        this.health = health;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.work = work;
        this.aheadOfTimer = aheadOfTimer();
    }

    private long aheadOfTimer() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    /** From now on it looks. It is no {@code Lifecycle}: Spring would start Camel before it, and before there are routes. */
    void start() {
        looks = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "clock-watch"));
        looks.scheduleWithFixedDelay(this::lookSafely, 1, 1, TimeUnit.SECONDS);
    }

    static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void stop() {
        looks.shutdownNow();
    }

    private void lookSafely() {
        try {
            look();
        } catch (Throwable e) {
            // Otherwise nobody would look again.
            LOG.warn("The clock could not be looked at, or nothing be done about it; the next look is in a second", e);
        }
    }

    /**
     * Called every second, by a thread that does nothing else: a clock that is put forward and back again while it waits for
     * something would not be noticed, and every client that took a note of the time in between would stand still.
     */
    void look() {
        long now = aheadOfTimer();
        Duration back = Duration.ofMillis(aheadOfTimer - now);
        aheadOfTimer = now;
        if (back.compareTo(FELT) >= 0) {
            LOG.warn(
                    "This machine's clock was set back by {} s. Kafka's clients wait by that clock, so others take their place",
                    back.toSeconds());
            consumers.giveUp();
            toStartAnew.add(HEALTH);
            camel.getRoutes().stream()
                    .filter(ClockWatch::writesToKafka)
                    .map(Route::getRouteId)
                    .filter(id -> camel.getRouteController().getRouteStatus(id).isStarted())
                    .forEach(toStartAnew::add);
        }
        if (!toStartAnew.isEmpty() && working.compareAndSet(false, true)) {
            try {
                work.execute(this::startAnew);
            } catch (Throwable e) {
                working.set(false);
                throw e;
            }
        }
    }

    private void startAnew() {
        try {
            for (String each : Set.copyOf(toStartAnew)) {
                toStartAnew.remove(each);
                if (!startAnew(each)) {
                    toStartAnew.add(each);
                }
            }
        } finally {
            working.set(false);
        }
    }

    private static boolean writesToKafka(Route route) {
        return route.filter("*").stream()
                .anyMatch(step -> step instanceof EndpointAware aware && aware.getEndpoint() instanceof KafkaEndpoint);
    }

    private boolean startAnew(String route) {
        try {
            if (route.equals(HEALTH)) {
                health.startAnew();
                return true;
            }
            camel.getRouteController().stopRoute(route, LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
            camel.getRouteController().startRoute(route);
            return true;
        } catch (Exception e) {
            LOG.warn(
                    "{}: could not be started anew and is tried again: {}",
                    route.equals(HEALTH) ? "The client of the health" : route,
                    e.toString());
            return false;
        }
    }
}
