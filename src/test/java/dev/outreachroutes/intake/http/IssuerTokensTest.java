package dev.outreachroutes.intake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.outreachroutes.RunningClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Tokens of an issuer that answers by HTTP: which are good, and what holds while it is away. */
class IssuerTokensTest {

    private static final String CLIENT = "outreach-events";

    private final TokenIssuer issuer = new TokenIssuer();
    private final RunningClock clock = new RunningClock();
    private final IssuerTokens tokens = new IssuerTokens(issuer.settings(), clock);

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void aGoodTokenNamesItsClient() {
        issuer.start();

        assertThat(clientOf(issuer.token(CLIENT))).isEqualTo(CLIENT);
        assertThat(clientOf(issuer.token(CLIENT, claims -> claims.audience(List.of("another", TokenIssuer.AUDIENCE)))))
                .isEqualTo(CLIENT);
    }

    @Test
    void theFirstOfTheClientsClaimsCounts() {
        issuer.start();

        assertThat(clientOf(issuer.token(
                        CLIENT, claims -> claims.claim("client_id", null).claim("azp", "by-azp"))))
                .isEqualTo("by-azp");
        assertThat(clientOf(issuer.token(CLIENT, claims -> claims.claim("azp", "by-azp"))))
                .isEqualTo(CLIENT);
    }

    static Stream<Named<Consumer<JWTClaimsSet.Builder>>> whatIsWrong() {
        return Stream.of(
                wrong("another audience", claims -> claims.audience("another")),
                wrong("no audience", claims -> claims.audience((String) null)),
                wrong("another issuer", claims -> claims.issuer("http://localhost/another")),
                wrong("no issuer", claims -> claims.issuer(null)),
                wrong("expired", claims -> claims.expirationTime(inMinutes(-2))),
                wrong("without an end", claims -> claims.expirationTime(null)),
                wrong("not valid yet", claims -> claims.notBeforeTime(inMinutes(2))),
                wrong("of no client", claims -> claims.claim("client_id", null)));
    }

    @ParameterizedTest
    @MethodSource("whatIsWrong")
    void aTokenWithSomethingElseInItIsRefused(Consumer<JWTClaimsSet.Builder> wrong) {
        issuer.start();

        assertRefused(issuer.token(CLIENT, wrong));
    }

    @Test
    void aTokenThatTheIssuerHasNotSignedIsRefused() throws Exception {
        issuer.start();
        JWTClaimsSet claims = issuer.claims(CLIENT).build();
        SignedJWT bySharedSecret = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(issuer.key().getKeyID())
                        .build(),
                claims);
        bySharedSecret.sign(
                new MACSigner(issuer.key().toPublicJWK().toJSONString().getBytes()));

        assertRefused(issuer.forged(CLIENT));
        assertRefused(issuer.byUnknownKey(CLIENT));
        assertRefused(new PlainJWT(claims).serialize());
        assertRefused(bySharedSecret.serialize());
        assertRefused("a.b.c");
        assertThat(clientOf(issuer.token(CLIENT))).as("a good one").isEqualTo(CLIENT);
    }

    @Test
    void anIssuerThatIsAwayAtFirstIsAskedAgainAfterAWhile() {
        String token = issuer.token(CLIENT);
        assertLater(token);
        issuer.start();
        assertLater(token);
        assertThat(issuer.asked()).as("not at once").isZero();

        clock.advance(Duration.ofSeconds(6));

        assertThat(clientOf(token)).isEqualTo(CLIENT);
    }

    @Test
    void whileTheIssuerIsAwayWhatIsSignedByAKeyThatIsKnownIsGood() {
        issuer.start();
        String before = issuer.token(CLIENT);
        clientOf(before);
        issuer.stop();

        assertThat(clientOf(before)).isEqualTo(CLIENT);
        assertThat(clientOf(issuer.token("another"))).isEqualTo("another");
        assertLater(issuer.byUnknownKey(CLIENT));
        assertThat(clientOf(before)).as("also when it is not asked").isEqualTo(CLIENT);
    }

    @Test
    void aTokenOfANewKeyIsGoodAtOnceAndOneOfTheOldKeyNoLonger() {
        issuer.start();
        clientOf(issuer.token(CLIENT));
        String old = issuer.token(CLIENT, claims -> claims.jwtID("not seen yet"));

        issuer.rotateKey();

        assertThat(clientOf(issuer.token(CLIENT))).isEqualTo(CLIENT);
        assertRefused(old);
    }

    @Test
    void aTokenThatIsKnownAsksNobodyUntilItExpires() {
        issuer.start();
        String token = issuer.token(CLIENT, claims -> claims.expirationTime(inMinutes(-0.5)));
        assertThat(clientOf(token)).as("clocks may differ by a minute").isEqualTo(CLIENT);
        String longer = issuer.token(CLIENT);
        clientOf(longer);
        issuer.rotateKey();
        clientOf(issuer.token("another"));

        assertThat(clientOf(longer)).as("known, though its key is gone").isEqualTo(CLIENT);
        assertRefused(token);
        clock.advance(Duration.ofMinutes(5));
        assertRefused(longer);
    }

    private String clientOf(String token) {
        return tokens.clientId(token, Integer.toHexString(token.hashCode()));
    }

    private void assertRefused(String token) {
        assertThatThrownBy(() -> clientOf(token)).isInstanceOf(InvalidBearerTokenException.class);
    }

    private void assertLater(String token) {
        assertThatThrownBy(() -> clientOf(token)).isInstanceOf(AuthenticationServiceException.class);
    }

    private static Named<Consumer<JWTClaimsSet.Builder>> wrong(String name, Consumer<JWTClaimsSet.Builder> change) {
        return Named.of(name, change);
    }

    private static Date inMinutes(double minutes) {
        return Date.from(Instant.now().plusMillis((long) (minutes * 60_000)));
    }
}
