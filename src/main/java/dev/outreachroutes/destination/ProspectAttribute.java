package dev.outreachroutes.destination;

/**
 * An attribute that Outreach's prospects have.
 *
 * @param name as in the API, for example {@code firstName}
 * @param maxLength the most characters of a text, in Unicode code points as JSON Schema counts; {@link
 *     Integer#MAX_VALUE} when Outreach names no limit
 * @param readOnly whether Outreach sets it and nobody else
 */
public record ProspectAttribute(String name, Type type, int maxLength, boolean readOnly) {

    public ProspectAttribute {
        if (name.isBlank() || maxLength < 1) {
            throw new IllegalArgumentException("an attribute has a name and room for a character");
        }
    }

    /** What the values of an attribute are: the API's type and format in one. */
    public enum Type {
        TEXT,
        /** {@code YYYY-MM-DD}. */
        DATE,
        /** RFC 3339. */
        DATE_TIME,
        BOOLEAN,
        INTEGER,
        NUMBER,
        /** A list of texts, such as the e-mail addresses. */
        TEXTS,
        /** A list of objects; only read-only attributes are. */
        OBJECTS
    }
}
