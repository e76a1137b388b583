package dev.outreachroutes.console.login.openid;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.settings.InvalidSettingException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.web.client.RestClient;

/**
 * Reads the metadata of the OpenID provider when the first person wants to log in, and again until that works: a provider that is
 * away stops neither the start nor those who log in otherwise. One thread asks at a time (Spring's supplier); for some seconds
 * after a failure the others are told the same without asking.
 */
final class OidcDiscovery implements Supplier<InMemoryClientRegistrationRepository> {

    private static final Logger LOG = LoggerFactory.getLogger(OidcDiscovery.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final ConsoleProperties.Oidc settings;
    private final RestClient http;
    private final InstantSource machineClock;
    private Instant failed = Instant.MIN;

    OidcDiscovery(ConsoleProperties.Oidc settings, RestClient http, InstantSource machineClock) {
        this.settings = settings;
        this.http = http;
        this.machineClock = machineClock;
        if (settings.clientId().isBlank()) {
            throw new InvalidSettingException(
                    "CONSOLE_OIDC_ISSUER is set, and CONSOLE_OIDC_CLIENT_ID is not",
                    "Set CONSOLE_OIDC_CLIENT_ID to the ID of the console's client at the provider.");
        }
        if (settings.host().isEmpty()) {
            throw new InvalidSettingException(
                    "CONSOLE_OIDC_ISSUER is no address: " + settings.issuer(),
                    "Set it to the provider's issuer, such as https://login.example.com/realms/main.");
        }
    }

    @Override
    public InMemoryClientRegistrationRepository get() {
        if (machineClock.instant().isBefore(failed.plus(BETWEEN_TRIES))) {
            throw new IllegalStateException("the OpenID provider did not answer just now");
        }
        try {
            return new InMemoryClientRegistrationRepository(registration());
        } catch (RuntimeException e) {
            failed = machineClock.instant();
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
            LOG.warn("The OpenID provider {} does not tell its metadata: {}", settings.issuer(), cause.toString());
            throw e;
        }
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
                .registrationId(OidcConfiguration.REGISTRATION)
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .scope(scopes)
                .redirectUri("{baseUrl}" + OidcConfiguration.CALLBACK);
        if (settings.clientSecret().isEmpty()) {
            registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        }
        return registration.build();
    }
}
