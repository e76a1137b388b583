package dev.outreachroutes.connection;

import java.time.Duration;
import java.time.Instant;

/**
 * A row of the table {@code connection}, decrypted. Any part but the account, the status and the problem may be null.
 *
 * @param unreadable why the tokens could not be decrypted; null when they could
 */
record StoredConnection(
        String account,
        String refreshToken,
        String accessToken,
        Instant accessTokenExpiresAt,
        Instant refreshedAt,
        Instant grantedAt,
        String bootstrapHash,
        ConnectionStatus status,
        String problem,
        int failures,
        Instant retryAt,
        String unreadable) {

    /** The access token if it lives longer than until then; null otherwise. */
    AccessToken accessTokenBeyond(Instant moment) {
        boolean beyond = accessToken != null && refreshedAt != null && accessTokenExpiresAt.isAfter(moment);
        return beyond ? new AccessToken(accessToken, refreshedAt, accessTokenExpiresAt) : null;
    }

    StoredConnection granted(String newRefreshToken, String hash, Instant now) {
        return new StoredConnection(
                account,
                newRefreshToken,
                null,
                null,
                refreshedAt,
                now,
                hash,
                ConnectionStatus.NOT_CONNECTED,
                "",
                0,
                null,
                null);
    }

    StoredConnection minted(TokenAnswer.Tokens tokens, Instant now) {
        boolean renewed = grantedAt == null || !tokens.refreshToken().equals(refreshToken);
        return new StoredConnection(
                account,
                tokens.refreshToken(),
                tokens.accessToken(),
                now.plus(tokens.lifetime()),
                now,
                renewed ? now : grantedAt,
                bootstrapHash,
                ConnectionStatus.CONNECTED,
                "",
                0,
                null,
                null);
    }

    StoredConnection failed(ConnectionStatus newStatus, String newProblem, Instant now, Duration wait) {
        return new StoredConnection(
                account,
                refreshToken,
                accessToken,
                accessTokenExpiresAt,
                refreshedAt,
                grantedAt,
                bootstrapHash,
                newStatus,
                newProblem,
                newStatus == status ? failures + 1 : 1,
                now.plus(wait),
                null);
    }

    /** How many failures of that kind there were in a row. */
    int failuresAs(ConnectionStatus kind) {
        return kind == status ? failures : 0;
    }
}
