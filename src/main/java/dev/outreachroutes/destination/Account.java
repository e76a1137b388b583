package dev.outreachroutes.destination;

import java.util.Objects;

/**
 * One authorising Outreach user. The OAuth grant and the quota belong to it.
 *
 * @param name as in {@code destinations.yaml}: lower-case letters, digits and hyphens
 * @param quota what Outreach grants this user
 * @param pace the most requests per second that each of its destinations sends
 */
public record Account(String name, Quota quota, int pace) {

    public Account {
        if (name.isBlank() || pace < 1) {
            throw new IllegalArgumentException("an account has a name and sends at least one request a second");
        }
        Objects.requireNonNull(quota);
    }

    /** The account that destinations use when they name none. */
    public static final String DEFAULT = "default";

    /** Outreach documents no limit per second; this one is only polite. */
    public static final int DEFAULT_PACE = 100;
}
