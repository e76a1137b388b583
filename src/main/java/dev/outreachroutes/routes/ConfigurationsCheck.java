package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Nearest;
import java.util.List;
import java.util.Objects;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PatternHelper;

/** Route configurations that are asked for: Camel passes over one that does not exist. */
final class ConfigurationsCheck {

    private ConfigurationsCheck() {}

    static void run(Loaded loaded) {
        loaded.flows().forEach(flow -> flow.configurationIds().forEach(id -> checkId(id, flow, loaded)));
        for (RouteFile file : loaded.files()) {
            for (RouteConfigurationDefinition configuration : file.configurations()) {
                checkErrorHandler(configuration, file, loaded);
            }
        }
    }

    /** Whether all that a route asks for is there. */
    static boolean areThere(Flow flow, Loaded loaded) {
        return flow.configurationIds().stream().allMatch(id -> isThere(id, loaded));
    }

    private static boolean isThere(String written, Loaded loaded) {
        String id = loaded.surroundings().resolve(written);
        return id.contains("{{")
                || loaded.configurations().stream()
                        .anyMatch(configuration -> PatternHelper.matchPattern(configuration.getId(), id));
    }

    private static void checkId(String id, Flow flow, Loaded loaded) {
        if (isThere(id, loaded)) {
            return;
        }
        List<String> known = loaded.configurations().stream()
                .map(RouteConfigurationDefinition::getId)
                .filter(Objects::nonNull)
                .toList();
        int line = Loaded.line(flow.file(), "routeConfigurationId", flow.route().getRouteConfigurationId());
        loaded.findings()
                .error(
                        flow.file().name(),
                        line == 0 ? flow.line() : line,
                        flow.name(),
                        "there is no routeConfiguration with the ID '" + id + "', so nothing of it would be done",
                        id.equals(id.strip())
                                ? Nearest.suggestion(id, known)
                                : "Between commas there is no space: Camel takes it as part of the ID.");
    }

    private static void checkErrorHandler(RouteConfigurationDefinition configuration, RouteFile file, Loaded loaded) {
        boolean none = configuration.getErrorHandler() != null
                && configuration.getErrorHandler().getErrorHandlerType() instanceof NoErrorHandlerDefinition;
        if (none && !configuration.getOnExceptions().isEmpty()) {
            loaded.findings()
                    .error(
                            file.name(),
                            Steps.line(configuration),
                            String.valueOf(configuration.getId()),
                            "has onException clauses, and noErrorHandler, with which Camel passes over all of them",
                            "Write defaultErrorHandler: {}.");
        }
    }
}
