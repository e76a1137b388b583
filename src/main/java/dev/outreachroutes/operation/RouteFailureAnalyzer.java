package dev.outreachroutes.operation;

import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says at a failed start which route file is wrong and where, and no stack trace. */
final class RouteFailureAnalyzer implements FailureAnalyzer {

    private static final String ACTION = "Correct the file, or set ROUTES_DIR to another directory, then start again.";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String description = description(cause);
            if (description != null) {
                return new FailureAnalysis(description, ACTION, cause);
            }
        }
        return null;
    }

    /** Null when it is not about a route. */
    private static String description(Throwable cause) {
        if (cause instanceof YamlEngineException) {
            return "A route file cannot be read: " + cause.getMessage().strip();
        }
        if (cause instanceof FailedToCreateRouteException route) {
            return route(route.getRouteId(), route.getLocation(), route);
        }
        if (cause instanceof FailedToStartRouteException route) {
            return route(route.getRouteId(), route.getLocation(), route);
        }
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        if (cause instanceof IllegalArgumentException && message.startsWith("Cannot find RouteTemplate with id ")) {
            return "No file *.camel.yaml in ROUTES_DIR has the route template '"
                    + message.substring(message.lastIndexOf(' ') + 1)
                    + "', of which every destination's route is made.";
        }
        return null;
    }

    private static String route(String id, String location, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "The route " + id + (location == null ? "" : " in " + location) + " cannot be made: "
                + root.getMessage();
    }
}
