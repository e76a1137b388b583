package dev.outreachroutes.operation;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Starts the error handlers of a route anew when it is resumed. In this version of Camel a suspension tells them that the route ends,
 * and its resumption does not take that back (CAMEL-23494): what fails from then on would be given up at once instead of being tried
 * again, and stay undone until the next restart.
 */
final class ResumedRoutes implements RoutePolicyFactory {

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onResume(Route resumed) {
                for (Service service : resumed.getServices()) {
                    for (Service part : ServiceHelper.getChildServices(service, true)) {
                        if (part instanceof RedeliveryErrorHandler errorHandler) {
                            // A start takes the suspension's word back, but is passed over by what is started.
                            errorHandler.suspend();
                            errorHandler.start();
                        }
                    }
                }
            }
        };
    }
}
