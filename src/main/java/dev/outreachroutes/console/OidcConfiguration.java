package dev.outreachroutes.console;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
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
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Login at an OpenID provider, when one is configured. A filter chain of its own, because a chain knows only one set of OAuth
 * registrations, and that of the rest of the console is for the Outreach accounts.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OidcConfiguration.IssuerIsSet.class)
class OidcConfiguration {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final ClientHttpRequestFactory requests = requests();

    @Bean
    OidcProvider oidcProvider(ConsoleProperties properties, InstantSource machineClock) {
        return new OidcProvider(
                properties.oidc(), RestClient.builder().requestFactory(requests).build(), machineClock);
    }

    /** Before the chain of the rest, which takes everything. */
    @Bean
    @Order(1)
    SecurityFilterChain oidcSecurity(
            HttpSecurity http,
            ConsoleProperties properties,
            OidcProvider provider,
            HttpProtection protection,
            LoginSuccess success,
            LoginFailure failure)
            throws Exception {
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(userInfo());
        users.setOidcUserMapper(new OidcRoles(properties.oidc()));
        http.securityMatcher(OidcProvider.LOGIN, OidcProvider.LOGIN + "/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                .oauth2Login(login -> login.loginPage("/login")
                        .clientRegistrationRepository(provider)
                        .authorizedClientRepository(new NoTokensKept())
                        .authorizationEndpoint(
                                endpoint -> endpoint.authorizationRequestResolver(new OidcRequests(start(provider))))
                        .redirectionEndpoint(endpoint -> endpoint.baseUri(OidcProvider.CALLBACK))
                        .tokenEndpoint(endpoint -> endpoint.accessTokenResponseClient(tokens()))
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
        return protection.protect(http).build();
    }

    private static DefaultOAuth2AuthorizationRequestResolver start(OidcProvider provider) {
        DefaultOAuth2AuthorizationRequestResolver start =
                new DefaultOAuth2AuthorizationRequestResolver(provider, OidcProvider.LOGIN);
        start.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        return start;
    }

    /** Verifies ID tokens with the provider's keys, by one of the algorithms that it says it signs with. */
    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoder() {
        Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();
        return registration ->
                decoders.computeIfAbsent(registration.getRegistrationId(), id -> idTokenDecoder(registration));
    }

    private JwtDecoder idTokenDecoder(ClientRegistration registration) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(
                        registration.getProviderDetails().getJwkSetUri())
                .jwsAlgorithms(algorithms -> algorithms.addAll(algorithms(registration)))
                .restOperations(new RestTemplate(requests))
                .build();
        decoder.setJwtValidator(
                JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }

    private static Set<SignatureAlgorithm> algorithms(ClientRegistration registration) {
        Set<SignatureAlgorithm> algorithms = EnumSet.noneOf(SignatureAlgorithm.class);
        if (registration.getProviderDetails().getConfigurationMetadata().get("id_token_signing_alg_values_supported")
                instanceof Collection<?> names) {
            names.stream()
                    .map(name -> SignatureAlgorithm.from(name.toString()))
                    .filter(Objects::nonNull)
                    .forEach(algorithms::add);
        }
        return algorithms.isEmpty() ? EnumSet.of(SignatureAlgorithm.RS256) : algorithms;
    }

    private OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() {
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .messageConverters(converters -> {
                    converters.clear();
                    converters.addAll(List.of(
                            new FormHttpMessageConverter(), new OAuth2AccessTokenResponseHttpMessageConverter()));
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    private DefaultOAuth2UserService userInfo() {
        RestTemplate http = new RestTemplate(requests);
        http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService users = new DefaultOAuth2UserService();
        users.setRestOperations(http);
        return users;
    }

    private static ClientHttpRequestFactory requests() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
        requests.setReadTimeout(READ_TIMEOUT);
        return requests;
    }

    /** An issuer that is empty is none. */
    static final class IssuerIsSet extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean set = !context.getEnvironment()
                    .getProperty("console.oidc.issuer", "")
                    .isBlank();
            return new ConditionOutcome(
                    set, ConditionMessage.of("console.oidc.issuer is " + (set ? "set" : "not set")));
        }
    }
}
