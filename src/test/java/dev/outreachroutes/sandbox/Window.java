package dev.outreachroutes.sandbox;

import java.time.Instant;

/**
 * What one user asked in one window of the quota.
 *
 * @param user whose
 * @param start when it began
 * @param end when the counter starts again
 * @param requests requests that arrived here, the refused ones among them
 * @param refused those answered 429
 * @param others requests that other clients of the user made
 */
public record Window(long user, Instant start, Instant end, int requests, int refused, int others) {

    /** Requests within the quota. */
    public int granted() {
        return requests - refused;
    }
}
