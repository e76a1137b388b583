package dev.outreachroutes.destination.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML file of {@code ROUTES_DIR} that could be read: UTF-8, of at most 3 MB, with bounded depth and aliases.
 *
 * @param name the file's name
 * @param text without a byte order mark
 * @param tree its one document, in which every node knows its line; null when there is nothing in it
 */
public record YamlFile(String name, String text, Node tree) {

    private static final int DEEPEST = 100;
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,30}");
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");
    private static final Pattern TRUE_OR_FALSE = Pattern.compile("true|True|TRUE|false|False|FALSE");

    /** How a value is read that is no text. */
    public enum Form {
        /** As a whole number, where it is written as one. */
        WHOLE_NUMBER,
        /** As true or false, where it is written so. */
        TRUE_OR_FALSE,
        /**
         * As text where it stands in quotes, else as the number, true, false or null that it is in YAML 1.2, by which editors go: {@code
         * Yes} is a text. Nothing at all is an empty text.
         */
        AS_WRITTEN
    }

    /** Reads a file of a directory; empty when it cannot be used, which is an error then. */
    public static Optional<YamlFile> read(DirectoryContent content, String name, Findings findings) {
        return text(content.file(name), findings).flatMap(text -> {
            try {
                LoaderOptions options = new LoaderOptions();
                options.setNestingDepthLimit(DEEPEST);
                options.setCodePointLimit(DirectoryContent.LARGEST);
                return Optional.of(new YamlFile(name, text, new Yaml(options).compose(new StringReader(text))));
            } catch (MarkedYAMLException e) {
                findings.error(
                        name,
                        e.getProblemMark().getLine() + 1,
                        "column " + (e.getProblemMark().getColumn() + 1),
                        "is not YAML: " + e.getProblem(),
                        "Indent with spaces, put a space behind every colon, and quote texts with special characters.");
            } catch (ReaderException e) {
                findings.error(
                        name,
                        1
                                + (int) text.codePoints()
                                        .limit(e.getPosition())
                                        .filter(point -> point == '\n')
                                        .count(),
                        "",
                        "is not YAML: it has the control character " + String.format("\\u%04x", e.getCodePoint()),
                        "Remove it.");
            } catch (YAMLException e) {
                findings.error(
                        name, 0, "", "cannot be used: " + e.getMessage(), "Remove needless depth and aliases from it.");
            }
            return Optional.empty();
        });
    }

    /**
     * Its content as JSON. Every value and key is the text that is written, never what YAML makes of it: a segment ID of digits stays
     * as it is. A key that is written twice, or is no text, and an alias within its own anchor are errors.
     *
     * @param forms the keys whose values may be something else
     */
    public JsonNode json(Map<String, Form> forms, Findings findings) {
        JsonNode json = json(tree, new ArrayList<>(), forms, findings, new IdentityHashMap<>());
        return json.isNull() ? JsonNodeFactory.instance.objectNode() : json;
    }

    private JsonNode json(
            Node node, List<String> place, Map<String, Form> forms, Findings findings, Map<Node, JsonNode> made) {
        if (made.containsKey(node)) {
            if (made.get(node) == null) {
                findings.error(this, place, "contains itself", "Write it without the alias.");
                return NullNode.instance;
            }
            return made.get(node);
        }
        made.put(node, null);
        JsonNode json = NullNode.instance;
        if (node instanceof MappingNode map) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            Map<String, Integer> lines = new HashMap<>();
            for (NodeTuple member : map.getValue()) {
                if (!(member.getKeyNode() instanceof ScalarNode key)) {
                    findings.error(
                            name,
                            line(member.getKeyNode()),
                            String.join(".", place),
                            "has a key that is a list or a map",
                            "Write a text as the key.");
                    continue;
                }
                place.add(key.getValue());
                Integer first = lines.putIfAbsent(key.getValue(), line(key));
                if (first != null) {
                    findings.error(
                            name,
                            line(key),
                            String.join(".", place),
                            "is written twice, the first time in line " + first,
                            "Keep one of the two, or join them.");
                } else {
                    JsonNode value = json(member.getValueNode(), place, forms, findings, made);
                    Form form = forms.get(key.getValue());
                    object.set(
                            key.getValue(),
                            form != null && member.getValueNode() instanceof ScalarNode scalar
                                    ? formed(form, scalar, value)
                                    : value);
                }
                place.remove(place.size() - 1);
            }
            json = object;
        } else if (node instanceof SequenceNode list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.getValue().forEach(each -> array.add(json(each, place, forms, findings, made)));
            json = array;
        } else if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            json = TextNode.valueOf(scalar.getValue());
        }
        made.put(node, json);
        return json;
    }

    private static JsonNode formed(Form form, ScalarNode scalar, JsonNode value) {
        String text = scalar.getValue();
        if (form == Form.AS_WRITTEN && !scalar.isPlain()) {
            return value;
        }
        if (form == Form.AS_WRITTEN && text.isEmpty()) {
            return TextNode.valueOf("");
        }
        if (form != Form.WHOLE_NUMBER && TRUE_OR_FALSE.matcher(text).matches()) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        if (form == Form.WHOLE_NUMBER && WHOLE_NUMBER.matcher(text).matches()) {
            return new BigIntegerNode(new BigInteger(text));
        }
        return form == Form.AS_WRITTEN && NUMBER.matcher(text).matches()
                ? DecimalNode.valueOf(new BigDecimal(text))
                : value;
    }

    /** A place below another. */
    static List<String> below(List<String> place, String... keys) {
        List<String> below = new ArrayList<>(place);
        below.addAll(List.of(keys));
        return below;
    }

    /**
     * The line of a place, counted from 1, or of the nearest above it that is there; 0 in an empty file. What stands in a list is named
     * by its number, from 0.
     */
    int line(List<String> place) {
        Node node = tree;
        int line = tree == null ? 0 : line(tree);
        for (String key : place) {
            Optional<Node> element = element(node, key);
            Optional<NodeTuple> member = member(node, key);
            if (element.isPresent()) {
                node = element.get();
                line = line(node);
            } else if (member.isPresent()) {
                line = line(member.get().getKeyNode());
                node = member.get().getValueNode();
            } else {
                break;
            }
        }
        return line;
    }

    /** The element of a list whose place is a number, counted from 0. */
    private static Optional<Node> element(Node node, String key) {
        return node instanceof SequenceNode list && INDEX.matcher(key).matches()
                ? list.getValue().stream().skip(Long.parseLong(key)).findFirst()
                : Optional.empty();
    }

    private static Optional<NodeTuple> member(Node node, String key) {
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(each -> each.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .findFirst()
                : Optional.empty();
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static Optional<String> text(DirectoryContent.File file, Findings findings) {
        if (file.bytes() == null) {
            findings.error(file.name(), 0, "", file.problem(), file.cure());
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file.bytes()))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            findings.error(file.name(), 0, "", "is not UTF-8", "Save it with the encoding UTF-8.");
            return Optional.empty();
        }
    }
}
