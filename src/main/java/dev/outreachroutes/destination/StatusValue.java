package dev.outreachroutes.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** What the custom field of a segment gets when a profile enters the segment, or leaves it. */
public sealed interface StatusValue {

    /** What a field gets unless something else is configured: Adobe's own word. */
    StatusValue REALIZED = new Fixed(TextNode.valueOf("realized"));

    StatusValue EXITED = new Fixed(TextNode.valueOf("exited"));

    /**
     * What is sent.
     *
     * @param qualified when the profile qualified or, where the export does not say so, when its record was written; {@link Instant#EPOCH}
     *     when neither is known
     * @return a text, a number, true, false, or JSON null, which clears the field
     */
    JsonNode at(Instant qualified);

    /** What a field must be able to hold. */
    Kind kind();

    /** The kinds of values, by what a field must be able to hold. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        /** Nothing: the field is cleared. */
        NULL,
        /** {@code YYYY-MM-DD}. */
        DATE,
        /** RFC 3339, in whole seconds. */
        DATE_TIME
    }

    /**
     * The same value for every profile.
     *
     * @param value a text, a number, true, false or JSON null
     */
    record Fixed(JsonNode value) implements StatusValue {

        public Fixed {
            if (value.isContainerNode() || value.isMissingNode()) {
                throw new IllegalArgumentException("a status is one value");
            }
        }

        @Override
        public JsonNode at(Instant qualified) {
            return value;
        }

        @Override
        public Kind kind() {
            return value.isTextual()
                    ? Kind.TEXT
                    : value.isNumber() ? Kind.NUMBER : value.isBoolean() ? Kind.BOOLEAN : Kind.NULL;
        }

        /** As JSON; another value has another text. */
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /**
     * When the profile qualified; nothing, so that the field is cleared, when that is not known.
     *
     * @param withTime whether it is a date and time; else it is a date
     * @param zone by which a point in time is a date
     */
    record QualifiedAt(boolean withTime, ZoneId zone) implements StatusValue {

        /** How it is written in {@code destinations.yaml}. */
        static final String TEMPLATE = "{{qualifiedAt}}";

        @Override
        public JsonNode at(Instant qualified) {
            if (qualified.equals(Instant.EPOCH)) {
                return NullNode.instance;
            }
            return TextNode.valueOf(
                    withTime
                            ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                    qualified.truncatedTo(ChronoUnit.SECONDS).atZone(zone))
                            : qualified.atZone(zone).toLocalDate().toString());
        }

        @Override
        public Kind kind() {
            return withTime ? Kind.DATE_TIME : Kind.DATE;
        }

        /** Another form has another text. */
        @Override
        public String toString() {
            return TEMPLATE + " as " + (withTime ? "date-time" : "date")
                    + (zone.equals(ZoneOffset.UTC) ? "" : " in " + zone.getId());
        }
    }
}
