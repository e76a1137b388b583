package dev.outreachroutes.profile;

import java.time.Instant;

/**
 * A profile's membership of one segment.
 *
 * @param place where in the body it is
 * @param segmentId the segment's ID, as exported; a UUID in small letters
 * @param status {@code realized} or {@code exited}; null when {@code fault} says why it cannot be understood
 * @param lastQualificationTime null when the export does not carry it
 * @param fault null, or why this membership cannot be understood
 */
public record Membership(Place place, String segmentId, Status status, Instant lastQualificationTime, Fault fault) {

    public Membership {
        if ((status == null) == (fault == null)) {
            throw new IllegalArgumentException("a membership has a status or a fault");
        }
    }

    /** The statuses a membership has. The legacy {@code existing} is read as {@link #REALIZED}. */
    public enum Status {
        REALIZED("realized"),
        EXITED("exited");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** The word used on the wire, by Adobe and, unless something else is configured, in the prospect's custom field. */
        public String text() {
            return text;
        }

        /** The status of a word; null when it is the word of none, or null. */
        public static Status named(String text) {
            return REALIZED.text.equals(text) ? REALIZED : EXITED.text.equals(text) ? EXITED : null;
        }
    }
}
