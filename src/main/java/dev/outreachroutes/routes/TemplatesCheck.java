package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Nearest;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.TemplatedRouteParameterDefinition;

/** Templates that are asked for, and the parameters they are given. */
final class TemplatesCheck {

    private TemplatesCheck() {}

    static void run(Loaded loaded) {
        List<RouteTemplateDefinition> templates = loaded.files().stream()
                .flatMap(file -> file.templates().stream())
                .toList();
        new TreeMap<>(DestinationRoutes.TEMPLATES).forEach((name, given) -> {
            if (loaded.template(name).isEmpty()) {
                missing(name, loaded);
            }
            loaded.template(name).ifPresent(flow -> checkParameters(flow.template(), given)
                    .forEach(parameter -> loaded.error(
                            flow,
                            "the parameter " + parameter + " is given by nobody",
                            "Give it a defaultValue, or required: false; given are "
                                    + given.stream().sorted().collect(Collectors.joining(", ")) + ".")));
        });
        for (RouteFile file : loaded.files()) {
            file.templatedRoutes().forEach(route -> check(route, file, templates, loaded));
        }
    }

    private static void missing(String name, Loaded loaded) {
        List<Flow> others = loaded.flows().stream()
                .filter(flow -> flow.template() != null && flow.id() != null)
                .filter(flow -> !DestinationRoutes.TEMPLATES.containsKey(flow.id()))
                .toList();
        Flow nearest = Nearest.to(name, others.stream().map(Flow::id).toList())
                .flatMap(near ->
                        others.stream().filter(flow -> flow.id().equals(near)).findFirst())
                .orElse(others.size() == 1 ? others.get(0) : null);
        String problem =
                "there is no routeTemplate with the ID " + name + ", of which each destination's route is made";
        if (nearest == null) {
            loaded.findings()
                    .error(
                            name + ".camel.yaml",
                            0,
                            name,
                            problem,
                            "Put the file back; its name ends with .camel.yaml.");
        } else {
            loaded.error(nearest, problem, "Give this one the ID " + name + " back.");
        }
    }

    private static List<String> checkParameters(RouteTemplateDefinition template, Set<String> given) {
        List<RouteTemplateParameterDefinition> parameters = template.getTemplateParameters();
        return parameters == null
                ? List.of()
                : parameters.stream()
                        .filter(parameter -> parameter.isRequired() && parameter.getDefaultValue() == null)
                        .map(RouteTemplateParameterDefinition::getName)
                        .filter(parameter -> !given.contains(parameter))
                        .toList();
    }

    private static void check(
            TemplatedRouteDefinition route, RouteFile file, List<RouteTemplateDefinition> templates, Loaded loaded) {
        String name = route.getRouteTemplateRef();
        RouteTemplateDefinition template = templates.stream()
                .filter(each -> name.equals(each.getId()))
                .findFirst()
                .orElse(null);
        int line = Loaded.line(file, "routeTemplateRef", name);
        if (template == null) {
            loaded.findings()
                    .error(
                            file.name(),
                            line,
                            name,
                            "there is no routeTemplate with this ID",
                            Nearest.suggestion(
                                    name,
                                    templates.stream()
                                            .map(RouteTemplateDefinition::getId)
                                            .toList()));
            return;
        }
        Set<String> given = route.getParameters() == null
                ? Set.of()
                : route.getParameters().stream()
                        .map(TemplatedRouteParameterDefinition::getName)
                        .collect(Collectors.toSet());
        checkParameters(template, given).forEach(parameter -> loaded.findings()
                .error(
                        file.name(),
                        line,
                        name,
                        "the parameter " + parameter + " is not given",
                        "Give it under parameters."));
    }
}
