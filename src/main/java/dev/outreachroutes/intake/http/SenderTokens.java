package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Sender;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Recognises a sender by its bearer token: by the token's hash in {@code destinations.yaml}, as that is at this moment, or by what the
 * configured issuer says in it. How long that takes does not depend on how much of a hash is right.
 */
final class SenderTokens implements AuthenticationManager {

    private final Destinations destinations;
    private final Optional<IssuerTokens> issuer;

    SenderTokens(Destinations destinations, Optional<IssuerTokens> issuer) {
        this.destinations = destinations;
        this.issuer = issuer;
    }

    /**
     * @throws org.springframework.security.authentication.AuthenticationServiceException when the issuer has to be asked and does not
     *     answer
     */
    @Override
    public Authentication authenticate(Authentication authentication) throws AuthenticationException {
        String token = ((BearerTokenAuthenticationToken) authentication).getToken();
        byte[] hash = hash(token);
        Sender found = null;
        for (Sender sender : destinations.senders()) {
            for (String known : sender.tokenHashes()) {
                if (MessageDigest.isEqual(hash, HexFormat.of().parseHex(known))) {
                    found = sender;
                }
            }
        }
        if (found == null && issuer.isPresent() && IssuerTokens.isJwt(token)) {
            found = bySubject(issuer.get().clientId(token, HexFormat.of().formatHex(hash)));
        }
        if (found == null) {
            throw new InvalidBearerTokenException("the token is no sender's");
        }
        return new SenderAuthentication(found);
    }

    private Sender bySubject(String clientId) {
        return destinations.senders().stream()
                .filter(sender -> clientId.equals(sender.clientId()))
                .findFirst()
                .orElse(null);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
