package dev.outreachroutes.routes.file;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.TemplatedRouteDefinition;

/** Makes of every destination one route of each template, named {@code <destination>.<template>}. */
public final class DestinationRoutes extends RouteBuilder {

    public static final String INTAKE = "intake";
    public static final String DELIVERY = "delivery";

    /** Need not be there: without it there is a request for each prospect. */
    public static final String BULK_DELIVERY = "bulk-delivery";

    /** The parameter that is the destination's name. */
    public static final String DESTINATION = "destination";

    private static final String PACE = "pace";

    /** The templates, and the parameters that each is given. */
    public static final Map<String, Set<String>> TEMPLATES = Map.of(
            INTAKE, Set.of(DESTINATION), DELIVERY, Set.of(DESTINATION, PACE), BULK_DELIVERY, Set.of(DESTINATION, PACE));

    private final Destinations destinations;
    private final List<String> templates;

    /** @param templates those that each destination's routes are made of, see {@link #templates} */
    public DestinationRoutes(Destinations destinations, List<String> templates) {
        this.destinations = destinations;
        this.templates = List.copyOf(templates);
    }

    /** The templates of which each destination gets a route, in the order in which these begin, as far as they are there. */
    public static List<String> templates(Collection<RouteFile> files) {
        return List.of(INTAKE, DELIVERY, BULK_DELIVERY).stream()
                .filter(name -> !name.equals(BULK_DELIVERY)
                        || files.stream()
                                .flatMap(file -> file.templates().stream())
                                .anyMatch(template -> name.equals(template.getId())))
                .toList();
    }

    public static String routeId(String destination, String template) {
        return destination + "." + template;
    }

    /** The parameters that a destination gives a template. What else is said of it is asked for at the moment of need. */
    public static Map<String, Object> parameters(String template, Destination destination) {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put(DESTINATION, destination.name());
        if (!template.equals(INTAKE)) {
            parameters.put(PACE, Integer.toString(destination.account().pace()));
        }
        return parameters;
    }

    @Override
    public void configure() {
        for (Destination destination : destinations.destinations()) {
            for (String template : templates) {
                TemplatedRouteDefinition route = templatedRoute(template)
                        .routeId(routeId(destination.name(), template))
                        .prefixId(destination.name() + ".");
                parameters(template, destination).forEach((name, value) -> route.parameter(name, (String) value));
            }
        }
    }
}
