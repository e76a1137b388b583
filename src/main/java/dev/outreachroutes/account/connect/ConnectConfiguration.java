package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.console.login.HttpProtection;
import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.monitor.Accounts;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/** Connecting accounts in the browser. */
@Configuration(proxyBeanMethods = false)
class ConnectConfiguration {

    /** Before what maps everything. */
    private static final int FIRST = -1;

    @Bean
    AuthorizationRequestRepository<OAuth2AuthorizationRequest> accountAuthorizationRequests() {
        return new HttpSessionOAuth2AuthorizationRequestRepository();
    }

    /** Asked for an account by name only: connecting begins with a button that only an admin has, never with a link. */
    @Bean
    OAuth2AuthorizationRequestResolver accountAuthorizations(Connections connections) {
        return new DefaultOAuth2AuthorizationRequestResolver(connections.registrations(), "/never");
    }

    @Bean
    ConnectFlow connectFlow(Connections connections, Accounts accounts, InstantSource clock) {
        return new ConnectFlow(connections, accounts, clock);
    }

    @Bean
    HandlerMapping callbackPage(OutreachProperties properties) {
        CallbackPage page = new CallbackPage(properties);
        AbstractHandlerMapping mapping = new AbstractHandlerMapping() {
            @Override
            protected Object getHandlerInternal(HttpServletRequest request) {
                return isCallback(request, properties) ? page : null;
            }
        };
        mapping.setOrder(FIRST);
        return mapping;
    }

    /** By whole paths, as the browser sees them: a path that a proxy has in front is not known before the request. */
    private static boolean isCallback(HttpServletRequest request, OutreachProperties properties) {
        return request.getRequestURI().equals(properties.callbackPath(request.getContextPath()));
    }

    /**
     * The one path at which the browser comes back from Outreach. A chain of its own, so that an account's registration can never
     * be used to sign in, nor the console's sign-in to connect an account.
     */
    @Bean
    @Order(1)
    SecurityFilterChain callbackSecurity(
            HttpSecurity http,
            OutreachProperties properties,
            Connections connections,
            ConnectFlow flow,
            HttpProtection protection,
            OAuth2AuthorizationRequestResolver resolver,
            AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests)
            throws Exception {
        AccountAuthorisation authorisation = new AccountAuthorisation(flow);
        protection
                .protectBrowser(http)
                .securityMatcher(request -> isCallback(request, properties))
                .authorizeHttpRequests(each -> each.anyRequest().hasRole(Role.ADMIN.name()))
                // Back to the callback's page, not to one that was asked for before.
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .oauth2Client(client -> client.clientRegistrationRepository(connections.registrations())
                        .authorizedClientRepository(authorisation)
                        .authorizationCodeGrant(code -> code.authorizationRequestRepository(requests)
                                .authorizationRequestResolver(resolver)
                                .accessTokenResponseClient(authorisation)));
        return http.build();
    }
}
