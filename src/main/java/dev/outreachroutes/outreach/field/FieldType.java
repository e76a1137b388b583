package dev.outreachroutes.outreach.field;

import java.util.Arrays;
import java.util.Locale;

/**
 * What an administrator of Outreach lets a custom field hold, as {@code GET /api/v2/types} names it: see <a
 * href="https://developers.outreach.io/api/reference/">Outreach's reference</a>. The API transports each as a text.
 */
public enum FieldType {
    BOOLEAN("true or false"),
    CURRENCY("whole numbers"),
    DATE("dates"),
    DATE_TIME("dates with a time"),
    INCLUSION("one of its options"),
    MULTI_INCLUSION("some of its options"),
    NUMERICAL("numbers"),
    PERCENTAGE("numbers"),
    PHONE_NUMBER("phone numbers"),
    STRING("any text"),
    URL("addresses of pages"),
    /** A type that this version does not know, or none. */
    UNKNOWN("what is not known");

    private final String holds;

    FieldType(String holds) {
        this.holds = holds;
    }

    /** What it holds, in words. */
    public String holds() {
        return holds;
    }

    /** Its name as Outreach writes it, such as {@code date_time}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of a name, letter case and hyphens apart; {@link #UNKNOWN} for any other, and for null. */
    static FieldType of(String name) {
        String word = name == null ? "" : name.strip().replace('-', '_').toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(type -> type.name().equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
