package dev.outreachroutes.routes.check;

import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
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

    static void run(RouteFiles files) {
        List<RouteTemplateDefinition> templates =
                files.list().stream().flatMap(file -> file.templates().stream()).toList();
        new TreeMap<>(DestinationRoutes.TEMPLATES).forEach((name, given) -> {
            if (files.template(name).isEmpty() && !name.equals(DestinationRoutes.BULK_DELIVERY)) {
                missing(name, files);
            }
            files.template(name).ifPresent(flow -> checkParameters(flow.template(), given)
                    .forEach(parameter -> files.error(
                            flow,
                            "the parameter " + parameter + " is given by nobody",
                            "Give it a defaultValue, or required: false; given are "
                                    + given.stream().sorted().collect(Collectors.joining(", ")) + ".")));
        });
        for (RouteFile file : files.list()) {
            file.templatedRoutes().forEach(route -> check(route, file, templates, files));
        }
    }

    private static void missing(String name, RouteFiles files) {
        List<RouteOrTemplate> others = files.routesAndTemplates().stream()
                .filter(flow -> flow.template() != null && flow.id() != null)
                .filter(flow -> !DestinationRoutes.TEMPLATES.containsKey(flow.id()))
                .toList();
        RouteOrTemplate nearest = Nearest.to(
                        name, others.stream().map(RouteOrTemplate::id).toList())
                .flatMap(near ->
                        others.stream().filter(flow -> flow.id().equals(near)).findFirst())
                .orElse(others.size() == 1 ? others.get(0) : null);
        String problem =
                "there is no routeTemplate with the ID " + name + ", of which each destination's route is made";
        if (nearest == null) {
            files.findings()
                    .error(
                            name + ".camel.yaml",
                            0,
                            name,
                            problem,
                            "Put the file back; its name ends with .camel.yaml.");
        } else {
            files.error(nearest, problem, "Give this one the ID " + name + " back.");
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
            TemplatedRouteDefinition route, RouteFile file, List<RouteTemplateDefinition> templates, RouteFiles files) {
        String name = route.getRouteTemplateRef();
        RouteTemplateDefinition template = templates.stream()
                .filter(each -> name.equals(each.getId()))
                .findFirst()
                .orElse(null);
        int line = RouteFiles.line(file, "routeTemplateRef", name);
        if (template == null) {
            files.findings()
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
        checkParameters(template, given).forEach(parameter -> files.findings()
                .error(
                        file.name(),
                        line,
                        name,
                        "the parameter " + parameter + " is not given",
                        "Give it under parameters."));
    }
}
