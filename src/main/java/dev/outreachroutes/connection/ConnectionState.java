package dev.outreachroutes.connection;

import java.time.Instant;

/**
 * How an account stands with Outreach, for people and monitoring. Carries no secret.
 *
 * @param account its name in {@code destinations.yaml}
 * @param status the kind of state
 * @param problem what is wrong and what to do about it; empty when nothing is
 * @param accessTokenExpiresAt null when there is no access token
 * @param grantExpiresAt when the grant dies if it is not renewed: 14 days after its newest refresh token. For a grant from
 *     {@code OUTREACH_REFRESH_TOKEN} that was never renewed it is counted from its first use. Null when there is none
 * @param refreshedAt when the newest access token was got; null when there never was one
 */
public record ConnectionState(
        String account,
        ConnectionStatus status,
        String problem,
        Instant accessTokenExpiresAt,
        Instant grantExpiresAt,
        Instant refreshedAt) {}
