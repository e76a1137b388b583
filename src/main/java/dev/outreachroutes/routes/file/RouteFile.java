package dev.outreachroutes.routes.file;

import dev.outreachroutes.destination.file.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;

/**
 * A route file as Camel understands it.
 *
 * @param interceptors those that stand at the top of the file, and are for its routes
 * @param beans the names of the beans that it makes
 */
public record RouteFile(
        YamlFile yaml,
        List<RouteDefinition> routes,
        List<RouteTemplateDefinition> templates,
        List<TemplatedRouteDefinition> templatedRoutes,
        List<RouteConfigurationDefinition> configurations,
        List<InterceptSendToEndpointDefinition> interceptors,
        Set<String> beans) {

    public String name() {
        return yaml.name();
    }

    /** Its routes, and those of its templates. */
    public List<RouteOrTemplate> routesAndTemplates() {
        List<RouteOrTemplate> flows = new ArrayList<>();
        routes.forEach(route -> flows.add(new RouteOrTemplate(this, route.getId(), route, null)));
        templates.forEach(
                template -> flows.add(new RouteOrTemplate(this, template.getId(), template.getRoute(), template)));
        return flows;
    }
}
