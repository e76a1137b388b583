package dev.outreachroutes.monitor.prospect;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times for people. */
public final class Times {

    private Times() {}

    /** ISO 8601 in UTC, to the second; empty for null. */
    public static String text(Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
