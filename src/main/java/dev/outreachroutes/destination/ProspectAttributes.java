package dev.outreachroutes.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.destination.ProspectAttribute.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of Outreach's prospects, from the OpenAPI document that Outreach publishes at <a
 * href="https://api.outreach.io/api/v2/schema/openapi.json">api.outreach.io</a>.
 */
public final class ProspectAttributes {

    private static final Map<String, ProspectAttribute> CATALOGUE = load();

    private ProspectAttributes() {}

    /**
     * The attribute of a name, which is matched in its letter case as the API does; empty when prospects have none so
     * named.
     */
    public static Optional<ProspectAttribute> named(String name) {
        return Optional.ofNullable(CATALOGUE.get(name));
    }

    /** Every attribute, in the catalogue's order. */
    public static Collection<ProspectAttribute> all() {
        return CATALOGUE.values();
    }

    private static Map<String, ProspectAttribute> load() {
        try (InputStream file = ProspectAttributes.class.getResourceAsStream("prospect-attributes.json")) {
            Map<String, ProspectAttribute> catalogue = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry :
                    new ObjectMapper().readTree(file).required("attributes").properties()) {
                JsonNode schema = entry.getValue();
                catalogue.put(
                        entry.getKey(),
                        new ProspectAttribute(
                                entry.getKey(),
                                type(schema),
                                schema.path("maxLength").asInt(Integer.MAX_VALUE),
                                schema.path("readOnly").asBoolean()));
            }
            return Collections.unmodifiableMap(catalogue);
        } catch (IOException e) {
            throw new UncheckedIOException("The catalogue of prospect attributes cannot be read", e);
        }
    }

    private static Type type(JsonNode schema) {
        String type = schema.required("type").asText();
        return switch (type) {
            case "string" ->
                switch (schema.path("format").asText()) {
                    case "date" -> Type.DATE;
                    case "date-time" -> Type.DATE_TIME;
                    default -> Type.TEXT;
                };
            case "boolean" -> Type.BOOLEAN;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "array" -> "string".equals(schema.path("items").asText()) ? Type.TEXTS : Type.OBJECTS;
            default -> throw new IllegalStateException("Unknown type in the catalogue: " + type);
        };
    }
}
