package dev.outreachroutes.connection;

import java.time.Instant;

/** An access token, never shown. */
record AccessToken(String value, Instant mintedAt, Instant expiresAt) {

    @Override
    public String toString() {
        return "***";
    }
}
