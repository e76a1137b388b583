package dev.outreachroutes.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Runs the routes that begin at {@code platform-http} in the thread of the request, and is done with it when the route is: {@link
 * EventGate} has let the request through, so there is a thread for it. Camel's own engine makes every request an asynchronous one,
 * which Tomcat then sends through all filters a second time.
 */
final class RequestThreadEngine extends SpringBootPlatformHttpEngine {

    RequestThreadEngine(int port) {
        super(port);
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new SpringBootPlatformHttpConsumer(endpoint, processor, Runnable::run) {

            /** @return null, which says to Spring that the request is answered */
            @Override
            public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
                super.service(request, response).join();
                return null;
            }
        };
    }
}
