package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Decides which values Outreach takes, and in which form it keeps them. */
final class AttributeRules {

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final SandboxSettings settings;
    private final AttributeCatalogue catalogue;

    AttributeRules(SandboxSettings settings, AttributeCatalogue catalogue) {
        this.settings = settings;
        this.catalogue = catalogue;
    }

    /** A time as Outreach writes it. */
    static String timestamp(Instant time) {
        return MILLIS.format(time);
    }

    /**
     * The attributes of a write that are to be kept.
     *
     * @throws Refusal for the first that Outreach does not take
     */
    Map<Attribute, JsonNode> accept(JsonNode attributes) {
        Map<Attribute, JsonNode> accepted = new LinkedHashMap<>();
        attributes.properties().forEach(entry -> {
            Attribute attribute = catalogue.named(entry.getKey());
            if (attribute == null) {
                unaccepted(Knobs.UNKNOWN_ATTRIBUTE, entry.getKey(), "is not an attribute of prospect");
            } else if (attribute.readOnly()) {
                unaccepted(Knobs.READ_ONLY, entry.getKey(), "is read-only");
            } else {
                accepted.put(attribute, accept(attribute, entry.getValue()));
            }
        });
        return accepted;
    }

    private void unaccepted(Knob<Knobs.Unaccepted> knob, String name, String what) {
        switch (settings.get(knob)) {
            case IGNORE -> {}
            case BAD_REQUEST -> throw Refusal.badRequest("'" + name + "' " + what + ".");
            case UNPROCESSABLE -> throw Refusal.invalid("/data/attributes/" + name, "'" + name + "' " + what + ".");
        }
    }

    private JsonNode accept(Attribute attribute, JsonNode value) {
        if (value.isNull()) {
            return attribute.type().equals("array") ? attribute.initial() : value;
        }
        return switch (attribute.type()) {
            case "array" -> value.isArray() ? value : refuse(attribute, "is not a list");
            case "boolean" -> bool(attribute, value);
            case "integer", "number" -> value.isNumber() ? value : refuse(attribute, "is not a number");
            default -> string(attribute, value);
        };
    }

    private static JsonNode bool(Attribute attribute, JsonNode value) {
        return switch (value.asText()) {
            case "true", "1" -> BooleanNode.TRUE;
            case "false", "0" -> BooleanNode.FALSE;
            default -> refuse(attribute, "is neither true nor false");
        };
    }

    private JsonNode string(Attribute attribute, JsonNode value) {
        if (!value.isValueNode()) {
            return refuse(attribute, "is not a string");
        }
        JsonNode text = value.isTextual() ? value : TextNode.valueOf(value.asText());
        if (text.textValue().length() > attribute.maxLength()) {
            throw Refusal.tooLong();
        }
        if (attribute.isCustom()) {
            CustomField field = settings.get(Knobs.FIELDS).get(attribute.name());
            return field == null || settings.get(Knobs.TYPE_CHECK) == Knobs.TypeCheck.OFF
                    ? text
                    : typed(attribute, field, text);
        }
        return switch (attribute.format()) {
            case "date" -> checked(attribute, text, LocalDate::parse, "is not a date");
            case "date-time" -> time(attribute, text.textValue());
            default -> text;
        };
    }

    private static JsonNode time(Attribute attribute, String text) {
        try {
            return TextNode.valueOf(timestamp(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException e) {
            return refuse(attribute, "is not a time");
        }
    }

    private JsonNode typed(Attribute attribute, CustomField field, JsonNode text) {
        String value = text.textValue();
        if (value.isEmpty()) {
            return NullNode.instance;
        }
        return switch (field.type()) {
            case "boolean" -> TextNode.valueOf(customBool(attribute, value));
            case "inclusion" -> field.offers(value) ? text : refuseTyped(attribute, "is not included in the list");
            case "currency" -> checked(attribute, text, Integer::parseInt, "is not a whole number");
            case "numerical", "percentage" -> checked(attribute, text, Double::parseDouble, "is not a number");
            case "date" -> checked(attribute, text, LocalDate::parse, "is not a date");
            case "date_time" -> checked(attribute, text, LocalDateTime::parse, "is not a time");
            default -> text;
        };
    }

    private String customBool(Attribute attribute, String value) {
        return switch (value) {
            case "true", "1" -> "true";
            case "false", "0" -> "false";
            default -> refuseTyped(attribute, "is neither true nor false").asText();
        };
    }

    private JsonNode checked(Attribute attribute, JsonNode text, Consumer<String> reader, String mistake) {
        try {
            reader.accept(text.textValue());
            return text;
        } catch (DateTimeException | NumberFormatException e) {
            return attribute.isCustom() ? refuseTyped(attribute, mistake) : refuse(attribute, mistake);
        }
    }

    private JsonNode refuseTyped(Attribute attribute, String mistake) {
        if (settings.get(Knobs.TYPE_CHECK) == Knobs.TypeCheck.DATA) {
            throw Refusal.invalid("/data", attribute.name() + " " + mistake + ".");
        }
        return refuse(attribute, mistake);
    }

    private static JsonNode refuse(Attribute attribute, String mistake) {
        throw Refusal.invalid(attribute.pointer(), attribute.name() + " " + mistake + ".");
    }
}
