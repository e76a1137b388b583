package dev.outreachroutes.destination;

import java.util.HashMap;
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
 * makes of them: a segment ID of digits stays as it is written. What is not as expected becomes an error and reads as
 * absent.
 */
final class Section {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]*");

    private final String file;
    private final String path;
    private final int line;
    private final Findings findings;
    private final boolean malformed;
    private final Map<String, Node> members = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Section> sections = new HashMap<>();

    /** The whole of a file. */
    Section(YamlFile file, Findings findings) {
        this(file.name(), "", file.tree() == null ? 0 : line(file.tree()), file.tree(), findings);
    }

    /**
     * @param node null for a section that the file does not have
     */
    private Section(String file, String path, int line, Node node, Findings findings) {
        this.file = file;
        this.path = path;
        this.line = line;
        this.findings = findings;
        this.malformed = !isAbsent(node) && !(node instanceof MappingNode);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        } else if (malformed) {
            findings.error(
                    file,
                    line,
                    path,
                    "is not made of keys and values",
                    "Write lines of the form 'key: value' below it, or { key: value } behind it.");
        }
    }

    private void add(NodeTuple member) {
        if (!(member.getKeyNode() instanceof ScalarNode keyNode)) {
            findings.error(
                    file,
                    line(member.getKeyNode()),
                    path,
                    "has a key that is a list or a map",
                    "Write a text as the key.");
            return;
        }
        String key = keyNode.getValue();
        Node earlier = members.putIfAbsent(key, member.getValueNode());
        Integer first = lines.putIfAbsent(key, line(keyNode));
        if (earlier != null) {
            findings.error(
                    file,
                    line(keyNode),
                    pathOf(key),
                    "is written twice, the first time in line " + first,
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

    /** Reports a mistake at a key, or here when there is no such key. */
    void mistake(String key, String problem, String cure) {
        findings.error(file, lineOf(key), pathOf(key), problem, cure);
    }

    /** Reports what may be right, but hardly is. */
    void doubt(String key, String problem, String cure) {
        findings.warning(file, lineOf(key), pathOf(key), problem, cure);
    }

    /** Reports what may be right, but hardly is, of the section as a whole. */
    void doubt(String problem, String cure) {
        findings.warning(file, line, path, problem, cure);
    }

    private int lineOf(String key) {
        return lines.getOrDefault(key, line);
    }

    private String pathOf(String key) {
        String shown = key.isEmpty() ? "''" : key;
        return path.isEmpty() ? shown : path + "." + shown;
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
                mistake(key, "is not a known key", Nearest.suggestion(key, known));
            }
        }
        return this;
    }

    Section section(String key) {
        Section section = sections.get(key);
        if (section == null) {
            section = new Section(file, pathOf(key), lineOf(key), members.get(key), findings);
            sections.put(key, section);
        }
        return section;
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
        mistake(key, "is not a text", "Write one value behind '" + key + ":'.");
        return Optional.empty();
    }

    /** A text for people: of one line and not too long. */
    Optional<String> words(String key, int longest) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return text;
        }
        if (text.get().codePoints().anyMatch(Section::breaksLine)) {
            mistake(key, "has a line break or another control character", "Write one line.");
        } else if (text.get().codePointCount(0, text.get().length()) > longest) {
            mistake(key, "has more than " + longest + " characters", "Write fewer.");
        }
        return text;
    }

    private static boolean breaksLine(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
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
            mistake(key, "'" + text.get() + "' is not a whole number", range);
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
        mistake(
                key,
                text.get() + " is too "
                        + (text.get().startsWith("-") || text.get().equals("0") ? "small" : "large"),
                range);
        return OptionalInt.empty();
    }
}
