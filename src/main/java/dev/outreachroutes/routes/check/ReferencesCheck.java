package dev.outreachroutes.routes.check;

import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.routes.file.OurBeans;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.RouteReferences;
import dev.outreachroutes.routes.file.Steps;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Beans and routes that steps name. */
final class ReferencesCheck {

    private static final Pattern BEAN_IN_TEXT =
            Pattern.compile("\\$(?:simple)?\\{bean:([A-Za-z0-9_.-]+)(?:\\?method=(\\w+))?");

    /** Ends like the name of a bean and is another. */
    private static final String TEMPLATE_REF = "routeTemplateRef";

    private ReferencesCheck() {}

    static void run(RouteFiles files) {
        Set<String> own =
                files.list().stream().flatMap(file -> file.beans().stream()).collect(Collectors.toSet());
        for (RouteFile file : files.list()) {
            checkBeans(file.yaml().tree(), file, own, new IdentityHashMap<>(), files);
        }
        List<Pattern> consumed = consumed(files);
        for (RouteOrTemplate route : files.routesAndTemplates()) {
            for (ProcessorDefinition<?> step : Steps.all(route.route().getOutputs())) {
                lost(step, consumed, files).ifPresent(uri -> files.error(route, step, problem(uri), cure(uri, files)));
                unknownMethod(step, files)
                        .ifPresent(call -> files.error(route, step, noMethod(call), methods(call, files)));
            }
        }
        for (RouteFile file : files.list()) {
            for (RouteConfigurationDefinition part : file.configurations()) {
                deadLetterUri(part).flatMap(uri -> lost(uri, consumed, files)).ifPresent(uri -> files.findings()
                        .error(
                                file.name(),
                                RouteFiles.line(file, "deadLetterUri", uri),
                                String.valueOf(part.getId()),
                                "deadLetterUri: " + problem(uri),
                                cure(uri, files)));
                for (ProcessorDefinition<?> step : ofConfiguration(part)) {
                    lost(step, consumed, files)
                            .ifPresent(uri -> files.error(file, part, step, problem(uri), cure(uri, files)));
                    unknownMethod(step, files)
                            .ifPresent(call -> files.error(file, part, step, noMethod(call), methods(call, files)));
                }
            }
        }
    }

    /** The steps of its clauses and interceptors. */
    static Set<ProcessorDefinition<?>> ofConfiguration(RouteConfigurationDefinition part) {
        Set<ProcessorDefinition<?>> steps = new LinkedHashSet<>();
        for (OnExceptionDefinition clause : part.getOnExceptions()) {
            steps.addAll(Steps.all(clause.getOutputs()));
        }
        part.getIntercepts().forEach(each -> steps.addAll(Steps.all(each.getOutputs())));
        part.getInterceptFroms().forEach(each -> steps.addAll(Steps.all(each.getOutputs())));
        part.getInterceptSendTos().forEach(each -> steps.addAll(Steps.all(each.getOutputs())));
        part.getOnCompletions().forEach(each -> steps.addAll(Steps.all(each.getOutputs())));
        return steps;
    }

