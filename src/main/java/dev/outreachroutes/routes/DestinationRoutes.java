package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.util.Map;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.TemplatedRouteDefinition;

/** Makes of every destination one route of each template, named {@code <destination>.<template>}. */
final class DestinationRoutes extends RouteBuilder {

    static final String INTAKE = "intake";
    static final String DELIVERY = "delivery";

    /** The parameter that is the destination's name. */
    static final String DESTINATION = "destination";

    private static final String PACE = "pace";

    /** The templates, and the parameters that each is given. */
    static final Map<String, Set<String>> TEMPLATES =
            Map.of(INTAKE, Set.of(DESTINATION), DELIVERY, Set.of(DESTINATION, PACE));

    private final Destinations destinations;

    DestinationRoutes(Destinations destinations) {
        this.destinations = destinations;
    }

    static String routeId(String destination, String template) {
        return destination + "." + template;
    }

    @Override
    public void configure() {
        for (Destination destination : destinations.destinations()) {
            route(INTAKE, destination);
            route(DELIVERY, destination)
                    .parameter(PACE, Integer.toString(destination.account().pace()));
        }
    }

    private TemplatedRouteDefinition route(String template, Destination destination) {
        return templatedRoute(template)
                .routeId(routeId(destination.name(), template))
                .prefixId(destination.name() + ".")
                .parameter(DESTINATION, destination.name());
    }
}
