package dev.outreachroutes.destination;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How often a destination is compared with what Outreach holds, and brought back to what is desired, without anybody asking for it. */
public enum ResyncEvery {
    /** Only when somebody asks for it. The default. */
    OFF,
    DAILY,
    WEEKLY;

    /** From the beginning of one to the beginning of the next; empty when there is none. */
    public Optional<Duration> period() {
        return switch (this) {
            case OFF -> Optional.empty();
            case DAILY -> Optional.of(Duration.ofDays(1));
            case WEEKLY -> Optional.of(Duration.ofDays(7));
        };
    }

    /** As it stands in {@code destinations.yaml}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
