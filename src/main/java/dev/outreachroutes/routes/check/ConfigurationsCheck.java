package dev.outreachroutes.routes.check;

import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import java.util.List;
import java.util.Objects;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PatternHelper;

/** Route configurations that are asked for: Camel passes over one that does not exist. */
final class ConfigurationsCheck {

    private ConfigurationsCheck() {}

    static void run(RouteFiles files) {
        files.routesAndTemplates().forEach(route -> route.configurationIds().forEach(id -> checkId(id, route, files)));
        for (RouteFile file : files.list()) {
            for (RouteConfigurationDefinition configuration : file.configurations()) {
                checkErrorHandler(configuration, file, files);
            }
        }
    }

    /** Whether all that a route asks for is there. */
    static boolean areThere(RouteOrTemplate route, RouteFiles files) {
        return route.configurationIds().stream().allMatch(id -> isThere(id, files));
    }

    private static boolean isThere(String written, RouteFiles files) {
        String id = files.references().resolve(written);
        return id.contains("{{")
                || files.configurations().stream()
                        .anyMatch(configuration -> PatternHelper.matchPattern(configuration.getId(), id));
    }

    private static void checkId(String id, RouteOrTemplate route, RouteFiles files) {
        if (isThere(id, files)) {
            return;
        }
        List<String> known = files.configurations().stream()
                .map(RouteConfigurationDefinition::getId)
                .filter(Objects::nonNull)
                .toList();
        int line = RouteFiles.line(
                route.file(), "routeConfigurationId", route.route().getRouteConfigurationId());
        files.findings()
                .error(
                        route.file().name(),
                        line == 0 ? route.line() : line,
                        route.name(),
                        "there is no routeConfiguration with the ID '" + id + "', so nothing of it would be done",
                        id.equals(id.strip())
                                ? Nearest.suggestion(id, known)
                                : "Between commas there is no space: Camel takes it as part of the ID.");
    }

    private static void checkErrorHandler(
            RouteConfigurationDefinition configuration, RouteFile file, RouteFiles files) {
        boolean none = configuration.getErrorHandler() != null
                && configuration.getErrorHandler().getErrorHandlerType() instanceof NoErrorHandlerDefinition;
        if (none && !configuration.getOnExceptions().isEmpty()) {
            files.findings()
                    .error(
                            file.name(),
                            RouteFiles.line(file, "id", configuration.getId()),
                            String.valueOf(configuration.getId()),
                            "has onException clauses, and noErrorHandler, with which Camel passes over all of them",
                            "Write defaultErrorHandler: {}.");
        }
    }
}
