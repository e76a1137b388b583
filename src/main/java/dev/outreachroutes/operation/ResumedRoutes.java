package dev.outreachroutes.operation;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Starts the consumer and the error handlers of a route anew when it is resumed. In this version of Camel a suspension tells the error
 * handlers that the route ends, and its resumption does not take that back (CAMEL-23494): what fails from then on would be given up at
 * once instead of being tried again. What was given up during the suspension comes again only to a new consumer.
 */
final class ResumedRoutes implements RoutePolicyFactory {

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onResume(Route resumed) {
                resumed.getConsumer().stop();
                resumed.getServices().stream()
                        .flatMap(service -> ServiceHelper.getChildServices(service, true).stream())
                        .filter(RedeliveryErrorHandler.class::isInstance)
                        .forEach(errorHandler -> {
                            // A start takes the suspension's word back, but is passed over by what is started.
                            ((RedeliveryErrorHandler) errorHandler).suspend();
                            ((RedeliveryErrorHandler) errorHandler).start();
                        });
                resumed.getConsumer().start();
            }
        };
    }
}
