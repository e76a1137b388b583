package dev.outreachroutes.outreach.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.profile.Timestamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether a value that an answer shows is the one that was sent, however Outreach writes numbers, dates and nothing: its custom fields
 * are texts whatever their type is, see <a href="https://developers.outreach.io/api/reference/">Outreach's reference</a>.
 */
public final class SameValue {

    private static final int LONGEST_NUMBER = 80;
    private static final int DATE = 10;

    private SameValue() {}

    /**
     * Whether Outreach holds what is desired.
     *
     * @param desired a text, number, true, false, null or a list of texts. Outreach has a list when all of it is there, whatever else is:
     *     it is not documented whether an update replaces a list or adds to it
     * @param held as it stands in an answer
     */
    public static boolean is(JsonNode desired, JsonNode held) {
        if (isNothing(desired) || isNothing(held)) {
            return isNothing(desired) && isNothing(held);
        }
        if (desired.isArray() || held.isArray()) {
            return desired.isArray() && held.isArray() && entries(held).containsAll(entries(desired));
        }
        if (held.isContainerNode()) {
            return desired.equals(held);
        }
        return is(desired, held.asText())
                || held.isNumber() && desired.isTextual() && isNumber(held.decimalValue(), desired.textValue());
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull()
                || value.isTextual() && value.textValue().isBlank()
                || value.isContainerNode() && value.isEmpty();
    }

    private static Set<String> entries(JsonNode list) {
        Set<String> entries = new HashSet<>();
        list.forEach(entry -> entries.add(entry.isContainerNode() ? entry.toString() : entry.asText()));
        return entries;
    }

    /**
     * @param sent a text, number, true, false or null
     * @param shown as text; a JSON null is {@code null}
     */
    static boolean is(JsonNode sent, String shown) {
        if (sent.isNull()) {
            return shown.isBlank() || shown.equals("null");
        }
        return shown.equals(sent.asText())
                || sent.isNumber() && isNumber(sent.decimalValue(), shown)
                || sent.isTextual() && isTime(sent.textValue(), shown);
    }

    private static boolean isNumber(BigDecimal sent, String shown) {
        try {
            return shown.length() <= LONGEST_NUMBER && new BigDecimal(shown).compareTo(sent) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A date, and a time on it at whatever offset; or the same second. */
    private static boolean isTime(String sent, String shown) {
        if (Timestamps.isDate(sent)) {
            return isOn(sent, shown);
        }
        if (Timestamps.isDate(shown)) {
            return isOn(shown, sent);
        }
        Optional<Instant> time = time(sent);
        return time.isPresent() && time.equals(time(shown));
    }

    private static boolean isOn(String date, String time) {
        Optional<Instant> instant = time(time);
        return instant.isPresent()
                && (time.startsWith(date)
                        || instant.get()
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString()
                                .equals(date));
    }

    /** A point in time that begins with a date: digits alone are a number. */
    private static Optional<Instant> time(String text) {
        return text.length() > DATE && Timestamps.isDate(text.substring(0, DATE))
                ? Timestamps.parse(text).map(time -> time.truncatedTo(ChronoUnit.SECONDS))
                : Optional.empty();
    }
}
