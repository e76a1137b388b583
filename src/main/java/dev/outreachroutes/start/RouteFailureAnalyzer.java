package dev.outreachroutes.start;

import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;

/** Says at a failed start what Camel refuses of the route files that passed our own checks, and no stack trace. */
final class RouteFailureAnalyzer implements FailureAnalyzer {

    private static final String ACTION = "Correct the file, or set ROUTES_DIR to another directory, then start again.";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        boolean loading = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String description = description(cause);
            if (description != null) {
                return new FailureAnalysis(description, ACTION, cause);
            }
            loading |= cause instanceof CamelSpringBootInitializationException;
        }
        return loading
                ? new FailureAnalysis(
                        "The route files cannot be loaded: "
                                + NestedExceptionUtils.getMostSpecificCause(failure)
                                        .getMessage(),
                        ACTION,
                        failure)
                : null;
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
        return null;
    }

    private static String route(String id, String location, Throwable failure) {
        return "The route " + id + (location == null ? "" : " in " + location) + " cannot be made: "
                + NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
    }
}
