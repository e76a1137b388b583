package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attributes of a prospect, as the product's own catalogue lists them. */
final class AttributeCatalogue {

    private static final String RESOURCE = "/dev/outreachroutes/destination/prospect-attributes.json";

    private final Map<String, Attribute> byName = new LinkedHashMap<>();
    private final List<Attribute> all;

    AttributeCatalogue() {
        try (InputStream resource = AttributeCatalogue.class.getResourceAsStream(RESOURCE)) {
            Call.JSON
                    .readTree(resource)
                    .get("attributes")
                    .properties()
                    .forEach(entry -> add(entry.getKey(), entry.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
        all = List.copyOf(byName.values());
    }

    private void add(String name, JsonNode facts) {
        String type = facts.path("type").asText();
        Attribute attribute = new Attribute(
                byName.size(),
                name,
                type,
                facts.path("format").asText(),
                facts.path("maxLength").asInt(Integer.MAX_VALUE),
                facts.path("readOnly").asBoolean(),
                initial(name, type));
        byName.put(name, attribute);
    }

    /** An attribute, or null. */
    Attribute named(String name) {
        return byName.get(name);
    }

    /** By position. */
    List<Attribute> all() {
        return all;
    }

    private static JsonNode initial(String name, String type) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (name) {
            case "clickCount", "openCount", "replyCount" -> nodes.numberNode(0);
            case "engagedScore" -> nodes.numberNode(0.0);
            case "externalSource" -> nodes.textNode("outreach-api");
            case "callOptedOut", "emailOptedOut", "optedOut" -> nodes.booleanNode(false);
            default -> type.equals("array") ? nodes.arrayNode() : nodes.nullNode();
        };
    }
}
