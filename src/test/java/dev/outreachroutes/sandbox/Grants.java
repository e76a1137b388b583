package dev.outreachroutes.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who allowed the application what: codes, refresh tokens and access tokens. They are random, behind a beginning by which a
 * search of logs knows them.
 */
final class Grants {

    /** What a user allowed. */
    record Grant(long user, Set<String> scopes) {

        String scope() {
            return String.join(" ", scopes);
        }
    }

    private record Code(Grant grant, String redirectUri, Instant expires) {}

    private record RefreshToken(String value, Grant grant, Instant expires) {}

    private record AccessToken(Grant grant, Instant expires) {}

    /** A pair of new tokens. */
    record Minted(String accessToken, String refreshToken, Grant grant) {}

    private final SandboxSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<Long, Deque<RefreshToken>> refreshTokens = new HashMap<>();
    private final Map<Long, Instant> lastMinted = new HashMap<>();
    private final Map<String, AccessToken> accessTokens = new ConcurrentHashMap<>();
    private final AtomicLong minted = new AtomicLong();

    Grants(SandboxSettings settings) {
        this.settings = settings;
    }

    static Set<String> scopes(String text) {
        return new LinkedHashSet<>(Arrays.asList(text.trim().split("\\s+")));
    }

    synchronized String issueCode(Grant grant, String redirectUri) {
        String code = "sandbox-code-" + random(24);
        codes.put(code, new Code(grant, redirectUri, now().plus(settings.get(Knobs.CODE_TTL))));
        return code;
    }

    synchronized String issueRefreshToken(Grant grant) {
        return keep("sandbox-refresh-" + random(32), grant);
    }

    /** Makes the text a refresh token of the grant. */
    synchronized String keep(String value, Grant grant) {
        Deque<RefreshToken> tokens = refreshTokens.computeIfAbsent(grant.user(), user -> new ArrayDeque<>());
        tokens.addLast(new RefreshToken(value, grant, now().plus(settings.get(Knobs.REFRESH_TOKEN_TTL))));
        while (tokens.size() > settings.get(Knobs.REFRESH_TOKEN_CAP)) {
            tokens.removeFirst();
        }
        return value;
    }

    synchronized String issueAccessToken(Grant grant) {
        Instant now = now();
        accessTokens.values().removeIf(token -> token.expires().isBefore(now.minusSeconds(86_400)));
        String token = jwt(grant, now);
        accessTokens.put(token, new AccessToken(grant, now.plus(settings.get(Knobs.ACCESS_TOKEN_TTL))));
        minted.incrementAndGet();
        return token;
    }

    /**
     * Exchanges a code, which is then used up.
     *
     * @throws Refusal of {@link TokenEndpoint}'s making when the code is no good or another token is too young
     */
    synchronized Minted exchangeCode(String value, String redirectUri) {
        Code code = codes.get(value);
        if (code == null || !code.redirectUri().equals(redirectUri) || !now().isBefore(code.expires())) {
            codes.remove(value);
            throw TokenEndpoint.invalidGrant();
        }
        Minted tokens = mint(code.grant());
        codes.remove(value);
        return tokens;
    }

    /** Exchanges a refresh token for new tokens. */
    synchronized Minted refresh(String value) {
        RefreshToken token = refreshTokens.values().stream()
                .flatMap(Deque::stream)
                .filter(kept -> kept.value().equals(value) && now().isBefore(kept.expires()))
                .findFirst()
                .orElseThrow(TokenEndpoint::invalidGrant);
        Minted tokens = mint(token.grant());
        if (settings.get(Knobs.ROTATION) == Knobs.Rotation.STRICT) {
            refreshTokens.get(token.grant().user()).remove(token);
        }
        return tokens;
    }

    private Minted mint(Grant grant) {
        Instant last = lastMinted.get(grant.user());
        if (last != null && now().isBefore(last.plus(settings.get(Knobs.TOKEN_THROTTLE)))) {
            throw TokenEndpoint.tooSoon();
        }
        lastMinted.put(grant.user(), now());
        return new Minted(issueAccessToken(grant), issueRefreshToken(grant), grant);
    }

    /** Takes back everything that the user allowed. */
    synchronized void revoke(long user) {
        refreshTokens.remove(user);
        codes.values().removeIf(code -> code.grant().user() == user);
        expireAccessTokens(user);
    }

    /** Ends the life of the user's access tokens. */
    synchronized void expireAccessTokens(long user) {
        accessTokens.replaceAll(
                (value, token) -> token.grant().user() == user ? new AccessToken(token.grant(), Instant.MIN) : token);
    }

    /**
     * The grant of an access token.
     *
     * @throws Refusal when there is no such token, or it is no longer good
     */
    Grant grantOf(String accessToken) {
        AccessToken token = accessTokens.get(accessToken);
        if (token == null) {
            throw Refusal.gateway(401, "Invalid JWT token.", "The JWT token could not be decoded.");
        }
        if (!now().isBefore(token.expires())) {
            int status = settings.get(Knobs.EXPIRED_STATUS);
            throw settings.get(Knobs.EXPIRED_BODY) == Knobs.ErrorBody.GATEWAY
                    ? Refusal.gateway(status, "Expired JWT token.", "The JWT token has expired.")
                    : Refusal.error(status, "unauthorized", "Unauthorized", "The access token has expired.");
        }
        return token.grant();
    }

    /** Access tokens made so far. */
    long minted() {
        return minted.get();
    }

    private Instant now() {
        return settings.clock().instant();
    }

    private String jwt(Grant grant, Instant now) {
        return base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
                + "." + base64("{\"sub\":\"" + grant.user() + "\",\"iat\":" + now.getEpochSecond() + "}")
                + "." + random(32);
    }

    private String random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
