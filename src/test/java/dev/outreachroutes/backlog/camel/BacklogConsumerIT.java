package dev.outreachroutes.backlog.camel;

import static dev.outreachroutes.RuntimeFixture.await;
import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogSettings;
import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.request.RequestGuard;
import dev.outreachroutes.outreach.request.ResponseCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the consumer of {@code backlog:} outlives. */
class BacklogConsumerIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final CamelContext camel = new DefaultCamelContext();
    private final AtomicInteger errors = new AtomicInteger();
    private final Queue<Long> delivered = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch freed = new CountDownLatch(1);

    /** The prospect whose request hangs. */
    private static final long HANGING = 666;

    @BeforeEach
    void start() throws Exception {
        fixture.openQuota();
        camel.addComponent(
                "backlog",
                new BacklogComponent(
                        fixture.backlog,
                        fixture.claims(this::clock),
                        fixture.batches(),
                        fixture.plans,
                        BacklogSettings.defaults(),
                        new SimpleMeterRegistry(),
                        new DatabaseProblems(() -> {}),
                        fixture.clock));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("backlog:" + SALES + "?concurrency=1&idleDelay=20")
                        .routeId("delivery")
                        .process(BacklogConsumerIT.this::deliver);
            }
        });
        camel.getExecutorServiceManager().setShutdownAwaitTermination(100);
        camel.start();
    }

    @AfterEach
    void stop() {
        freed.countDown();
        camel.stop();
    }

    @Test
    void anErrorInALookDoesNotEndTheLooks() {
        errors.set(3);
        await(SOON).until(() -> errors.get() <= 0);

        foldElsewhere(1);

        await(SOON).until(() -> delivered.contains(1L));
    }

    @Test
    void aForcedStopAndAStartLoseNoCapacity() throws Exception {
        foldElsewhere(HANGING);
        assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
        // As by its MBean. A route that is started again takes a new one.
        Consumer consumer = camel.getRoute("delivery").getConsumer();
        consumer.stop();
        consumer.start();

        foldElsewhere(1);

        await(SOON).until(() -> delivered.contains(1L));
    }

    @Test
    void whatIsAnsweredAfterAForcedStopIsAcknowledgedAllTheSame() throws Exception {
        foldElsewhere(HANGING);
        assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
        camel.getRouteController().stopRoute("delivery", 10, TimeUnit.MILLISECONDS);
        assertThat(fixture.dueAt(HANGING)).isNotNull();
        freed.countDown();

        await(SOON).until(() -> fixture.dueAt(HANGING) == null);
    }

    private void deliver(Exchange exchange) throws Exception {
        long prospect = exchange.getProperty(OutreachExchange.PROSPECT_ID, Long.class);
        if (prospect == HANGING) {
            stuck.countDown();
            while (freed.getCount() > 0) {
                try {
                    freed.await();
                } catch (InterruptedException e) {
                    // Like a request that waits for its answer.
                }
            }
        }
        exchange.getMessage()
                .setBody(JSON.writeValueAsBytes(exchange.getMessage().getBody()));
        new RequestGuard(JSON).check(exchange);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        new ResponseCheck(fixture.clock).check(exchange);
        delivered.add(prospect);
    }

    private Instant clock() {
        if (errors.getAndDecrement() > 0) {
            throw new NoClassDefFoundError("an error");
        }
        return fixture.clock.instant();
    }

    /** As another replica does, of whose fold this one is not told. */
    private void foldElsewhere(long prospect) {
        new Backlog(fixture.destinations, fixture.client, fixture.transactions, fixture.blocked, fixture.clock)
                .fold(SALES, List.of(fixture.change(prospect, "custom4", "realized")));
    }
}
