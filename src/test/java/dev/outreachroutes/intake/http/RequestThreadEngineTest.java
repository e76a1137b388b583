package dev.outreachroutes.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A request is answered by its route in its own thread, and is no asynchronous one, which would go through all filters twice. */
class RequestThreadEngineTest {

    @Test
    void theRequestIsAnsweredInItsThreadAndSpringHasNothingToWaitFor() throws Exception {
        List<Thread> threads = new ArrayList<>();
        RequestThreadEngine engine = new RequestThreadEngine(0);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getCamelContextExtension().getRegistry().bind("platform-http-engine", engine);
            RouteBuilder.addRoutes(
                    camel, routes -> routes.from("platform-http:/events").to("mock:taken"));
            camel.start();
            PlatformHttpEndpoint endpoint = camel.getEndpoint("platform-http:/events", PlatformHttpEndpoint.class);
            var consumer = (SpringBootPlatformHttpConsumer) engine.createConsumer(endpoint, exchange -> {
                threads.add(Thread.currentThread());
                exchange.getMessage().setBody("taken");
            });
            consumer.start();
            MockHttpServletResponse response = new MockHttpServletResponse();

            Object toWaitFor = consumer.service(new MockHttpServletRequest("POST", "/events"), response);

            assertThat(toWaitFor).isNull();
            assertThat(response.getContentAsString()).isEqualTo("taken");
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }
}
