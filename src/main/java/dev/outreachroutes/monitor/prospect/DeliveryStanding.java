package dev.outreachroutes.monitor.prospect;

import java.util.Map;

/** How a destination's delivery stands, as far as it explains why a prospect waits. Times are ISO 8601 in UTC. */
public interface DeliveryStanding {

    /** The destination's. */
    String name();

    /** Attributes for which nothing is sent: why. */
    Map<String, String> blocked();

    /** Null when that is not known now. */
    Boolean getPaused();

    String getPausedSince();

    String getPauseReason();

    /** What delivery waits for besides a pause, in words; empty when for nothing. */
    String waits();
}
