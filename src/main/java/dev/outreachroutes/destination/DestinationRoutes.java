package dev.outreachroutes.destination;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.TemplatedRouteDefinition;

/** Makes of every destination one route of each template, named {@code <destination>.<template>}. */
final class DestinationRoutes extends RouteBuilder {

    private final Destinations destinations;

    DestinationRoutes(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public void configure() {
        for (Destination destination : destinations.destinations()) {
            route("intake", destination);
            route("delivery", destination)
                    .parameter("pace", Integer.toString(destination.account().pace()));
        }
    }

    private TemplatedRouteDefinition route(String template, Destination destination) {
        return templatedRoute(template)
                .routeId(destination.name() + "." + template)
                .prefixId(destination.name() + ".")
                .parameter("destination", destination.name());
    }
}
