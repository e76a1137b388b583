package dev.outreachroutes.destination;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One authorising Outreach user. The OAuth grant and the quota belong to it.
 *
 * @param name as in {@code destinations.yaml}: lower-case letters, digits and hyphens
 * @param quota what Outreach grants this user
 * @param pace the most requests per second that each of its destinations sends
 * @param share how many percent of the quota are used; the rest is left to other programs of the user
 * @param pacing how the quota is used in the course of its period
 * @param quietHours when no request is sent
 * @param budget what its plan has in months or years; null when nothing is configured
 */
public record Account(
        String name, Quota quota, int pace, int share, Pacing pacing, List<QuietHours> quietHours, Budget budget) {

    /** The account that destinations use when they name none. */
    public static final String DEFAULT = "default";

    /** Outreach documents no limit per second; this one is only polite. */
    public static final int DEFAULT_PACE = 100;

    /** All of the quota. */
    public static final int DEFAULT_SHARE = 100;

    /** Quiet hours that follow each other for longer than this are taken for endless. */
    private static final int MOST_IN_A_ROW = 200;

    public Account {
        if (name.isBlank() || pace < 1) {
            throw new IllegalArgumentException("an account has a name and sends at least one request a second");
        }
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("an account uses from 1 to 100 percent of its quota");
        }
        Objects.requireNonNull(quota);
        Objects.requireNonNull(pacing);
        quietHours = List.copyOf(quietHours);
    }

    /** An account that uses all of its quota, as fast as it can and at any time. */
    public Account(String name, Quota quota, int pace) {
        this(name, quota, pace, DEFAULT_SHARE, Pacing.BURST, List.of());
    }

    /** An account without a budget. */
    public Account(String name, Quota quota, int pace, int share, Pacing pacing, List<QuietHours> quietHours) {
        this(name, quota, pace, share, pacing, quietHours, null);
    }

    /** How the quota is used in the course of its period. */
    public enum Pacing {
        /** As fast as the pace allows, until it is used up. The default. */
        BURST,
        /** Spread over the period. */
        EVEN
    }

    /**
     * When requests may be sent again, if a time lies in quiet hours, by the clock of those that end last. Those that begin where others end
     * are one with them.
     */
    public Optional<ZonedDateTime> quietUntil(Instant now) {
        Optional<ZonedDateTime> until = Optional.empty();
        for (int i = 0; i < MOST_IN_A_ROW; i++) {
            Instant from = until.map(ZonedDateTime::toInstant).orElse(now);
            Optional<ZonedDateTime> end = quietHours.stream()
                    .map(each -> each.until(from))
                    .filter(Objects::nonNull)
                    .max(Comparator.comparing(ZonedDateTime::toInstant));
            if (end.isEmpty()) {
                break;
            }
            until = end;
        }
        return until;
    }
}
