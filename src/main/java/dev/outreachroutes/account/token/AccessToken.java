package dev.outreachroutes.account.token;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An access token, never shown.
 *
 * @param number by which this process speaks of it where the token itself has no business; a new one each time that the token is
 *     read from the database, so that what was sent before can be told from what was sent after
 */
public record AccessToken(long number, String value, Instant mintedAt, Instant expiresAt) {

    private static final AtomicLong NUMBERS = new AtomicLong();

    public AccessToken(String value, Instant mintedAt, Instant expiresAt) {
        this(NUMBERS.incrementAndGet(), value, mintedAt, expiresAt);
    }

    @Override
    public String toString() {
        return "***";
    }
}
