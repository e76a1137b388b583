package dev.outreachroutes.console;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.web.client.RestClient;

/**
 * The OpenID provider where people log in. Its metadata are read when the first person wants to log in, and again until that
 * works: a provider that is away stops neither the start nor those who log in otherwise.
 *
 * <p>It knows this one registration. Those of the Outreach accounts are elsewhere, so that no grant of Outreach is ever taken for
 * a login.
 */
final class OidcProvider implements ClientRegistrationRepository {

    /** No account can have this name: underscores are not allowed there. */
    static final String REGISTRATION = "console_login";

    static final String LOGIN = "/login/oidc";
    static final String CALLBACK = LOGIN + "/callback";

    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final ConsoleProperties.Oidc settings;
    private final RestClient http;
    private final InstantSource clock;
    private volatile ClientRegistration known;
    private Instant failed = Instant.MIN;

    OidcProvider(ConsoleProperties.Oidc settings, RestClient http, InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        if (settings.clientId().isBlank()) {
            throw new InvalidConsoleException(
                    "CONSOLE_OIDC_ISSUER is set, and CONSOLE_OIDC_CLIENT_ID is not",
                    "Set CONSOLE_OIDC_CLIENT_ID to the ID of the console's client at the provider.");
        }
        origin();
    }

    /** Scheme, host and port of the provider. */
    String origin() {
        URI issuer = URI.create(settings.issuer());
        if (issuer.getHost() == null || issuer.getScheme() == null) {
            throw new InvalidConsoleException(
                    "CONSOLE_OIDC_ISSUER is no address: " + settings.issuer(),
                    "Set it to the provider's issuer, such as https://login.example.com/realms/main.");
        }
        return issuer.getScheme() + "://" + issuer.getAuthority();
    }

    /**
     * The registration, whose metadata are read now if they have never been.
     *
     * @throws ProviderUnavailableException when they cannot be read
     */
    @Override
    public ClientRegistration findByRegistrationId(String id) {
        if (!REGISTRATION.equals(id)) {
            return null;
        }
        ClientRegistration registration = known;
        return registration == null ? discover() : registration;
    }

    /** One thread asks; whoever waited for it is told the same. */
    private synchronized ClientRegistration discover() {
        if (known == null) {
            if (clock.instant().isBefore(failed.plus(BETWEEN_TRIES))) {
                throw new ProviderUnavailableException(null);
            }
            try {
                known = registration();
            } catch (RuntimeException e) {
                failed = clock.instant();
                Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
                LOG.warn("The OpenID provider {} does not tell its metadata: {}", settings.issuer(), cause.toString());
                throw new ProviderUnavailableException(e);
            }
        }
        return known;
    }

    private ClientRegistration registration() {
        String issuer = settings.issuer().replaceAll("/$", "");
        Map<String, Object> metadata = http.get()
                .uri(URI.create(issuer + "/.well-known/openid-configuration"))
                .retrieve()
                .body(new ParameterizedTypeReference<>() {});
        if (metadata == null
                || !issuer.equals(String.valueOf(metadata.get("issuer")).replaceAll("/$", ""))) {
            throw new IllegalStateException("they are of another issuer");
        }
        Set<String> scopes = new LinkedHashSet<>();
        scopes.add(OidcScopes.OPENID);
        scopes.addAll(settings.scopes());
        ClientRegistration.Builder registration = ClientRegistrations.fromOidcConfiguration(metadata)
                .registrationId(REGISTRATION)
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .scope(scopes)
                .redirectUri("{baseUrl}" + CALLBACK);
        if (settings.clientSecret().isEmpty()) {
            registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        }
        return registration.build();
    }
}
