package dev.outreachroutes.account;

import dev.outreachroutes.account.token.AccessToken;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.TokenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A row of the table {@code connection}, decrypted. Any part but the account, the status and the problem may be null.
 *
 * @param grantNumber counts the account's grants; 0 when there never was one
 * @param authorisation who gave the grant and when, or who took it away; null when there never was one
 * @param oldKey whether the tokens are encrypted with a key that is for reading only
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
        long grantNumber,
        Authorisation authorisation,
        boolean oldKey,
        String unreadable) {

    /** The access token if it lives longer than until then; null otherwise. */
    AccessToken accessTokenBeyond(Instant moment) {
        boolean beyond = accessToken != null && refreshedAt != null && accessTokenExpiresAt.isAfter(moment);
        return beyond ? new AccessToken(accessToken, refreshedAt, accessTokenExpiresAt) : null;
    }

    /** With another grant. The access token of the one before stays until there is one of the new. */
    StoredConnection granted(String newRefreshToken, String hash, Authorisation given) {
        return replaced(newRefreshToken, accessToken, given.since(), hash, ConnectionStatus.NOT_CONNECTED, "", given);
    }

    /** Whether the access token was given for this grant, and is not left from the one before. */
    boolean hasTokenOfItsGrant() {
        return refreshedAt != null && !refreshedAt.isBefore(authorisation.since());
    }

    /** Without any grant, until a person gives another. */
    StoredConnection disconnected(String hash, String how, Authorisation taken) {
        return replaced(null, null, null, hash, ConnectionStatus.DISCONNECTED, how, taken);
    }

    private StoredConnection replaced(
            String newRefreshToken,
            String keptAccessToken,
            Instant newGrantedAt,
            String hash,
            ConnectionStatus newStatus,
            String newProblem,
            Authorisation newAuthorisation) {
        return new StoredConnection(
                account,
                newRefreshToken,
                keptAccessToken,
                keptAccessToken == null ? null : accessTokenExpiresAt,
                refreshedAt,
                newGrantedAt,
                hash,
                newStatus,
                newProblem,
                0,
                null,
                grantNumber + 1,
                newAuthorisation,
                false,
                null);
    }

    /** Knowing who authorised it. */
    StoredConnection identified(Authoriser authoriser, Set<String> scopes) {
        Set<String> known = scopes.isEmpty() ? authorisation.scopes() : scopes;
        return with(new Authorisation(authorisation.since(), authorisation.by(), known, authoriser));
    }

    private StoredConnection with(Authorisation known) {
        return new StoredConnection(
                account,
                refreshToken,
                accessToken,
                accessTokenExpiresAt,
                refreshedAt,
                grantedAt,
                bootstrapHash,
                status,
                problem,
                failures,
                retryAt,
                grantNumber,
                known,
                oldKey,
                unreadable);
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
                grantNumber,
                tokens.scopes().isEmpty() || authorisation == null
                        ? authorisation
                        : new Authorisation(
                                authorisation.since(), authorisation.by(), tokens.scopes(), authorisation.authoriser()),
                false,
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
                grantNumber,
                authorisation,
                oldKey,
                null);
    }

    /** How many failures of that kind there were in a row. */
    int failuresAs(ConnectionStatus kind) {
        return kind == status ? failures : 0;
    }
}
