package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.AttributeMapping.Input;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.BlankText;
import dev.outreachroutes.profile.Timestamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does with a value of a profile what its mapping says: blanks, letters, and what a date or a number looks like. Nothing is guessed. */
final class ValueFormat {

    /** No date or number is longer. */
    private static final int LONGEST = 80;

    private static final Pattern PLAIN_NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,30})?");

    /** What stands between three digits, as the first group has it, stands between all. */
    private static final String GROUPED = "-?(?:[0-9]{1,40}|[0-9]{1,3}(?:%1$s[0-9]{3}){1,12})(?:%2$s[0-9]{1,30})?";

    private static final Pattern COMMAS_AND_POINT = Pattern.compile(GROUPED.formatted(",", "\\."));
    private static final Pattern POINTS_AND_COMMA = Pattern.compile(GROUPED.formatted("\\.", ","));
    private static final Pattern BLANKS_AND_COMMA = Pattern.compile(GROUPED.formatted("[ \u00a0\u202f\u2009]", ","));

    private static final Pattern YEAR_FIRST = Pattern.compile("([0-9]{4})([-/])([0-9]{1,2})\\2([0-9]{1,2})");
    private static final Pattern YEAR_LAST = Pattern.compile("([0-9]{1,2})([-/.])([0-9]{1,2})\\2([0-9]{4})");
    private static final Pattern TOGETHER = Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})");

    private ValueFormat() {}

    /** @param value a scalar; anything else is left to whoever sends it */
    static Conversion apply(JsonNode value, AttributeMapping mapping) {
        if (value.isContainerNode()) {
            return Conversion.to(value);
        }
        return switch (mapping.format()) {
            case BY_ATTRIBUTE -> Conversion.to(value.isTextual() ? text(value.textValue(), mapping) : value);
            case TEXT ->
                AttributeConverter.plainText(value)
                        .map(text -> Conversion.to(text(text, mapping)))
                        .orElseGet(() -> wrong("is a number with too many digits"));
            case NUMBER -> number(value, mapping.input());
            case DATE ->
                date(value, mapping.input())
                        .or(() -> time(value, mapping)
                                .map(time -> time.atZone(mapping.zone()).toLocalDate()))
                        .map(date -> Conversion.to(TextNode.valueOf(date.toString())))
                        .orElseGet(() -> wrong("is not a date" + written(mapping.input())));
            case DATE_TIME ->
                time(value, mapping)
                        .or(() -> date(value, mapping.input())
                                .map(date -> date.atStartOfDay(mapping.zone()).toInstant()))
                        .map(time -> Conversion.to(TextNode.valueOf(time.toString())))
                        .orElseGet(() -> wrong("is not a date and time" + written(mapping.input())));
        };
    }

    private static TextNode text(String text, AttributeMapping mapping) {
        String trimmed = mapping.trim() ? BlankText.strip(text) : text;
        return TextNode.valueOf(
                switch (mapping.letters()) {
                    case AS_WRITTEN -> trimmed;
                    case LOWER -> trimmed.toLowerCase(Locale.ROOT);
                    case UPPER -> trimmed.toUpperCase(Locale.ROOT);
                });
    }

    private static Conversion number(JsonNode value, Input input) {
        if (value.isNumber()) {
            return Conversion.to(value);
        }
        String text = shortText(value);
        Pattern pattern =
                switch (input) {
                    case COMMAS_AND_POINT -> COMMAS_AND_POINT;
                    case POINTS_AND_COMMA -> POINTS_AND_COMMA;
                    case BLANKS_AND_COMMA -> BLANKS_AND_COMMA;
                    default -> PLAIN_NUMBER;
                };
        if (value.isBoolean() || !pattern.matcher(text).matches()) {
            return wrong("is not a number" + written(input));
        }
        String plain = input == Input.PLAIN || input == Input.COMMAS_AND_POINT
                ? text.replace(",", "")
                : text.replaceAll("[^-0-9,]", "").replace(',', '.');
        return Conversion.to(DecimalNode.valueOf(new BigDecimal(plain)));
    }

    private static Optional<LocalDate> date(JsonNode value, Input input) {
        String text = shortText(value);
        return switch (input) {
            case YEAR_MONTH_DAY -> date(YEAR_FIRST, "-", text, 1, 3, 4);
            case YEAR_MONTH_DAY_WITH_SLASHES -> date(YEAR_FIRST, "/", text, 1, 3, 4);
            case YEAR_MONTH_DAY_TOGETHER -> date(TOGETHER, null, text, 1, 2, 3);
            case DAY_MONTH_YEAR -> date(YEAR_LAST, ".", text, 4, 3, 1);
            case DAY_MONTH_YEAR_WITH_SLASHES -> date(YEAR_LAST, "/", text, 4, 3, 1);
            case DAY_MONTH_YEAR_WITH_HYPHENS -> date(YEAR_LAST, "-", text, 4, 3, 1);
            case MONTH_DAY_YEAR -> date(YEAR_LAST, "/", text, 4, 1, 3);
            default -> Timestamps.isDate(text) ? Optional.of(LocalDate.parse(text)) : Optional.empty();
        };
    }

    private static Optional<LocalDate> date(Pattern pattern, String sign, String text, int year, int month, int day) {
        Matcher parts = pattern.matcher(text);
        if (!parts.matches() || sign != null && !parts.group(2).equals(sign)) {
            return Optional.empty();
        }
        String plain = parts.group(year) + "-" + twoDigits(parts.group(month)) + "-" + twoDigits(parts.group(day));
        return Timestamps.isDate(plain) ? Optional.of(LocalDate.parse(plain)) : Optional.empty();
    }

    private static String twoDigits(String number) {
        return number.length() == 1 ? "0" + number : number;
    }

    /** A point in time; only where nothing is said of how it is written. */
    private static Optional<Instant> time(JsonNode value, AttributeMapping mapping) {
        return mapping.input() == Input.PLAIN ? Timestamps.parse(shortText(value)) : Optional.empty();
    }

    /** Without the blanks around it; empty for what is too long to be a date or a number. */
    private static String shortText(JsonNode value) {
        String text = AttributeConverter.plainText(value).orElse("");
        return text.length() > LONGEST ? "" : BlankText.strip(text);
    }

    private static String written(Input input) {
        return input == Input.PLAIN ? "" : " written " + input.written();
    }

    private static Conversion wrong(String detail) {
        return Conversion.refused(Reason.WRONG_TYPE, detail);
    }
}
