package dev.outreachroutes.routes.check;

import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.RouteReferences;
import dev.outreachroutes.routes.file.Steps;
import java.util.List;
import java.util.Optional;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The route files together, and where what is wrong with them goes.
 *
 * @param destinations the destinations' names
 */
public record RouteFiles(
        List<RouteFile> list, List<String> destinations, RouteReferences references, Findings findings) {

    /** Checks what no file shows alone. */
    public void check() {
        NamesCheck.run(this);
        TemplatesCheck.run(this);
        ConfigurationsCheck.run(this);
        ReferencesCheck.run(this);
        OptionsCheck.run(this);
        RequestsCheck.run(this);
        StepsCheck.run(this);
    }

    List<RouteOrTemplate> routesAndTemplates() {
        return list.stream().flatMap(file -> file.routesAndTemplates().stream()).toList();
    }

    Optional<RouteOrTemplate> template(String name) {
        return routesAndTemplates().stream()
                .filter(route -> route.isTemplate(name))
                .findFirst();
    }

    List<RouteConfigurationDefinition> configurations() {
        return list.stream().flatMap(file -> file.configurations().stream()).toList();
    }

    void error(RouteOrTemplate route, String problem, String cure) {
        findings.error(route.file().name(), route.line(), route.name(), problem, cure);
    }

    void error(RouteOrTemplate route, ProcessorDefinition<?> step, String problem, String cure) {
        findings.error(route.file().name(), Steps.line(step), path(route.name(), step), problem, cure);
    }

    void error(
            RouteFile file,
            RouteConfigurationDefinition part,
            ProcessorDefinition<?> step,
            String problem,
            String cure) {
        findings.error(file.name(), Steps.line(step), path(part.getId(), step), problem, cure);
    }

    void warning(RouteOrTemplate route, ProcessorDefinition<?> step, String problem, String cure) {
        findings.warning(route.file().name(), Steps.line(step), path(route.name(), step), problem, cure);
    }

    private static String path(String part, ProcessorDefinition<?> step) {
        return part + "/" + (step.getId() == null ? step.getShortName() : step.getId());
    }

    /** The line of a file where a key has this value; 0 when there is none. */
    static int line(RouteFile file, String key, String value) {
        return line(file.yaml().tree(), key, value);
    }

    private static int line(Node node, String key, String value) {
        if (node instanceof SequenceNode list) {
            return list.getValue().stream()
                    .mapToInt(each -> line(each, key, value))
                    .filter(line -> line > 0)
                    .findFirst()
                    .orElse(0);
        }
        if (node instanceof MappingNode map) {
            for (NodeTuple member : map.getValue()) {
                boolean found = member.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key)
                        && member.getValueNode() instanceof ScalarNode text
                        && text.getValue().equals(value);
                int line = found
                        ? member.getKeyNode().getStartMark().getLine() + 1
                        : line(member.getValueNode(), key, value);
                if (line > 0) {
                    return line;
                }
            }
        }
        return 0;
    }
}