    private static void checkBeans(
            Node node, RouteFile file, Set<String> own, Map<Node, Boolean> seen, RouteFiles files) {
        if (seen.put(node, true) != null) {
            return;
        }
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(each -> checkBeans(each, file, own, seen, files));
        } else if (node instanceof MappingNode map) {
            for (NodeTuple member : map.getValue()) {
                String key = member.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (!(member.getValueNode() instanceof ScalarNode value)) {
                    checkBeans(member.getValueNode(), file, own, seen, files);
                } else if (key.equals("ref") || key.endsWith("Ref") && !key.equals(TEMPLATE_REF)) {
                    checkBean(value.getValue(), key, value, file, own, files);
                } else {
                    Matcher inText = BEAN_IN_TEXT.matcher(value.getValue());
                    while (inText.find()) {
                        checkBean(inText.group(1), key, value, file, own, files);
                        checkMethod(inText.group(1), inText.group(2), key, value, file, files);
                    }
                }
            }
        }
    }

    private static void checkBean(
            String written, String key, Node place, RouteFile file, Set<String> own, RouteFiles files) {
        String name = files.references().resolve(written.startsWith("#") ? written.substring(1) : written);
        // Of a #class: or #type: Camel says itself when there is none. One of ours may be turned off, and its route
        // with it.
        if (name.contains("{{")
                || name.contains(":")
                || own.contains(name)
                || OurBeans.NAMES.contains(name)
                || files.references().beans().apply(name) != null) {
            return;
        }
        Set<String> known = new HashSet<>(own);
        known.addAll(OurBeans.NAMES);
        files.findings()
                .error(
                        file.name(),
                        place.getStartMark().getLine() + 1,
                        key,
                        "there is no bean '" + name + "'",
                        Nearest.to(name, known)
                                        .map(near -> "Did you mean " + near + "? ")
                                        .orElse("") + "docs/editing-routes.md lists the beans for routes.");
    }

    private static void checkMethod(
            String bean, String method, String key, Node place, RouteFile file, RouteFiles files) {
        Steps.Call call = new Steps.Call(bean, method == null ? "" : method);
        if (isUnknown(call, files)) {
            files.findings()
                    .error(file.name(), place.getStartMark().getLine() + 1, key, noMethod(call), methods(call, files));
        }
    }

    private static boolean isUnknown(Steps.Call call, RouteFiles files) {
        RouteReferences.Known bean = files.references().beans().apply(call.bean());
        return bean != null && !call.method().isEmpty() && !bean.hasMethod(call.method());
    }

    private static Optional<Steps.Call> unknownMethod(ProcessorDefinition<?> step, RouteFiles files) {
        return Steps.call(step).filter(call -> isUnknown(call, files));
    }

    private static String noMethod(Steps.Call call) {
        return "the bean " + call.bean() + " has no method '" + call.method() + "'";
    }

    private static String methods(Steps.Call call, RouteFiles files) {
        return Nearest.to(
                                call.method(),
                                files.references().beans().apply(call.bean()).methods())
                        .map(near -> "Did you mean " + near + "? ")
                        .orElse("")
                + "docs/editing-routes.md lists the methods for routes.";
    }

    /** The endpoint within the process to which a step sends, and which no route reads from. */
    private static Optional<String> lost(ProcessorDefinition<?> step, List<Pattern> consumed, RouteFiles files) {
        return Steps.uri(step).flatMap(uri -> lost(uri, consumed, files));
    }

    private static Optional<String> lost(String written, List<Pattern> consumed, RouteFiles files) {
        return Optional.of(files.references().resolve(written))
                .filter(Steps::isInProcess)
                .filter(uri -> !Steps.isDynamic(uri) && !uri.contains("{{"))
                .map(Steps::endpoint)
                .filter(uri ->
                        consumed.stream().noneMatch(each -> each.matcher(uri).matches()));
    }

    /** What is read within the process; a template's parameters stand for any text. */
    private static List<Pattern> consumed(RouteFiles files) {
        return files.routesAndTemplates().stream()
                .map(route -> files.references().resolve(route.from()))
                .filter(Steps::isInProcess)
                .map(uri -> Pattern.compile(
                        Pattern.quote(Steps.endpoint(uri)).replaceAll("\\{\\{[^{}]+}}", "\\\\E.*\\\\Q")))
                .toList();
    }

    /** Where a configuration's dead letter channel leads, as it is written. */
    static Optional<String> deadLetterUri(RouteConfigurationDefinition part) {
        return part.getErrorHandler() != null
                        && part.getErrorHandler().getErrorHandlerType() instanceof DeadLetterChannelDefinition channel
                ? Optional.ofNullable(channel.getDeadLetterUri())
                : Optional.empty();
    }

    static boolean isConsumed(String endpoint, RouteFiles files) {
        return consumed(files).stream().anyMatch(each -> each.matcher(endpoint).matches());
    }

    private static String problem(String uri) {
        return "sends to " + uri + ", which no route reads from";
    }

    private static String cure(String uri, RouteFiles files) {
        List<String> known = files.routesAndTemplates().stream()
                .map(route -> Steps.endpoint(route.from()))
                .filter(Steps::isInProcess)
                .toList();
        return Nearest.to(uri, known).map(near -> "Did you mean " + near + "? ").orElse("")
                + "Put the route back that begins with from: " + uri + ".";
    }
}
