package dev.outreachroutes.mapping;

/**
 * Something of an event that asks for nothing we may send. Counted with its reason, never an error: it was understood. What was not
 * is {@link Unreadable}.
 *
 * @param reason why, for counting
 * @param subject what is left out: {@code event}, or the prospect attribute or identity namespace concerned
 * @param detail a sentence for people, without any value of the profile
 */
public record Exclusion(Reason reason, String subject, String detail) implements Mapping {

    /** The reasons, as they appear in metrics: the constant's name in lower case with hyphens. */
    public enum Reason {
        NO_OUTREACH_ID,
        ID_NOT_NUMERIC,
        NOTHING_MAPPED,
        NO_CONSENT,
        NOT_A_SCALAR,
        TOO_LONG,
        WRONG_TYPE,
        BY_ROUTE;

        /** Whether a value is there to be sent, and the attribute that is mapped cannot hold it. */
        public boolean isOfAValue() {
            return this == NOT_A_SCALAR || this == TOO_LONG || this == WRONG_TYPE;
        }

        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
