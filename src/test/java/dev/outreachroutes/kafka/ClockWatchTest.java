package dev.outreachroutes.kafka;

import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.Events;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.RuntimeFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Kafka's clients do not stand still when the machine's clock is set back. */
class ClockWatchTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    /** Two of the one destination, and that of the commands. */
    private static final int CONSUMERS = 3;

    private static final String TOPIC = "dead-letters.topic";

    private static RuntimeFixture fixture;
    private static CamelContext camel;
    private static OpenConsumers consumers;
    private static BrokerHealthIndicator health;
    private static final List<String> started = new CopyOnWriteArrayList<>();

    private final MovableClock clock = MovableClock.fixed();
    private final AtomicLong timer = new AtomicLong();
    private ClockWatch watch = new ClockWatch(camel, consumers, health, clock, timer::get, Runnable::run);

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {});
        ConfigurableApplicationContext replica = fixture.start();
        camel = replica.getBean(CamelContext.class);
        consumers = replica.getBean(OpenConsumers.class);
        health = replica.getBean(BrokerHealthIndicator.class);
        camel.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.RouteStartedEvent route) {
                    started.add(route.getRoute().getRouteId());
                }
            }
        });
    }

    @BeforeEach
    void forget() {
        started.clear();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void everyClientOfKafkaIsReplacedAndNoRouteElseIsStarted() {
        Set<PatientConsumer> before = all();
        after(Duration.ofSeconds(1), Duration.ofHours(-1));
        assertThat(started).containsExactly(TOPIC);
        awaitOthersThan(before);

        fixture.send(List.of(Events.event(48213, Events.HOT, "realized", 1)));
        await(SOON).until(() -> fixture.patches().size() == 1);
        health.look();
        assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void whatTakesItsTimeHoldsUpNoLookAtTheClock() {
        List<Runnable> work = new ArrayList<>();
        watch = new ClockWatch(camel, consumers, health, clock, timer::get, work::add);
        for (int i = 0; i < 2; i++) {
            Set<PatientConsumer> before = all();
            after(Duration.ofSeconds(1), Duration.ofHours(1));
            after(Duration.ofSeconds(1), Duration.ofHours(-1));
            await(SOON)
                    .until(() ->
                            consumers.now().size() == before.size() && Collections.disjoint(consumers.now(), before));
        }
        assertThat(work).hasSize(1);
        assertThat(started).isEmpty();

        work.get(0).run();
        assertThat(started).containsExactly(TOPIC);
    }

    @Test
    void aClockThatGoesOnOrIsPutForwardOrBackALittleChangesNothing() {
        Set<PatientConsumer> before = all();
        after(Duration.ofSeconds(1), Duration.ofSeconds(1));
        after(Duration.ofMinutes(10), Duration.ofMinutes(10));
        after(Duration.ofSeconds(1), Duration.ofHours(1));
        after(Duration.ofSeconds(1), Duration.ofSeconds(-3));
        assertThat(started).isEmpty();
        assertThat(consumers.now()).isEqualTo(before);
    }

    @Test
    void whatAPersonHasStoppedStaysStopped() throws Exception {
        camel.getRouteController().stopRoute(TOPIC);
        after(Duration.ofSeconds(1), Duration.ofHours(-1));
        assertThat(camel.getRouteController().getRouteStatus(TOPIC).isStopped()).isTrue();
        camel.getRouteController().startRoute(TOPIC);
    }

    /** A consumer that is being replaced is not there for a moment. */
    private static Set<PatientConsumer> all() {
        await(SOON).until(() -> consumers.now().size() == CONSUMERS);
        return consumers.now();
    }

    private static void awaitOthersThan(Set<PatientConsumer> before) {
        await(SOON).until(() -> Collections.disjoint(all(), before));
    }

    private void after(Duration byTheTimer, Duration byTheClock) {
        timer.addAndGet(byTheTimer.toNanos());
        clock.advance(byTheClock);
        watch.look();
    }
}
