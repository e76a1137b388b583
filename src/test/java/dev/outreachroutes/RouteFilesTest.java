package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The route files open in every tool that knows Camel's YAML, and tell in words what each of their nodes does. */
class RouteFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    /** What stands at the top of a file or of a list of error handlers. */
    private static final Set<String> PARTS =
            Set.of("route", "routeTemplate", "routeConfiguration", "from", "onException", "interceptSendToEndpoint");

    /** A route template names the routes made of it; its own ID is the template's. */
    private static final Set<String> NAMELESS = Set.of("/routeTemplate/route");

    /** Steps whose name and value say it all. */
    private static final Set<String> PLAIN = Set.of("setHeader", "setBody");

    /**
     * A node of a route.
     *
     * @param kind its name in the YAML, such as {@code setHeader}
     * @param path where it stands
     * @param content what it holds
     */
    private record Node(String kind, String path, JsonNode content) {

        String id() {
            return content.path("id").asText();
        }

        @Override
        public String toString() {
            return path + (id().isEmpty() ? "" : " (" + id() + ")");
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsAsTheSchemaOfCamelsYamlWantsIt(Path file) throws IOException {
        assertThat(SCHEMA.validate(read(file))).isEmpty();
    }

    /** Camel's canonical form, which Kaoto writes, has the language of an expression below the key {@code expression} and nowhere else. */
    @ParameterizedTest
    @MethodSource("files")
    void everyExpressionIsInTheCanonicalForm(Path file) throws IOException {
        assertThat(read(file).findParents("simple").stream().flatMap(parent -> parent.properties().stream()))
                .filteredOn(member -> !member.getKey().equals("simple"))
                .as("what stands beside a language")
                .isEmpty();
        assertThat(read(file).findValues("onWhen"))
                .allSatisfy(when -> assertThat(when.fieldNames()).toIterable().containsOnly("expression"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyNodeHasAnIdThatNoOtherNodeOfTheFileHas(Path file) throws IOException {
        List<Node> nodes = nodes(file);
        assertThat(nodes).hasSizeGreaterThan(5);
        assertThat(nodes)
                .filteredOn(node -> node.id().isEmpty() && !NAMELESS.contains(node.path))
                .as("nodes without an id")
                .isEmpty();
        assertThat(nodes.stream().map(Node::id).filter(id -> !id.isEmpty()))
                .as("ids")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyNodeThatIsNotPlainTellsWhatItDoes(Path file) throws IOException {
        assertThat(nodes(file))
                .filteredOn(node -> !PLAIN.contains(node.kind))
                .filteredOn(node -> node.content.path("description").asText().isBlank())
                .as("nodes without a description")
                .isEmpty();
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.valueToTree(new Yaml().load(Files.readString(file)));
    }

    private static List<Node> nodes(Path file) throws IOException {
        List<Node> nodes = new ArrayList<>();
        collect("", read(file), nodes);
        return nodes;
    }

    private static void collect(String path, JsonNode value, List<Node> nodes) {
        if (value.isArray()) {
            value.forEach(element -> collect(path, element, nodes));
        }
        boolean step = value.isObject() && path.endsWith("/steps");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String below = path + "/" + member.getKey();
            if (member.getValue().isObject() && (step || PARTS.contains(member.getKey()))) {
                nodes.add(new Node(member.getKey(), below, member.getValue()));
            }
            collect(below, member.getValue(), nodes);
        }
    }
}
