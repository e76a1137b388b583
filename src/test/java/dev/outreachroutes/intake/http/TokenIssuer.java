package dev.outreachroutes.intake.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.test.util.TestSocketUtils;

/** An authorisation server as far as the verification of its access tokens goes: metadata, keys, and tokens as a test wants them. */
final class TokenIssuer implements AutoCloseable {

    static final String AUDIENCE = "outreach-routes";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = TestSocketUtils.findAvailableTcpPort();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile ECKey key = key("first");
    private HttpServer server;

    /** Where it is, or will be. */
    String url() {
        return "http://localhost:" + port + "/tenant";
    }

    /** How tokens of it are recognised. */
    EventsProperties.Jwt settings() {
        return new EventsProperties.Jwt(url(), AUDIENCE, List.of("client_id", "azp", "appid", "cid"));
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        at("/.well-known/openid-configuration", () -> Map.of("issuer", url(), "jwks_uri", url() + "/keys"));
        at("/keys", () -> new JWKSet(key.toPublicJWK()).toJSONObject());
        server.start();
    }

    /** From now on nobody answers there. */
    void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Another key in the place of the one before, under another name. */
    void rotateKey() {
        key = key("later-" + asked.get());
    }

    /** How often it was asked for its metadata or its keys. */
    int asked() {
        return asked.get();
    }

    /** A good token of a client, but for what is changed of it. */
    String token(String clientId, Consumer<JWTClaimsSet.Builder> change) {
        return token(key, clientId, change);
    }

    String token(String clientId) {
        return token(clientId, claims -> {});
    }

    /** With this issuer's name, and the name of its key, but signed by somebody else. */
    String forged(String clientId) {
        return token(key(key.getKeyID()), clientId, claims -> {});
    }

    /** By a key that the issuer does not have. */
    String byUnknownKey(String clientId) {
        return token(key("of nobody"), clientId, claims -> {});
    }

    ECKey key() {
        return key;
    }

    JWTClaimsSet.Builder claims(String clientId) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .subject("service-account")
                .audience(AUDIENCE)
                .claim("client_id", clientId)
                .issueTime(Date.from(now.minus(Duration.ofMinutes(10))))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
    }

    private String token(ECKey signer, String clientId, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = claims(clientId);
        change.accept(claims);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(signer.getKeyID())
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                claims.build());
        try {
            token.sign(new ECDSASigner(signer));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private void at(String path, Supplier<Map<String, Object>> document) {
        server.createContext("/tenant" + path, exchange -> {
            try (HttpExchange answered = exchange) {
                asked.incrementAndGet();
                byte[] body = JSON.writeValueAsBytes(document.get());
                answered.getResponseHeaders().set("Content-Type", "application/json");
                answered.sendResponseHeaders(200, body.length);
                answered.getResponseBody().write(body);
            }
        });
    }

    private static ECKey key(String name) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(name).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
