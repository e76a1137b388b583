package dev.outreachroutes.kafka;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConsumer;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Has a route that is resumed go on as if it had not been suspended. In this version of Camel a suspension tells the error handlers of
 * the route that it ends, and its resumption does not take that back (CAMEL-23494): what fails from then on would be given up at once
 * instead of being tried again. And a consumer of Kafka is started anew: what a route gave up during the suspension comes again only to
 * another, and Camel ends the thread of one whose poll failed meanwhile.
 */
final class ResumedRoutes implements RoutePolicyFactory {

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onResume(Route resumed) {
                resumed.getServices().stream()
                        .flatMap(service -> ServiceHelper.getChildServices(service, true).stream())
                        .filter(RedeliveryErrorHandler.class::isInstance)
                        .map(RedeliveryErrorHandler.class::cast)
                        .forEach(ResumedRoutes::startAnew);
                if (resumed.getConsumer() instanceof KafkaConsumer topic) {
                    ServiceHelper.stopService(topic);
                    ServiceHelper.startService(topic);
                }
            }
        };
    }

    /** A start takes the suspension's word back, but passes over what is started. */
    private static void startAnew(RedeliveryErrorHandler errorHandler) {
        errorHandler.suspend();
        errorHandler.start();
    }
}
