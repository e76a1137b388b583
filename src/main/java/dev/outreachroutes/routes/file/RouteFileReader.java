package dev.outreachroutes.routes.file;

import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.destination.file.YamlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads route files with Camel's own loader, into a context that is never started: no endpoint, bean or route is made of them. What
 * Camel passes over in silence is looked for first.
 */
public final class RouteFileReader implements AutoCloseable {

    /** What may stand behind a dash at the left margin of a file. */
    private static final Set<String> PARTS = new TreeSet<>(Set.of(
            "beans",
            "dataFormats",
            "errorHandler",
            "from",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint",
            "onCompletion",
            "onException",
            "rest",
            "restConfiguration",
            "route",
            "routeConfiguration",
            "routeTemplate",
            "templatedRoute"));

    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final PartsLoader loader = new PartsLoader(PartsLoader.WITHOUT_BEANS);

    public RouteFileReader() {
        camel.setLoadTypeConverters(false);
        camel.build();
        loader.setCamelContext(camel);
    }

    /** Reads a file; empty when it has a mistake, which is an error then. */
    public Optional<RouteFile> read(DirectoryContent directory, String name, Findings findings) {
        int before = findings.errors().size();
        Optional<YamlFile> yaml = YamlFile.read(directory, name, findings);
        yaml.ifPresent(each -> checkForm(each, findings));
        return findings.errors().size() > before ? Optional.empty() : model(yaml.orElseThrow(), findings);
    }

    private static void checkForm(YamlFile file, Findings findings) {
        if (file.tree() == null || file.tree().getTag().equals(Tag.NULL)) {
            findings.error(file.name(), 0, "", "is empty", "Put its routes back, or remove the file.");
        } else if (file.tree() instanceof SequenceNode list) {
            list.getValue().forEach(part -> checkPart(part, file, findings));
            // Of a key that is written twice Camel takes one, and does not say which.
            file.json(Map.of(), findings);
        } else {
            String first =
                    file.tree() instanceof MappingNode map && !map.getValue().isEmpty()
                            ? key(map.getValue().get(0))
                            : "";
            findings.error(
                    file.name(),
                    line(file.tree()),
                    first,
                    PARTS.contains(first)
                            ? "has no dash before it, so Camel passes over the file"
                            : "is no list of routes",
                    "Write '- " + (PARTS.contains(first) ? first : "route") + ":' and indent what belongs to it.");
        }
    }

    private static void checkPart(Node part, YamlFile file, Findings findings) {
        if (!(part instanceof MappingNode map) || map.getValue().isEmpty()) {
            findings.error(
                    file.name(),
                    line(part),
                    "",
                    "is no part of a route file",
                    "Write '- route:', with what belongs to it.");
            return;
        }
        for (NodeTuple member : map.getValue()) {
            String key = key(member);
            boolean first = member == map.getValue().get(0);
            if (!PARTS.contains(key)) {
                findings.error(
                        file.name(),
                        line(member.getKeyNode()),
                        key,
                        "is nothing that stands at the left of a route file",
                        Nearest.to(key, PARTS)
                                        .map(near -> "Did you mean " + near + "? ")
                                        .orElse("") + "Known are " + String.join(", ", PARTS) + ".");
            } else if (!first) {
                findings.error(
                        file.name(),
                        line(member.getKeyNode()),
                        key,
                        "has no dash before it",
                        "Write '- " + key + ":' at the left margin.");
            }
        }
    }

    private static String key(NodeTuple member) {
        return member.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private Optional<RouteFile> model(YamlFile yaml, Findings findings) {
        try {
            RouteConfigurationBuilder builder = loader.load(yaml);
            builder.configuration();
            builder.configure();
            RouteFile read = new RouteFile(
                    yaml,
                    builder.getRouteCollection().getRoutes(),
                    builder.getRouteTemplateCollection().getRouteTemplates(),
                    builder.getTemplatedRouteCollection().getTemplatedRoutes(),
                    builder.getRouteConfigurationCollection().getRouteConfigurations(),
                    builder.getRouteCollection().getInterceptSendTos(),
                    beans(yaml.tree()));
            if (read.routesAndTemplates().stream().allMatch(route -> isWhole(route, findings))) {
                return Optional.of(read);
            }
        } catch (MarkedYamlEngineException e) {
            findings.error(
                    yaml.name(),
                    e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
                    "",
                    "cannot be read: " + e.getProblem(),
                    "Correct the word, or how far it is indented.");
        } catch (Exception e) {
            findings.error(
                    yaml.name(),
                    0,
                    "",
                    "cannot be read: " + e.getMessage(),
                    "Compare it with the file as it was delivered.");
        }
        return Optional.empty();
    }

    private static boolean isWhole(RouteOrTemplate route, Findings findings) {
        boolean whole = route.route() != null
                && !route.from().isBlank()
                && !route.route().getOutputs().isEmpty();
        if (!whole) {
            findings.error(
                    route.file().name(),
                    route.line(),
                    route.name(),
                    "is no route, since it has no from, or no steps",
                    "Write from with a uri, and steps in it.");
        }
        return whole;
    }

    private static Set<String> beans(Node tree) {
        Set<String> names = new HashSet<>();
        for (Node part : ((SequenceNode) tree).getValue()) {
            NodeTuple member = ((MappingNode) part).getValue().get(0);
            if (key(member).equals("beans") && member.getValueNode() instanceof SequenceNode list) {
                list.getValue().forEach(bean -> value(bean, "name").ifPresent(names::add));
            }
        }
        return names;
    }

    private static Optional<String> value(Node node, String key) {
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(member -> key(member).equals(key))
                        .filter(member -> member.getValueNode() instanceof ScalarNode)
                        .map(member -> ((ScalarNode) member.getValueNode()).getValue())
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public void close() {
        try {
            camel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
