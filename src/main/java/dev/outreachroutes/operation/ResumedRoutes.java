package dev.outreachroutes.operation;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
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
        return new StartAnew(camel, routeId);
    }

    private static final class StartAnew extends RoutePolicySupport {

        private final CamelContext camel;
        private final String routeId;

        /** How often somebody else has stopped or suspended it: whoever does so after the resumption has the last word. */
        private final AtomicInteger ended = new AtomicInteger();

        private volatile Thread starting;

        StartAnew(CamelContext camel, String routeId) {
            this.camel = camel;
            this.routeId = routeId;
        }

        @Override
        public void onSuspend(Route route) {
            ended.incrementAndGet();
        }

        @Override
        public void onStop(Route route) {
            if (Thread.currentThread() != starting) {
                ended.incrementAndGet();
            }
        }

        /** Not in this thread, which holds the route while it resumes it; the other waits until it is resumed. */
        @Override
        public void onResume(Route route) {
            int before = ended.get();
            starting = camel.getExecutorServiceManager().newThread("resume " + routeId, () -> startAnew(before));
            starting.start();
        }

        private void startAnew(int before) {
            try {
                camel.getRouteController().stopRoute(routeId);
                if (ended.get() == before) {
                    camel.getRouteController().startRoute(routeId);
                }
            } catch (Exception e) {
                LOG.error(
                        "{} was resumed but cannot be started anew ({}); stop it and start it", routeId, e.toString());
            }
        }
    }
}
