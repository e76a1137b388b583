package dev.outreachroutes.routes.file;

import dev.outreachroutes.destination.file.YamlFile;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Camel's own loader of YAML, for some of the parts of a file: what stands behind a dash at its left margin. Lines stay those of the
 * file.
 */
public final class PartsLoader extends YamlRoutesBuilderLoader {

    /** Making beans is not ours to do where nothing is run. */
    public static final BiPredicate<String, String> WITHOUT_BEANS = (kind, id) -> !kind.equals("beans");

    private static final Set<String> NAMES = Set.of("id", "routeId");

    private final BiPredicate<String, String> wanted;

    /** @param wanted tells of a part's kind, such as {@code route}, and of its ID, empty where it has none, whether to load it */
    public PartsLoader(BiPredicate<String, String> wanted) {
        this.wanted = wanted;
    }

    /** The parts that are wanted; nothing is made of them yet. */
    public RouteConfigurationBuilder load(YamlFile file) throws Exception {
        Resource resource = ResourceHelper.fromString("file:" + file.name(), file.text());
        return (RouteConfigurationBuilder) loadRoutesBuilder(resource);
    }

    @Override
    protected RouteBuilder builder(YamlDeserializationContext context, Node root) {
        if (!(root instanceof SequenceNode list)) {
            return super.builder(context, root);
        }
        List<Node> parts = list.getValue().stream().filter(this::isWanted).toList();
        return super.builder(context, new SequenceNode(list.getTag(), parts, list.getFlowStyle()));
    }

    private boolean isWanted(Node part) {
        if (!(part instanceof MappingNode map) || map.getValue().isEmpty()) {
            return true;
        }
        NodeTuple first = map.getValue().get(0);
        return wanted.test(text(first.getKeyNode()), id(first.getValueNode()));
    }

    private static String id(Node value) {
        return value instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(member -> NAMES.contains(text(member.getKeyNode())))
                        .map(member -> text(member.getValueNode()))
                        .findFirst()
                        .orElse("")
                : "";
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
