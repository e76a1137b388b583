package dev.outreachroutes.destination;

import java.util.Locale;

/** Whether what is desired is sent. */
public enum Mode {
    /** It is. The default. */
    LIVE,
    /** Everything happens but the sending: what would be sent is recorded, and is sent as soon as the mode is {@link #LIVE}. */
    DRY_RUN;

    /** Why nothing is sent for an attribute in dry run, in words. */
    public static final String REASON = "dry run";

    /** As it stands in {@code destinations.yaml}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
