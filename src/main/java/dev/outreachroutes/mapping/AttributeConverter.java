package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.ProspectAttribute;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.Timestamps;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Brings scalars of a profile to the type that a prospect attribute has. Nothing is truncated or guessed. */
final class AttributeConverter {

    /** More digits than any number of a profile has, and few enough for every store and reader. */
    private static final int MOST_DIGITS = 400;

    private static final int LARGEST_SCALE = 10_000;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,50}(\\.[0-9]{1,50})?([eE][+-]?[0-9]{1,3})?");

    private AttributeConverter() {}

    static Conversion convert(JsonNode value, ProspectAttribute attribute) {
        if (value.isContainerNode()) {
            return Conversion.refused(Reason.NOT_A_SCALAR, "is a list or an object");
        }
        String text = text(value);
        if (text == null) {
            return wrong("is a number with more than " + MOST_DIGITS + " digits");
        }
        if (!isStorable(text)) {
            return wrong("has a NUL character or half a surrogate pair");
        }
        return switch (attribute.type()) {
            case TEXT -> limited(text, attribute.maxLength());
            case TEXTS -> Conversion.to(JsonNodeFactory.instance.arrayNode(1).add(text));
            case DATE ->
                value.isTextual() && Timestamps.isDate(text)
                        ? Conversion.to(TextNode.valueOf(text))
                        : wrong("is not a date written YYYY-MM-DD");
            case DATE_TIME ->
                Timestamps.parse(text)
                        .map(time -> Conversion.to(TextNode.valueOf(time.toString())))
                        .orElseGet(() -> wrong("is not a date and time"));
            case BOOLEAN ->
                text.equals("true") || text.equals("false")
                        ? Conversion.to(BooleanNode.valueOf(text.equals("true")))
                        : wrong("is neither true nor false");
            case INTEGER -> whole(value, text);
            case NUMBER -> number(value, text);
            case OBJECTS -> wrong("cannot be a list of objects");
        };
    }

    /** The plain text of a scalar; empty for a number that would be longer than anybody meant. */
    static Optional<String> plainText(JsonNode scalar) {
        return Optional.ofNullable(text(scalar));
    }

    /** The plain text of a scalar; null for a number that would be longer than anybody meant. */
    private static String text(JsonNode value) {
        if (!value.isNumber()) {
            return value.asText();
        }
        BigDecimal number = plain(value.decimalValue());
        return number == null ? null : number.toPlainString();
    }

    private static Conversion limited(String text, int maxLength) {
        return text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength
                ? Conversion.refused(Reason.TOO_LONG, "is longer than " + maxLength + " characters")
                : Conversion.to(TextNode.valueOf(text));
    }

    private static Conversion whole(JsonNode value, String text) {
        BigDecimal number = parsed(value, text);
        if (number == null || number.scale() > 0 || number.precision() - number.scale() > 18) {
            return wrong("is not a whole number of at most 18 digits");
        }
        return Conversion.to(LongNode.valueOf(number.longValueExact()));
    }

    private static Conversion number(JsonNode value, String text) {
        BigDecimal number = parsed(value, text);
        return number == null ? wrong("is not a number") : Conversion.to(DecimalNode.valueOf(number));
    }

    /** The number a node is or spells, without trailing zeros; null when it is none or is out of all bounds. */
    private static BigDecimal parsed(JsonNode value, String text) {
        if (!value.isNumber() && !(value.isTextual() && NUMBER.matcher(text).matches())) {
            return null;
        }
        try {
            return plain(new BigDecimal(text));
        } catch (NumberFormatException e) {
            // An exponent of more digits than a number has.
            return null;
        }
    }

    /** A number without trailing zeros; null when it is out of all bounds. */
    private static BigDecimal plain(BigDecimal number) {
        // With an exponent at the end of its range the zeros could not be taken off.
        if (Math.abs((long) number.scale()) > LARGEST_SCALE) {
            return null;
        }
        BigDecimal plain = number.stripTrailingZeros();
        return Math.abs((long) plain.scale()) + plain.precision() <= MOST_DIGITS ? plain : null;
    }

    /**
     * Whether JSON and the store can hold a text: PostgreSQL's {@code jsonb} has no NUL, UTF-8 no unpaired surrogates.
     */
    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Conversion wrong(String detail) {
        return Conversion.refused(Reason.WRONG_TYPE, detail);
    }
}
