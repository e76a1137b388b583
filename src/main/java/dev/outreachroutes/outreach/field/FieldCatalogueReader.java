package dev.outreachroutes.outreach.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.outreach.field.FieldCatalogue.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Outreach answers about fields. Takes answers of any form: what is not understood of a field is unknown, and an answer in which
 * there is nothing about prospects is none. Texts are cut off, and without control characters.
 */
public final class FieldCatalogueReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");
    private static final Pattern LABEL = Pattern.compile("prospectLabel([1-9][0-9]{0,3})");
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

    /** Prospects have 230 attributes. */
    private static final int MOST_FIELDS = 2_000;

    private static final int MOST_OPTIONS = 5_000;
    private static final int LONGEST_TEXT = 255;

    private FieldCatalogueReader() {}

    /**
     * Reads the answer to {@code GET /api/v2/types}: an entry for each type of object, whose {@code meta.validations} has the fields. The
     * entry of prospects is found by its type, letter case and a plural apart, since their spelling is not documented.
     *
     * @return empty when it says nothing of prospects
     */
    public static Optional<FieldCatalogue> ofTypes(String body) {
        JsonNode data = parsed(body).path("data");
        Map<String, ProspectField> fields = new HashMap<>();
        boolean[] found = {false};
        for (JsonNode entry : data.isArray() ? data : JSON.createArrayNode().add(data)) {
            JsonNode validations = validations(entry);
            if (isProspect(entry) && validations.isObject()) {
                found[0] = true;
                validations.properties().forEach(field -> add(field.getKey(), field.getValue(), fields));
            }
        }
        return found[0] ? Optional.of(new FieldCatalogue(Source.TYPES, fields)) : Optional.empty();
    }

    private static boolean isProspect(JsonNode entry) {
        String name = entry.path("type").asText(entry.path("id").asText()).toLowerCase(Locale.ROOT);
        return name.equals("prospect") || name.equals("prospects");
    }

    private static JsonNode validations(JsonNode entry) {
        JsonNode meta = entry.path("meta").path("validations");
        return meta.isObject() ? meta : entry.path("attributes").path("validations");
    }

    private static void add(String name, JsonNode field, Map<String, ProspectField> fields) {
        if (!NAME.matcher(name).matches() || fields.size() >= MOST_FIELDS) {
            return;
        }
        fields.put(
                name,
                new ProspectField(
                        name,
                        FieldType.of(field.path("type").textValue()),
                        text(field.path("label")),
                        options(field.path("definition"))));
    }

    private static Optional<List<String>> options(JsonNode definition) {
        if (!definition.isArray() || definition.size() > MOST_OPTIONS) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>();
        for (JsonNode option : definition) {
            if (!option.isValueNode() || option.isNull()) {
                return Optional.empty();
            }
            // PostgreSQL keeps no such character.
            options.add(option.asText().replace("\u0000", ""));
        }
        return Optional.of(options);
    }

    /**
     * Reads the answer to {@code GET /api/v2}: {@code prospectLabelN} among the organisation's attributes is the label of {@code customN}.
     *
     * @return empty when it has none
     */
    public static Optional<FieldCatalogue> ofRoot(String body) {
        Map<String, ProspectField> fields = new HashMap<>();
        parsed(body).path("data").path("attributes").properties().forEach(attribute -> {
            Matcher label = LABEL.matcher(attribute.getKey());
            if (label.matches()) {
                String name = "custom" + label.group(1);
                fields.put(
                        name, new ProspectField(name, FieldType.UNKNOWN, text(attribute.getValue()), Optional.empty()));
            }
        });
        return fields.isEmpty() ? Optional.empty() : Optional.of(new FieldCatalogue(Source.LABELS, fields));
    }

    /** The catalogue as a text that {@link #stored} reads again. */
    public static String store(FieldCatalogue catalogue) {
        ObjectNode object = JSON.createObjectNode();
        object.put("source", catalogue.source().name());
        ObjectNode fields = object.putObject("fields");
        catalogue.fields().values().forEach(field -> {
            ObjectNode each = fields.putObject(field.name());
            each.put("type", field.type().word());
            each.put("label", field.label());
            field.options().ifPresent(options -> options.forEach(each.putArray("definition")::add));
        });
        return object.toString();
    }

    /** Empty when the text is none of {@link #store}, or that of another version. */
    public static Optional<FieldCatalogue> stored(String text) {
        JsonNode object = parsed(text);
        Map<String, ProspectField> fields = new HashMap<>();
        object.path("fields").properties().forEach(field -> add(field.getKey(), field.getValue(), fields));
        return Arrays.stream(Source.values())
                .filter(source -> source.name().equals(object.path("source").asText()))
                .findFirst()
                .map(source -> new FieldCatalogue(source, fields));
    }

    private static JsonNode parsed(String body) {
        try {
            JsonNode tree = body == null ? null : JSON.readTree(body);
            return tree == null ? JSON.missingNode() : tree;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String text(JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            return "";
        }
        String text = NOT_PRINTABLE.matcher(value.asText()).replaceAll(" ").strip();
        int end = text.offsetByCodePoints(0, Math.min(LONGEST_TEXT, text.codePointCount(0, text.length())));
        return text.substring(0, end);
    }
}
