package dev.outreachroutes.console.login.openid;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A small OpenID provider. It knows one person, who is always logged in there, and keeps to OpenID Connect as far as the code
 * flow with PKCE goes, unless a test tells it to do something wrong.
 */
final class OpenIdProvider implements AutoCloseable {

    static final String CLIENT = "console";
    static final String SECRET = "a secret of the console's client";
    static final String PERSON = "0b9f3c1e";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = TestSocketUtils.findAvailableTcpPort();
    private final RSAKey key = key();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger exchanges = new AtomicInteger();
    private final AtomicInteger logouts = new AtomicInteger();
    private volatile Map<String, Object> claims = Map.of();
    private volatile Map<String, Object> userInfo = Map.of();
    private volatile Fault fault = Fault.NONE;
    private HttpServer server;

    /** What the provider does wrong. */
    enum Fault {
        NONE,
        DENIES,
        OTHER_STATE,
        OTHER_NONCE,
        OTHER_AUDIENCE,
        OTHER_KEY,
        UNSIGNED,
        EXPIRED,
        NO_TOKEN_ENDPOINT,
        OTHER_PERSON
    }

    /** Where it is, or will be. */
    String issuer() {
        return "http://localhost:" + port + "/realms/main";
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        at("/.well-known/openid-configuration", this::metadata);
        at("/authorize", this::authorize);
        at("/token", this::token);
        at("/keys", exchange -> json(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject()));
        at("/userinfo", this::person);
        at("/logout", this::logout);
        server.start();
    }

    /** What the next ID tokens say of the person, and, in addition, the user-info endpoint. */
    void says(Map<String, Object> inIdToken, Map<String, Object> atUserInfo) {
        claims = inIdToken;
        userInfo = atUserInfo;
    }

    void does(Fault wrong) {
        fault = wrong;
    }

    /** How often somebody wanted tokens for a code. */
    int exchanges() {
        return exchanges.get();
    }

    /** How often somebody whom it knows wanted to be signed out. */
    int logouts() {
        return logouts.get();
    }

    private void at(String path, Handler handler) {
        server.createContext("/realms/main" + path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (JOSEException | NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException, JOSEException, NoSuchAlgorithmException;
    }

    private void metadata(HttpExchange exchange) throws IOException {
        json(
                exchange,
                200,
                Map.of(
                        "issuer", issuer(),
                        "authorization_endpoint", issuer() + "/authorize",
                        "token_endpoint", issuer() + "/token",
                        "jwks_uri", issuer() + "/keys",
                        "userinfo_endpoint", issuer() + "/userinfo",
                        "end_session_endpoint", issuer() + "/logout",
                        "subject_types_supported", List.of("public"),
                        "response_types_supported", List.of("code"),
                        "id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none")));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> request = parameters(exchange.getRequestURI().getRawQuery());
        String back = request.get("redirect_uri");
        if (!CLIENT.equals(request.get("client_id"))
                || !"code".equals(request.get("response_type"))
                || !List.of(request.get("scope").split(" ")).contains("openid")
                || !"S256".equals(request.get("code_challenge_method"))
                || !back.endsWith("/login/oidc/callback")) {
            json(exchange, 400, Map.of("error", "invalid_request"));
            return;
        }
        String state = fault == Fault.OTHER_STATE ? "other" : request.get("state");
        if (fault == Fault.DENIES) {
            redirect(exchange, back + "?error=access_denied&state=" + encode(state));
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, request);
        redirect(exchange, back + "?code=" + code + "&state=" + encode(state));
    }

    private void token(HttpExchange exchange) throws IOException, JOSEException, NoSuchAlgorithmException {
        exchanges.incrementAndGet();
        if (fault == Fault.NO_TOKEN_ENDPOINT) {
            return;
        }
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String basic = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + encode(SECRET)).getBytes(StandardCharsets.UTF_8));
        Map<String, String> request = codes.remove(form.getOrDefault("code", ""));
        if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || request == null
                || !request.get("redirect_uri").equals(form.get("redirect_uri"))
                || !request.get("code_challenge").equals(hash(form.get("code_verifier")))) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        json(
                exchange,
                200,
                Map.of(
                        "access_token",
                        "an access token",
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "scope",
                        request.get("scope"),
                        "id_token",
                        idToken(request.get("nonce"))));
    }

    private String idToken(String nonce) throws JOSEException {
        Instant now = Instant.now().minusSeconds(fault == Fault.EXPIRED ? 7200 : 0);
        JWTClaimsSet.Builder token = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(PERSON)
                .audience(fault == Fault.OTHER_AUDIENCE ? "another client" : CLIENT)
                .claim("nonce", fault == Fault.OTHER_NONCE ? "other" : nonce)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
        claims.forEach(token::claim);
        if (fault == Fault.UNSIGNED) {
            return new com.nimbusds.jwt.PlainJWT(token.build()).serialize();
        }
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), token.build());
        jwt.sign(new RSASSASigner(fault == Fault.OTHER_KEY ? key() : key));
        return jwt.serialize();
    }

    private void person(HttpExchange exchange) throws IOException {
        Map<String, Object> person = new HashMap<>(userInfo);
        person.put("sub", fault == Fault.OTHER_PERSON ? "somebody else" : PERSON);
        boolean known =
                "Bearer an access token".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        json(exchange, known ? 200 : 401, person);
    }

    private void logout(HttpExchange exchange) throws IOException {
        Map<String, String> request = parameters(exchange.getRequestURI().getRawQuery());
        if (request.containsKey("id_token_hint")) {
            logouts.incrementAndGet();
            redirect(exchange, request.get("post_logout_redirect_uri"));
        } else {
            json(exchange, 400, Map.of("error", "invalid_request"));
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> parameters(String query) {
        return UriComponentsBuilder.newInstance()
                .query(query.replace("+", "%20"))
                .build()
                .getQueryParams()
                .toSingleValueMap()
                .entrySet()
                .stream()
                .collect(HashMap::new, (all, one) -> all.put(one.getKey(), decode(one.getValue())), HashMap::putAll);
    }

    private static String hash(String verifier) throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("the only one").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
