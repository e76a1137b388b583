package dev.outreachroutes.backlog;

import java.util.Map;

/**
 * What a change of the configuration means for the fields of segments, for rows that were written before it. All of it happens at once, so
 * that two segments may exchange their fields.
 *
 * @param version of the fields that the change made; rows of this version know it already
 * @param fates by field
 */
record FieldRule(int version, Map<String, Fate> fates) {

    FieldRule {
        fates = Map.copyOf(fates);
    }

    /**
     * What becomes of the status in a field.
     *
     * @param to the field that it goes to; null when nothing is desired of it any more
     * @param clear whether Outreach is to hold nothing in the field, unless somebody desires something there; else what Outreach holds is
     *     left to the one who has the field next
     */
    record Fate(String to, boolean clear) {

        static final Fate CLEARED = new Fate(null, true);
        static final Fate RELEASED = new Fate(null, false);

        /** A segment that moves: what it leaves is cleared. */
        static Fate movedTo(String field) {
            return new Fate(field, true);
        }
    }

    /** Where a field's consent goes; null when nothing is said of it any more. */
    String renamed(String field) {
        Fate fate = fates.get(field);
        return fate == null ? field : fate.to();
    }
}
