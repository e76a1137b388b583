package dev.outreachroutes.routes;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Service;
import org.apache.camel.impl.engine.AbstractCamelContext;
import org.apache.camel.processor.InterceptSendToEndpointCallback;
import org.apache.camel.spi.InterceptEndpointFactory;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Interceptors of what is sent, for routes that come and go. Camel lets the interceptor of the route that begins first serve every
 * route that sends to the same endpoint, shuts it down with that route, and keeps the interceptors of routes that are gone. Here one
 * lasts as long as the endpoint that it serves, and one of a route that is gone can be forgotten.
 */
final class LastingInterceptors implements InterceptEndpointFactory {

    /** How many endpoints what is done before or after a request serves. */
    private final Map<Processor, Integer> served = new IdentityHashMap<>();

    @Override
    public InterceptSendToEndpoint createInterceptSendToEndpoint(
            CamelContext camel, Endpoint endpoint, boolean skip, Predicate onWhen, Processor before, Processor after) {
        DefaultInterceptSendToEndpoint intercepted = new DefaultInterceptSendToEndpoint(endpoint, skip) {
            private final AtomicBoolean over = new AtomicBoolean();

            @Override
            public void stop() {
                super.stop();
                if (over.compareAndSet(false, true)) {
                    release(before);
                    release(after);
                }
            }
        };
        intercepted.setOnWhen(onWhen);
        intercepted.setBefore(lasting(before));
        intercepted.setAfter(lasting(after));
        return intercepted;
    }

    /** No service, so that nobody stops it who shares it. */
    private synchronized Processor lasting(Processor processor) {
        if (processor == null) {
            return null;
        }
        served.merge(processor, 1, Integer::sum);
        ServiceHelper.startService(processor);
        return new Lasting(AsyncProcessorConverterHelper.convert(processor));
    }

    /** Of one interceptor there may be several endpoints. */
    private synchronized void release(Processor processor) {
        if (processor instanceof Service service && served.merge(processor, -1, Integer::sum) == 0) {
            served.remove(processor);
            // A pipeline that is shut down leaves what its steps have in them, such as the producers of their error
            // handlers.
            ServiceHelper.getChildServices(service, true).forEach(ServiceHelper::stopAndShutdownService);
        }
    }

    private record Lasting(AsyncProcessor processor) implements AsyncProcessor {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return processor.process(exchange, callback);
        }

        @Override
        public java.util.concurrent.CompletableFuture<Exchange> processAsync(Exchange exchange) {
            return processor.processAsync(exchange);
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            processor.process(exchange);
        }
    }

    /**
     * Forgets interceptors before routes are made that bring them anew. Endpoints that are in use keep theirs, which is the same.
     *
     * @param patterns the URIs of those that come anew
     */
    static void forget(CamelContext camel, Collection<String> patterns) throws ReflectiveOperationException {
        // Camel has no other way to take one out again.
        Method strategies = AbstractCamelContext.class.getDeclaredMethod("getEndpointStrategies");
        strategies.setAccessible(true);
        Field pattern = InterceptSendToEndpointCallback.class.getDeclaredField("matchURI");
        pattern.setAccessible(true);
        Set<?> all = (Set<?>) strategies.invoke(camel);
        for (Object each : List.copyOf(all)) {
            if (each instanceof InterceptSendToEndpointCallback && patterns.contains((String) pattern.get(each))) {
                all.remove(each);
            }
        }
    }
}
