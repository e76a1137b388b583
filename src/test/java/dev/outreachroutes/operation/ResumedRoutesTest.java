package dev.outreachroutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route that is resumed is started anew, unless somebody wants it otherwise. */
class ResumedRoutesTest {

    private static final String ROUTE = "a-route";

    private final CamelContext camel = new DefaultCamelContext();
    private final RouteController routes = camel.getRouteController();
    private final AtomicInteger starts = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        camel.addRoutePolicyFactory(new ResumedRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:work").routeId(ROUTE).log("done");
            }
        });
        camel.start();
        camel.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.RouteStartedEvent) {
                    starts.incrementAndGet();
                }
            }
        });
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void everyResumptionIsAStart() throws Exception {
        for (int times = 1; times <= 5; times++) {
            routes.suspendRoute(ROUTE);
            routes.resumeRoute(ROUTE);
            int expected = times;
            Awaitility.await().until(() -> starts.get() == expected);
            assertThat(routes.getRouteStatus(ROUTE).isStarted()).isTrue();
        }
    }

    @Test
    void whoStopsItAfterItsResumptionHasTheLastWord() throws Exception {
        for (int times = 0; times < 5; times++) {
            routes.suspendRoute(ROUTE);
            routes.resumeRoute(ROUTE);
            routes.stopRoute(ROUTE);
            Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().contains("resume " + ROUTE)));
            assertThat(routes.getRouteStatus(ROUTE).isStopped()).isTrue();
            routes.startRoute(ROUTE);
        }
    }
}
