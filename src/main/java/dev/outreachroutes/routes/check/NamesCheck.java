package dev.outreachroutes.routes.check;

import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.Steps;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.model.OptionalIdentifiedDefinition;

/** IDs of routes, templates and configurations: of two with the same Camel takes one, or refuses both with a stack trace. */
final class NamesCheck {

    private NamesCheck() {}

    static void run(RouteFiles files) {
        Map<String, String> places = new HashMap<>();
        for (String destination : files.destinations()) {
            DestinationRoutes.TEMPLATES
                    .keySet()
                    .forEach(template -> places.put(
                            "route " + DestinationRoutes.routeId(destination, template),
                            "the route made of the template " + template));
        }
        for (RouteFile file : files.list()) {
            file.routes().forEach(route -> check("route", route, file, places, files));
            file.templates().forEach(template -> check("template", template, file, places, files));
            file.configurations()
                    .forEach(configuration -> check("routeConfiguration", configuration, file, places, files));
        }
    }

    private static void check(
            String kind,
            OptionalIdentifiedDefinition<?> part,
            RouteFile file,
            Map<String, String> places,
            RouteFiles files) {
        if (part.getId() == null) {
            return;
        }
        int line = Steps.line(part);
        String other = places.putIfAbsent(kind + " " + part.getId(), file.name() + ", line " + line);
        if (other != null) {
            files.findings()
                    .error(
                            file.name(),
                            line,
                            part.getId(),
                            "is the ID of two: " + other + ", has it too",
                            "Give one of them another ID, or remove it. A copy that is kept must not end with .camel.yaml.");
        }
    }
}
