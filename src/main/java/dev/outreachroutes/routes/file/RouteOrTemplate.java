package dev.outreachroutes.routes.file;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PatternHelper;

/**
 * A route, or what a template makes routes of.
 *
 * @param id its own, or the template's; null when it has none
 * @param route with an input and steps
 * @param template null for a route
 */
public record RouteOrTemplate(RouteFile file, String id, RouteDefinition route, RouteTemplateDefinition template) {

    public boolean isTemplate(String name) {
        return template != null && name.equals(id);
    }

    public String name() {
        return id == null ? "a route without id" : id;
    }

    public int line() {
        return template == null ? Math.max(0, route.getLineNumber()) : Math.max(0, template.getLineNumber());
    }

    /** Where it reads from, as it is written. */
    public String from() {
        return route.getInput() == null || route.getInput().getEndpointUri() == null
                ? ""
                : route.getInput().getEndpointUri();
    }

    /** The IDs and patterns of the route configurations that it asks for, as Camel takes them apart; none when it names none. */
    public List<String> configurationIds() {
        String ids = route.getRouteConfigurationId();
        return ids == null ? List.of() : List.of(ids.split(","));
    }

    /** The configurations that it gets: those it names, or else those without an ID. */
    public List<RouteConfigurationDefinition> configurations(List<RouteConfigurationDefinition> all) {
        return all.stream()
                .filter(configuration -> route.getRouteConfigurationId() == null
                        ? configuration.getId() == null || configuration.getId().equals("*")
                        : configurationIds().stream()
                                .anyMatch(id -> PatternHelper.matchPattern(configuration.getId(), id)))
                .toList();
    }

    /** The interceptors of what it sends. */
    public List<InterceptSendToEndpointDefinition> interceptors(List<RouteConfigurationDefinition> all) {
        List<InterceptSendToEndpointDefinition> interceptors = new ArrayList<>();
        configurations(all).forEach(configuration -> interceptors.addAll(configuration.getInterceptSendTos()));
        if (template == null) {
            interceptors.addAll(file.interceptors());
        }
        return interceptors;
    }
}
