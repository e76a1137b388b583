package dev.outreachroutes.profile;

import java.time.Instant;

/**
 * A profile's membership of one segment.
 *
 * @param segmentId the segment's ID, as exported
 * @param status {@code realized} or {@code exited}; null when {@code problem} says why it cannot be read
 * @param lastQualificationTime null when the export does not carry it
 * @param problem null, or why this membership cannot be used, after its JSON pointer in the document; never a value of
 *     it
 */
public record Membership(String segmentId, Status status, Instant lastQualificationTime, String problem) {

    /** The statuses a membership has. The legacy {@code existing} is read as {@link #REALIZED}. */
    public enum Status {
        REALIZED("realized"),
        EXITED("exited");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** The word used on the wire, by Adobe and in the prospect's custom field. */
        public String text() {
            return text;
        }
    }
}
