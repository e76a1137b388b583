package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.Steps;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Of every route that a configuration makes, a print of all that it is made of: its own text or its template's, the route
 * configurations that it gets, and its parameters. Routes whose print is the same need not be touched. Text is compared as it is
 * written, so a comment within a part counts as a change of it.
 */
final class RoutePrints {

    /** Parts of a file that concern its routes. */
    static final Set<String> OF_A_FILE = Set.of(
            "errorHandler", "intercept", "interceptFrom", "interceptSendToEndpoint", "onCompletion", "onException");

    /** Parts of a file that may concern every route. */
    static final Set<String> OF_ALL = Set.of("beans", "dataFormats", "rest", "restConfiguration");

    /** What refers to text elsewhere in the file. */
    private static final Pattern ALIAS = Pattern.compile("(?m)[:-] +[&*][A-Za-z0-9]");

    private static final Pattern TRAILING = Pattern.compile("(\\s|\\n#[^\\n]*)+$");

    private final Configuration configuration;
    private final List<RouteConfigurationDefinition> configurations = new ArrayList<>();
    private final String ofAll;
    private final String interceptors;

    private RoutePrints(Configuration configuration) {
        this.configuration = configuration;
        configuration.files().forEach(file -> configurations.addAll(file.configurations()));
        this.ofAll = text(OF_ALL);
        StringBuilder sending = new StringBuilder(text(Set.of("interceptSendToEndpoint")));
        configurations.stream()
                .filter(each -> !each.getInterceptSendTos().isEmpty())
                .forEach(each -> sending.append(text(each)));
        this.interceptors = sending.toString();
    }

    /** By the IDs of the routes, in the order in which they begin: what others send to comes first. */
    static Map<String, String> of(Configuration configuration) {
        return new RoutePrints(configuration).prints();
    }

    /** Of the routes without an ID together: they cannot be told apart. */
    static String ofThoseWithoutId(Configuration configuration) {
        RoutePrints prints = new RoutePrints(configuration);
        StringBuilder all = new StringBuilder();
        for (RouteFile file : configuration.files()) {
            file.routesAndTemplates().stream()
                    .filter(route -> route.id() == null)
                    .forEach(route -> all.append(prints.print(route, file, "")));
            file.templatedRoutes().stream()
                    .filter(route -> route.getRouteId() == null)
                    .forEach(route -> all.append(whole(file)));
        }
        return all.toString();
    }

    private Map<String, String> prints() {
        Map<String, String> prints = new LinkedHashMap<>();
        for (RouteFile file : configuration.files()) {
            for (RouteOrTemplate route : file.routesAndTemplates()) {
                if (route.template() == null && route.id() != null) {
                    prints.put(route.id(), print(route, file, ""));
                }
            }
        }
        for (RouteFile file : configuration.files()) {
            for (TemplatedRouteDefinition route : file.templatedRoutes()) {
                if (route.getRouteId() != null) {
                    prints.put(route.getRouteId(), ofTemplate(route.getRouteTemplateRef(), whole(file)));
                }
            }
        }
        for (Destination destination : configuration.destinations().destinations()) {
            for (String template : DestinationRoutes.templates(configuration.files())) {
                prints.put(
                        DestinationRoutes.routeId(destination.name(), template),
                        ofTemplate(
                                template,
                                DestinationRoutes.parameters(template, destination)
                                        // What is under way is entered in the account's own ledger first.
                                        + destination.account().name()));
            }
        }
        return prints;
    }

    private String ofTemplate(String template, String parameters) {
        for (RouteFile file : configuration.files()) {
            for (RouteOrTemplate each : file.routesAndTemplates()) {
                if (each.isTemplate(template)) {
                    return print(each, file, parameters);
                }
            }
        }
        return parameters;
    }

    private String print(RouteOrTemplate route, RouteFile file, String parameters) {
        StringBuilder text = new StringBuilder(parameters).append(ofAll);
        OF_A_FILE.stream().sorted().forEach(kind -> text.append(text(file, kind)));
        text.append(part(file, route.template() == null ? "route" : "routeTemplate", route.id()));
        route.configurations(configurations).forEach(each -> text.append(text(each)));
        if (sends(route)) {
            text.append(interceptors);
        }
        return hash(text);
    }

    /** Camel looks at every endpoint of the process, whatever route or configuration an interceptor stands in. */
    private boolean sends(RouteOrTemplate route) {
        return !route.interceptors(configurations).isEmpty()
                || Steps.all(route.route().getOutputs()).stream()
                        .flatMap(step -> Steps.uri(step).stream())
                        .anyMatch(uri ->
                                !Steps.isInProcess(uri) && !Steps.scheme(uri).equals("backlog"));
    }

    private String text(Set<String> kinds) {
        StringBuilder text = new StringBuilder();
        configuration.files().forEach(file -> kinds.stream().sorted().forEach(kind -> text.append(text(file, kind))));
        return text.toString();
    }

    private static String text(RouteFile file, String kind) {
        StringBuilder text = new StringBuilder();
        for (Node part : ((SequenceNode) file.yaml().tree()).getValue()) {
            if (kind.equals(kind(part))) {
                text.append(slice(file, part));
            }
        }
        return text.toString();
    }

    private String text(RouteConfigurationDefinition wanted) {
        for (RouteFile file : configuration.files()) {
            if (file.configurations().contains(wanted)) {
                return part(file, "routeConfiguration", wanted.getId());
            }
        }
        return "";
    }

    private static String part(RouteFile file, String kind, String id) {
        StringBuilder text = new StringBuilder();
        for (Node part : ((SequenceNode) file.yaml().tree()).getValue()) {
            if (kind(part).equals(kind) && (id == null || id.equals(id(part)))) {
                text.append(slice(file, part));
            }
        }
        return text.isEmpty() ? whole(file) : text.toString();
    }

    private static String kind(Node part) {
        return part instanceof MappingNode map
                        && !map.getValue().isEmpty()
                        && map.getValue().get(0).getKeyNode() instanceof ScalarNode key
                ? key.getValue()
                : "";
    }

    private static String id(Node part) {
        if (((MappingNode) part).getValue().get(0).getValueNode() instanceof MappingNode content) {
            for (NodeTuple member : content.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("id")
                        && member.getValueNode() instanceof ScalarNode id) {
                    return id.getValue();
                }
            }
        }
        return "";
    }

    private static String slice(RouteFile file, Node part) {
        String text = file.yaml().text();
        if (ALIAS.matcher(text).find()) {
            return whole(file);
        }
        int from = text.offsetByCodePoints(0, part.getStartMark().getIndex());
        int to = text.offsetByCodePoints(
                from, part.getEndMark().getIndex() - part.getStartMark().getIndex());
        return TRAILING.matcher(text.substring(from, to)).replaceFirst("") + "\n";
    }

    private static String whole(RouteFile file) {
        return file.yaml().text();
    }

    private static String hash(CharSequence text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
