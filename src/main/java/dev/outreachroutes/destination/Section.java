package dev.outreachroutes.destination;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A part of {@code destinations.yaml} with keys and values. Keys and values are the texts of the file, never what YAML
 * makes of them: a segment ID of digits stays as it is written. What is not as expected becomes a mistake and reads as
 * absent.
 */
final class Section {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]*");

    private final String path;
    private final Map<String, Node> members = new LinkedHashMap<>();
    private final Mistakes mistakes;
    private final boolean malformed;

    /**
     * @param node null for a section that the file does not have
     */
    Section(String path, Node node, Mistakes mistakes) {
        this.path = path;
        this.mistakes = mistakes;
        this.malformed = !isAbsent(node) && !(node instanceof MappingNode);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        } else if (malformed) {
            mistakes.add(
                    path.isEmpty() ? "line " + line(node) : path,
                    "is not made of keys and values",
                    "Write lines of the form 'key: value' below it, or { key: value } behind it.");
        }
    }

    private void add(NodeTuple member) {
        if (!(member.getKeyNode() instanceof ScalarNode keyNode)) {
            mistakes.add(
                    path.isEmpty() ? "line " + line(member.getKeyNode()) : path,
                    "has a key in line " + line(member.getKeyNode()) + " that is a list or a map",
                    "Write a text as the key.");
            return;
        }
        String key = keyNode.getValue();
        Node earlier = members.putIfAbsent(key, member.getValueNode());
        if (earlier != null) {
            mistakes.add(
                    pathOf(key),
                    "is written twice; the second time in line " + line(keyNode),
                    "Keep one of the two, or join them.");
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static boolean isAbsent(Node node) {
        return node == null
                || node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Set<String> keys() {
        return members.keySet();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Whether something else than keys and values stands here, which has been reported. */
    boolean isMalformed() {
        return malformed;
    }

    /** Whether a key has a value, be it right or wrong. */
    boolean has(String key) {
        return !isAbsent(members.get(key));
    }

    /** Reports every key that is none of these. */
    Section allow(String... allowed) {
        List<String> known = List.of(allowed);
        for (String key : keys()) {
            if (!known.contains(key)) {
                mistakes.add(pathOf(key), "is not a known key", Nearest.suggestion(key, known));
            }
        }
        return this;
    }

    Section section(String key) {
        return new Section(pathOf(key), members.get(key), mistakes);
    }

    /** The text of a value as it is written; empty when there is none. */
    Optional<String> text(String key) {
        Node node = members.get(key);
        if (isAbsent(node)) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        mistakes.add(pathOf(key), "is not a text", "Write one value behind '" + key + ":'.");
        return Optional.empty();
    }

    /** A whole number in a range; empty when there is none or it is a mistake. */
    OptionalInt wholeNumber(String key, int smallest, int largest) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        String range = largest == Integer.MAX_VALUE
                ? "Write a whole number of at least " + smallest + "."
                : "Write a whole number from " + smallest + " to " + largest + ".";
        if (!WHOLE_NUMBER.matcher(text.get()).matches()) {
            mistakes.add(pathOf(key), "'" + text.get() + "' is not a whole number", range);
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= smallest && number <= largest) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // More digits than an int has: out of range like the others.
        }
        mistakes.add(
                pathOf(key),
                text.get() + " is too "
                        + (text.get().startsWith("-") || text.get().equals("0") ? "small" : "large"),
                range);
        return OptionalInt.empty();
    }
}
