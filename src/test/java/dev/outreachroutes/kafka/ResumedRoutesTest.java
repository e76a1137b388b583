package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RouteController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route that was suspended and resumed tries again what fails, as before. */
class ResumedRoutesTest {

    private static final String ROUTE = "a-route";
    private static final int TRIES = 3;

    private final CamelContext camel = new DefaultCamelContext();
    private final RouteController routes = camel.getRouteController();
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        camel.addRoutePolicyFactory(new ResumedRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(TRIES - 1)
                        .redeliveryDelay(1)
                        .allowRedeliveryWhileStopping(false));
                from("direct:work")
                        .routeId(ROUTE)
                        .choice()
                        .when(body().isNotNull())
                        .process(exchange -> {
                            tries.incrementAndGet();
                            throw new IllegalStateException("fails");
                        });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void whatFailsAfterAResumptionIsTriedAgain() throws Exception {
        for (int times = 0; times < 3; times++) {
            routes.suspendRoute(ROUTE);
            routes.resumeRoute(ROUTE);
            assertThat(triesOfOneMessage()).isEqualTo(TRIES);
        }
    }

    @Test
    void aRouteThatWorksByAScheduleGoesOnWithIt() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("scheduler:often?delay=10").routeId("often").process(exchange -> turns.incrementAndGet());
            }
        });
        routes.suspendRoute("often");
        int before = turns.get();
        routes.resumeRoute("often");
        Awaitility.await().until(() -> turns.get() > before + 1);
    }

    private int triesOfOneMessage() {
        tries.set(0);
        camel.createFluentProducerTemplate().to("direct:work").withBody("work").send();
        return tries.get();
    }
}
