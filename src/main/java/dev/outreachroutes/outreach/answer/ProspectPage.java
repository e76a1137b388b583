package dev.outreachroutes.outreach.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /api/v2/prospects} tells: a page of prospects with attributes. See <a
 * href="https://developers.outreach.io/api/making-requests/">Outreach's page on requests</a>.
 *
 * @param prospects attributes by prospect, as Outreach writes them: data of persons. What an answer leaves out is not there
 * @param more whether Outreach has more than fits into the page
 */
public record ProspectPage(Map<Long, Map<String, JsonNode>> prospects, boolean more) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** More digits than any number that Outreach keeps. */
    private static final int MOST_DIGITS = 400;

    public ProspectPage {
        prospects = Collections.unmodifiableMap(new HashMap<>(prospects));
    }

    /**
     * Reads an answer of any form. What is no prospect with a number in a list is no answer at all; prospects without attributes are there
     * without any.
     *
     * @return empty when it is no list of prospects
     */
    public static Optional<ProspectPage> read(String body) {
        JsonNode document;
        try {
            document = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (document == null || !document.path("data").isArray()) {
            return Optional.empty();
        }
        Map<Long, Map<String, JsonNode>> prospects = new HashMap<>();
        for (JsonNode resource : document.path("data")) {
            long id = resource.path("id").asLong();
            if (id < 1) {
                return Optional.empty();
            }
            Map<String, JsonNode> attributes = prospects.computeIfAbsent(id, any -> new LinkedHashMap<>());
            resource.path("attributes")
                    .properties()
                    .forEach(each -> attributes.put(each.getKey(), storable(each.getValue())));
        }
        JsonNode next = document.at("/links/next");
        return Optional.of(new ProspectPage(prospects, !next.isMissingNode() && !next.isNull()));
    }

    /** A value that the database can keep: what it cannot, is replaced by a text that nobody desires. */
    private static JsonNode storable(JsonNode value) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return (long) number.precision() + Math.abs((long) number.scale()) > MOST_DIGITS
                    ? TextNode.valueOf("a number of more than " + MOST_DIGITS + " digits")
                    : value;
        }
        if (value.isArray()) {
            ArrayNode entries = JsonNodeFactory.instance.arrayNode();
            value.forEach(entry -> entries.add(storable(entry)));
            return entries;
        }
        if (value.isObject()) {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(field -> fields.set(text(field.getKey()), storable(field.getValue())));
            return fields;
        }
        return value.isTextual() ? TextNode.valueOf(text(value.textValue())) : value;
    }

    private static String text(String text) {
        CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
        return text.indexOf('\0') < 0 && utf8.canEncode(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    /** Without values. */
    @Override
    public String toString() {
        return prospects.size() + " prospects" + (more ? " and more" : "");
    }
}
