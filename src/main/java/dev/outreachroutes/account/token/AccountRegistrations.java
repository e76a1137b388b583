package dev.outreachroutes.account.token;

import java.util.Set;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/**
 * Gives Spring Security a client registration for each account, by the account's name. Follows Outreach's page <a
 * href="https://developers.outreach.io/api/oauth/">OAuth</a>.
 *
 * <p>Deliberately no bean: these registrations authorise an account and must never be a way to sign in to the console.
 */
public final class AccountRegistrations implements ClientRegistrationRepository {

    private final OutreachProperties properties;
    private final Set<String> accounts;

    public AccountRegistrations(OutreachProperties properties, Set<String> accounts) {
        this.properties = properties;
        this.accounts = accounts;
    }

    /** Null when there is no such account, or {@code OUTREACH_CLIENT_ID} is not set. */
    @Override
    public ClientRegistration findByRegistrationId(String account) {
        if (!accounts.contains(account) || properties.clientId().isEmpty()) {
            return null;
        }
        String redirectUri = properties.redirectUri();
        return ClientRegistration.withRegistrationId(account)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .clientId(properties.clientId())
                .clientSecret(properties.clientSecret())
                .scope(properties.scopes().split(" "))
                .redirectUri(redirectUri.isEmpty() ? "{baseUrl}" + OutreachProperties.CALLBACK_PATH : redirectUri)
                .authorizationUri(properties.authorizeUrl())
                .tokenUri(properties.apiUrl() + "/oauth/token")
                .build();
    }
}
