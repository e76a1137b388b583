package dev.outreachroutes.operation;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RouteController;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a route anew when it is resumed. In this version of Camel a suspension tells the error handlers of a route that it ends, and
 * its resumption does not take that back (CAMEL-23494): what fails from then on would be given up at once instead of being tried
 * again, and stay undone until the next restart.
 */
final class ResumedRoutes implements RoutePolicyFactory {

    private static final Logger LOG = LoggerFactory.getLogger(ResumedRoutes.class);

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onResume(Route resumed) {
                // Not in this thread, which holds the route while it resumes it.
                camel.getExecutorServiceManager()
                        .newThread("resume " + routeId, () -> startAnew(camel, routeId))
                        .start();
            }
        };
    }

    private static void startAnew(CamelContext camel, String routeId) {
        RouteController routes = camel.getRouteController();
        try {
            // Whoever has stopped or suspended it again meanwhile has the last word.
            if (routes.getRouteStatus(routeId).isStarted()) {
                routes.stopRoute(routeId);
                routes.startRoute(routeId);
            }
        } catch (Exception e) {
            LOG.error("{} was resumed but cannot be started anew ({}); stop it and start it", routeId, e.toString());
        }
    }
}
