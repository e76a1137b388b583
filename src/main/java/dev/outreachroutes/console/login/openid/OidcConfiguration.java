package dev.outreachroutes.console.login.openid;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.HttpProtection;
import dev.outreachroutes.console.login.LoginCounter;
import dev.outreachroutes.console.login.LoginPage;
import dev.outreachroutes.console.login.LoginSuccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Sets up login at an OpenID provider, when one is configured. It has a filter chain of its own, because a chain knows only one
 * set of OAuth registrations, and that of the rest of the console is for the Outreach accounts: no grant of Outreach is ever taken
 * for a login.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!environment.getProperty('console.oidc.issuer', '').isBlank()")
class OidcConfiguration {

    /** No account can have this name: underscores are not allowed there. */
    static final String REGISTRATION = "console_login";

    static final String LOGIN = "/login/oidc";
    static final String CALLBACK = LOGIN + "/callback";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final RestTemplate http = http();

    @Bean
    ClientRegistrationRepository loginRegistration(ConsoleProperties properties, InstantSource machineClock) {
        return new SupplierClientRegistrationRepository(
                new OidcDiscovery(properties.oidc(), RestClient.create(http), machineClock));
    }

    /** Before the chain of the rest, which takes everything. */
    @Bean
    @Order(1)
    SecurityFilterChain oidcSecurity(
            HttpSecurity security,
            ConsoleProperties properties,
            ClientRegistrationRepository provider,
            HttpProtection protection,
            LoginSuccess success,
            LoginCounter counter)
            throws Exception {
        OidcFailure failure = new OidcFailure(counter);
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.create(http));
        DefaultOAuth2UserService userInfo = new DefaultOAuth2UserService();
        userInfo.setRestOperations(http);
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(userInfo);
        users.setOidcUserMapper(new OidcRoles(properties.oidc()));
        security.securityMatcher(LOGIN, LOGIN + "/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                .oauth2Login(login -> login.loginPage(LoginPage.PATH)
                        .clientRegistrationRepository(provider)
                        .authorizedClientRepository(new NoTokensKept())
                        .authorizationEndpoint(
                                endpoint -> endpoint.authorizationRequestResolver(new OidcRequests(start(provider))))
                        .redirectionEndpoint(endpoint -> endpoint.baseUri(CALLBACK))
                        .tokenEndpoint(endpoint -> endpoint.accessTokenResponseClient(tokens))
                        .userInfoEndpoint(endpoint -> endpoint.oidcUserService(users))
                        .successHandler(success)
                        .failureHandler(failure)
                        .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                            @Override
                            public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
                                filter.setAuthenticationFailureHandler(failure);
                                return filter;
                            }
                        }));
        return protection.protectBrowser(security).build();
    }

    private static DefaultOAuth2AuthorizationRequestResolver start(ClientRegistrationRepository provider) {
        DefaultOAuth2AuthorizationRequestResolver start =
                new DefaultOAuth2AuthorizationRequestResolver(provider, LOGIN);
        start.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        return start;
    }

    /** Verifies ID tokens with the provider's keys, of whichever kind they are: never by a shared secret, never unsigned. */
    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoder(ClientRegistrationRepository provider) {
        JwtDecoder decoder = new SupplierJwtDecoder(() -> idTokenDecoder(provider.findByRegistrationId(REGISTRATION)));
        return registration -> decoder;
    }

    private JwtDecoder idTokenDecoder(ClientRegistration registration) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(
                        registration.getProviderDetails().getJwkSetUri())
                .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
                .restOperations(http)
                .build();
        decoder.setJwtValidator(
                JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }

    private static RestTemplate http() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
        requests.setReadTimeout(READ_TIMEOUT);
        RestTemplate http = new RestTemplate(requests);
        http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        http.getMessageConverters().add(0, new OAuth2AccessTokenResponseHttpMessageConverter());
        return http;
    }

    /** Whoever has logged in there signs out there too. */
    @Bean
    LogoutSuccessHandler logoutAtProvider(ClientRegistrationRepository provider) {
        OidcClientInitiatedLogoutSuccessHandler there = new OidcClientInitiatedLogoutSuccessHandler(provider);
        there.setDefaultTargetUrl(LoginPage.SIGNED_OUT);
        there.setPostLogoutRedirectUri("{baseUrl}" + LoginPage.SIGNED_OUT);
        there.setRedirectStrategy(OidcConfiguration::goOn);
        return there;
    }

    /** To the provider by a page and not by a redirect: browsers hold every hop of a redirect against the form's policy. */
    private static void goOn(HttpServletRequest request, HttpServletResponse response, String address)
            throws IOException {
        if (address.startsWith("/")) {
            response.sendRedirect(request.getContextPath() + address);
            return;
        }
        response.setContentType(MediaType.TEXT_HTML_VALUE);
        response.setHeader("Refresh", "0; url=" + address);
        response.getWriter().write("<!DOCTYPE html><title>Signing out</title>");
    }
}
