package dev.outreachroutes.account.token;

import java.time.Duration;
import java.util.Set;

/** What the token endpoint says to a refresh token or a code. No form of it carries a secret in its text. */
public sealed interface TokenAnswer {

    /**
     * New tokens.
     *
     * @param accessToken to be sent as a bearer token
     * @param refreshToken the new one, or what was used if the answer brings none
     * @param lifetime of the access token
     * @param scopes as granted; empty when the answer does not say
     */
    record Tokens(String accessToken, String refreshToken, Duration lifetime, Set<String> scopes)
            implements TokenAnswer {

        @Override
        public String toString() {
            return "Tokens[lifetime=" + lifetime + ", scopes=" + scopes + "]";
        }
    }

    /** The refresh token, or the code, is expired, revoked, used up or belongs to another application. */
    record GrantDead(String reason) implements TokenAnswer {}

    /** The application is not accepted: its ID, its secret or its redirect URI is wrong. */
    record ClientRefused(String reason) implements TokenAnswer {}

    /** Too soon after the last token; {@code retryAfter} is null when the answer does not say how long to wait. */
    record Throttled(Duration retryAfter) implements TokenAnswer {}

    /** No usable answer: an outage, a network failure, or something in between that answers for Outreach. */
    record Unavailable(String reason, Duration retryAfter) implements TokenAnswer {}
}
