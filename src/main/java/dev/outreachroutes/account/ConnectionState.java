package dev.outreachroutes.account;

import java.time.Instant;

/**
 * How an account stands with Outreach, for people and monitoring. Carries no secret.
 *
 * @param account its name in {@code destinations.yaml}
 * @param status the kind of state
 * @param problem what is wrong and what to do about it; empty when nothing is
 * @param accessTokenExpiresAt null when there is no access token
 * @param grantExpiresAt when the grant dies if it is not renewed: 14 days after its newest refresh token. For a grant from
 *     {@code OUTREACH_REFRESH_TOKEN} that was never renewed it is counted from its first use. Null when there is none that Outreach
 *     accepts
 * @param grantExpiresSoon whether that is so near that the renewals must have failed for long
 * @param refreshedAt when the newest access token was got; null when there never was one
 * @param grantNumber counts what changes the grant: given, replaced or taken away; 0 when it never was
 * @param authorisation who gave the grant and when, or who took it away; null when there never was one
 */
public record ConnectionState(
        String account,
        ConnectionStatus status,
        String problem,
        Instant accessTokenExpiresAt,
        Instant grantExpiresAt,
        boolean grantExpiresSoon,
        Instant refreshedAt,
        long grantNumber,
        Authorisation authorisation) {

    /** Whether requests are sent: there is a token, be it one that lives on after its grant. */
    public boolean sends(Instant now) {
        return switch (status) {
            case CONNECTED -> true;
            case RECONNECT_NEEDED, CLIENT_REFUSED, THROTTLED, UNAVAILABLE ->
                accessTokenExpiresAt != null && accessTokenExpiresAt.isAfter(now);
            default -> false;
        };
    }

    static ConnectionState unknown(String account, ConnectionStatus status, String problem) {
        return new ConnectionState(account, status, problem, null, null, false, null, 0, null);
    }
}
