package dev.outreachroutes.destination;

import java.util.Locale;

/** What becomes of the field of a segment in Outreach when the segment leaves the configuration. */
public enum OnUnmap {
    /** It keeps what it holds. The default. */
    KEEP,
    /** It is cleared for the prospects that hold a status of the segment. */
    CLEAR;

    /** As it stands in {@code destinations.yaml}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
