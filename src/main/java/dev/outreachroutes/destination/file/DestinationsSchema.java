package dev.outreachroutes.destination.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.outreachroutes.destination.SegmentIds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * {@code routes/destinations.schema.json}, the JSON Schema by which editors complete {@code destinations.yaml}. What the schema says
 * of a place is what a mistake there is told with: its {@code errorMessage} is the problem, its {@code description} the cure.
 */
final class DestinationsSchema {

    private static final String MESSAGE = "errorMessage";

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(
                    DestinationsSchema.class.getResourceAsStream("destinations.schema.json"),
                    InputFormat.JSON,
                    SchemaValidatorsConfig.builder()
                            .errorMessageKeyword(MESSAGE)
                            .build());

    private DestinationsSchema() {}

    static void check(JsonNode content, YamlFile file, Findings findings) {
        for (ValidationMessage message : SCHEMA.validate(content)) {
            report(message, file, findings);
        }
    }

    private static void report(ValidationMessage message, YamlFile file, Findings findings) {
        List<String> place = new ArrayList<>(elements(message.getInstanceLocation()).stream()
                .map(String::valueOf)
                .toList());
        String name = message.getProperty();
        if (name != null) {
            place.add(name);
        }
        JsonNode schema = parent(message);
        String value = message.getInstanceNode().asText();
        // What is only ever written may be a secret in the wrong place.
        String said = schema.path("writeOnly").asBoolean() ? "" : "'" + value + "' ";
        JsonNode limit = message.getSchemaNode();
        switch (message.getType()) {
            case "additionalProperties" ->
                findings.error(
                        file, place, "is not a known key", Nearest.suggestion(name, names(schema.path("properties"))));
            case "required" ->
                findings.error(
                        file,
                        place,
                        "is missing",
                        cure(schema.path("properties").path(name)));
            case "propertyNames" ->
                findings.error(
                        file,
                        place,
                        definition(limit).path(MESSAGE).asText(),
                        SegmentIds.meant(name).map(id -> "Write " + id + ".").orElse(cure(definition(limit))));
            case "enum" -> findings.error(file, place, said + "is not known", Nearest.suggestion(value, texts(limit)));
            case "pattern" ->
                findings.error(file, place, said + schema.path(MESSAGE).asText(), cure(schema));
            case "minimum" -> findings.error(file, place, value + " is too small", cure(schema));
            case "maximum" -> findings.error(file, place, value + " is too large", cure(schema));
            case "maxLength" ->
                findings.error(file, place, "has more than " + limit.asText() + " characters", cure(schema));
            case "minProperties", "minItems" -> findings.error(file, place, "is empty", cure(schema));
            case "maxItems" ->
                findings.error(file, place, "has more than " + limit.asText() + " entries", cure(schema));
            case "type" -> reportType(message, place, schema, file, findings);
            default -> findings.error(file, place, message.getError(), cure(schema));
        }
    }

    private static void reportType(
            ValidationMessage message, List<String> place, JsonNode schema, YamlFile file, Findings findings) {
        JsonNode found = message.getInstanceNode();
        List<String> expected =
                schema.path("type").isTextual() ? List.of(schema.path("type").asText()) : texts(schema.path("type"));
        if (found.isNull()) {
            findings.error(file, place, "has nothing behind it", cure(schema));
        } else if (expected.contains("array")) {
            findings.error(file, place, "is not a list", cure(schema));
        } else if (expected.contains("boolean") && !expected.contains("string")) {
            findings.error(file, place, "'" + found.asText() + "' is neither true nor false", cure(schema));
        } else if (expected.contains("object") && !expected.contains("string")) {
            findings.error(
                    file,
                    place,
                    "is not made of keys and values",
                    "Write lines of the form 'key: value' below it, or { key: value } behind it.");
        } else if (expected.contains("array")) {
            findings.error(file, place, "is not a list", cure(schema));
        } else if (found.isContainerNode()) {
            findings.error(file, place, "is not a text", "Write one value behind it.");
        } else {
            findings.error(file, place, "'" + found.asText() + "' is not a whole number", cure(schema));
        }
    }

    /** The part of the schema that has the keyword which was not met. */
    private static JsonNode parent(ValidationMessage message) {
        List<Object> path = elements(message.getSchemaLocation().getFragment());
        JsonNode schema = SCHEMA.getSchemaNode();
        for (Object step : path.subList(0, path.size() - 1)) {
            schema = step instanceof Integer index ? schema.path(index) : schema.path(step.toString());
        }
        return schema;
    }

    private static JsonNode definition(JsonNode schema) {
        return schema.has("$ref")
                ? SCHEMA.getSchemaNode().at(schema.path("$ref").asText().substring(1))
                : schema;
    }

    private static List<Object> elements(JsonNodePath path) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            elements.add(path.getElement(i));
        }
        return elements;
    }

    private static String cure(JsonNode schema) {
        return definition(schema).path("description").asText();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }
}
