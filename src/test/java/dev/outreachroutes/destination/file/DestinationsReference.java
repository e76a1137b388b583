package dev.outreachroutes.destination.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Makes {@code docs/destinations-reference.md} from {@code routes/destinations.schema.json}, where every key of {@code destinations.yaml} is
 * defined. {@link #main} writes it; a test says when it is not what the schema makes.
 */
final class DestinationsReference {

    static final Path PAGE = Path.of("docs/destinations-reference.md");

    private static final Path SCHEMA = Path.of("routes/destinations.schema.json");

    private static final String HEAD =
            """
            # Reference of `destinations.yaml`

            Made from `routes/destinations.schema.json`; change that file, not this page. Editors that know JSON Schema complete and check the same
            by it. `NAME`, `ID` and the like stand for keys of your own; `[]` stands for each entry of a list. What a key says is what is told
            when it is wrong.

            How to check a file is in [checking.md](checking.md).
            """;

    private final JsonNode root;
    private final StringBuilder page = new StringBuilder(HEAD);
    private final List<String> places = new ArrayList<>();

    private DestinationsReference(JsonNode root) {
        this.root = root;
    }

    /** Writes the page. Run it in the project's directory. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(PAGE, page());
    }

    static String page() throws IOException {
        return made().page.toString();
    }

    /** Every key, as the headings have it. */
    static List<String> places() throws IOException {
        return made().places;
    }

    private static DestinationsReference made() throws IOException {
        DestinationsReference reference = new DestinationsReference(new ObjectMapper().readTree(SCHEMA.toFile()));
        reference.members(reference.root, "");
        return reference;
    }

    /** Whatever stands below a place. */
    private void members(JsonNode schema, String above) {
        List<String> required = new ArrayList<>();
        all(schema).forEach(part -> part.path("required").forEach(name -> required.add(name.asText())));
        for (JsonNode part : all(schema)) {
            part.path("properties")
                    .properties()
                    .forEach(each ->
                            place(each.getValue(), join(above, each.getKey()), required.contains(each.getKey())));
            JsonNode others = part.path("additionalProperties");
            if (others.isObject()) {
                String own = ownKey(above);
                JsonNode names = part.path("propertyNames");
                if (names.isObject()) {
                    page.append("\n`")
                            .append(own)
                            .append("`: ")
                            .append(description(names))
                            .append('\n');
                    limits(names);
                }
                place(others, join(above, own), false);
            }
            if (part.path("items").has("properties")) {
                place(part.path("items"), above + "[]", false);
            }
        }
    }

    /** What people put in the place of a key of their own. */
    private static String ownKey(String above) {
        return switch (above.substring(above.lastIndexOf('.') + 1)) {
            case "segments" -> "SEGMENT-ID";
            case "attributes" -> "ATTRIBUTE";
            case "labels" -> "PATH";
            default -> "NAME";
        };
    }

    private static String join(String above, String key) {
        return above.isEmpty() ? key : above + "." + key;
    }

    private void place(JsonNode schema, String place, boolean required) {
        places.add(place);
        page.append("\n## `").append(place).append("`\n\n");
        page.append(description(schema)).append('\n');
        if (required) {
            page.append("\n- must be there\n");
        }
        limits(schema);
        members(schema, place);
    }

    private void limits(JsonNode schema) {
        StringJoiner lines = new StringJoiner("\n");
        for (JsonNode part : all(schema)) {
            if (part.has("enum")) {
                lines.add("- one of: " + values(part.path("enum")));
            }
            if (part.path("items").has("enum")) {
                lines.add("- each entry one of: " + values(part.path("items").path("enum")));
            }
            if (part.has("minimum") || part.has("maximum")) {
                lines.add("- from " + part.path("minimum").asText("any") + " to "
                        + part.path("maximum").asText("any"));
            }
            if (part.has("maxLength")) {
                lines.add("- at most " + part.path("maxLength").asText() + " characters");
            }
            if (part.has("minItems") || part.has("maxItems")) {
                lines.add("- from " + part.path("minItems").asText("0") + " to "
                        + part.path("maxItems").asText("any") + " entries");
            }
            if (part.has("minProperties")) {
                lines.add("- at least " + part.path("minProperties").asText() + " entry");
            }
            if (part.has("pattern")) {
                lines.add("- else it " + part.path("errorMessage").asText("does not match") + ": `"
                        + part.path("pattern").asText().replace("`", "\\`") + "`");
            }
        }
        String types = types(schema);
        if (!types.isEmpty()) {
            lines.add("- " + types);
        }
        if (lines.length() > 0) {
            page.append('\n').append(lines).append('\n');
        }
    }

    private static String values(JsonNode list) {
        StringJoiner values = new StringJoiner(", ");
        list.forEach(value -> {
            if (!value.isNull()) {
                values.add("`" + value.asText() + "`");
            }
        });
        return values.toString();
    }

    private String types(JsonNode schema) {
        TreeSet<String> types = new TreeSet<>();
        for (JsonNode part : all(schema)) {
            JsonNode type = part.path("type");
            if (type.isTextual()) {
                types.add(type.asText());
            }
            type.forEach(each -> types.add(each.asText()));
        }
        return types.isEmpty() ? "" : "types: " + String.join(", ", types);
    }

    /** The description that stands nearest; of a reference, the one that it leads to. */
    private String description(JsonNode schema) {
        return all(schema).stream()
                .map(part -> part.path("description").asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** A schema and everything that holds for the same value: what it refers to, and what it joins. */
    private List<JsonNode> all(JsonNode schema) {
        List<JsonNode> parts = new ArrayList<>(List.of(schema));
        if (schema.has("$ref")) {
            parts.addAll(all(root.at(schema.path("$ref").asText().substring(1))));
        }
        schema.path("allOf").forEach(each -> parts.addAll(all(each)));
        return parts;
    }
}
