package dev.outreachroutes.intake.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outreachroutes.database.LogThrottle;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.web.client.RestTemplate;

/**
 * Reads the access tokens of the configured issuer. Its metadata and keys are asked for when the first token comes, so an issuer that is
 * away stops neither the start nor senders that are recognised otherwise.
 *
 * <p>What was verified is known until it expires. Only {@value #AT_ONCE} unknown tokens are verified at the same time, because one with
 * an unknown key, which anybody can make, has the issuer asked for its keys.
 */
final class IssuerTokens {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerTokens.class);
    private static final int AT_ONCE = 4;
    private static final int MOST_KNOWN = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final LogThrottle LINES = new LogThrottle(Duration.ofMinutes(1));

    private final EventsProperties.Jwt settings;
    private final JwtDecoder decoder;
    private final InstantSource clock;
    private final Semaphore unknown = new Semaphore(AT_ONCE);
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
    private volatile Instant silentUntil = Instant.MIN;

    private record Known(String clientId, Instant expires) {}

    IssuerTokens(EventsProperties.Jwt settings, InstantSource clock) {
        this(settings, new SupplierJwtDecoder(() -> decoder(settings)), clock);
    }

    IssuerTokens(EventsProperties.Jwt settings, JwtDecoder decoder, InstantSource clock) {
        this.settings = settings;
        this.decoder = decoder;
        this.clock = clock;
    }

    /** By the issuer's keys, of whichever kind they are: never by a shared secret, never unsigned. */
    private static JwtDecoder decoder(EventsProperties.Jwt settings) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(TIMEOUT).build());
        requests.setReadTimeout(TIMEOUT);
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(settings.issuer())
                .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
                .validateType(false)
                .restOperations(new RestTemplate(requests))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(),
                new JwtIssuerValidator(settings.issuer()),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audiences -> audiences != null && audiences.contains(settings.audience())),
                new JwtClaimValidator<Instant>(JwtClaimNames.EXP, Objects::nonNull)));
        return decoder;
    }

    static boolean isJwt(String token) {
        return token.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * The client that the issuer has given a token.
     *
     * @param hash of the token
     * @throws InvalidBearerTokenException when it is no such token
     * @throws AuthenticationServiceException when that cannot be told now
     */
    String clientId(String token, String hash) {
        Instant now = clock.instant();
        Known before = known.getIfPresent(hash);
        if (before != null && now.isBefore(before.expires())) {
            return before.clientId();
        }
        if (now.isBefore(silentUntil) || !unknown.tryAcquire()) {
            throw new AuthenticationServiceException("the issuer is not asked now");
        }
        try {
            Jwt jwt = decoder.decode(token);
            String clientId = settings.clientClaims().stream()
                    .map(jwt::getClaimAsString)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(() -> new InvalidBearerTokenException("the token has none of the client's claims"));
            known.put(hash, new Known(clientId, jwt.getExpiresAt()));
            return clientId;
        } catch (BadJwtException e) {
            throw new InvalidBearerTokenException("the token is not valid", e);
        } catch (InvalidBearerTokenException e) {
            throw e;
        } catch (RuntimeException e) {
            silentUntil = now.plus(BETWEEN_TRIES);
            if (LINES.times() > 0) {
                LOG.warn(
                        "The issuer {} does not tell its metadata or keys ({}). Its tokens are answered with 503 meanwhile",
                        settings.issuer(),
                        NestedExceptionUtils.getMostSpecificCause(e).getClass().getSimpleName());
            }
            throw new AuthenticationServiceException("the issuer does not answer", e);
        } finally {
            unknown.release();
        }
    }
}
