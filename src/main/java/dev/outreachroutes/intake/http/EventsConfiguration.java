package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.profile.ProfileReader;
import dev.outreachroutes.settings.InvalidSettingException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/** Takes events by HTTP: who may send them, the port, and the steps of the route. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventsProperties.class)
class EventsConfiguration {

    private static final String ROUTE = "intake-http";
    private static final String BEARER = "Bearer ";

    @Bean
    BodyReader eventBodies(EventsProperties properties) {
        return new BodyReader(properties.maxSize(), properties.bodyTimeout(), System::nanoTime);
    }

    @Bean
    HttpEvents httpEvents(BodyReader eventBodies, Destinations destinations) {
        return new HttpEvents(
                eventBodies,
                new ProfileReader(),
                destinations,
                new Semaphore(Runtime.getRuntime().availableProcessors(), true),
                new Confirmations(System::nanoTime));
    }

    @Bean("platform-http-engine")
    PlatformHttpEngine platformHttpEngine(ServerProperties server) {
        return new RequestThreadEngine(server.getPort() == null ? 8080 : server.getPort());
    }

    /**
     * A chain of its own, so that no login of the console ever sends events, and no sender sees the console. There is no session, and
     * so nothing that another site could make use of.
     */
    @Bean
    @Order(0)
    SecurityFilterChain eventSenders(
            HttpSecurity http,
            EventsProperties properties,
            Destinations destinations,
            BodyReader eventBodies,
            ObjectProvider<CamelContext> camel,
            MeterRegistry meters,
            InstantSource machineClock)
            throws Exception {
        SenderTokens tokens = new SenderTokens(
                destinations,
                Optional.of(properties.jwt())
                        .filter(jwt -> !jwt.issuer().isEmpty())
                        .map(jwt -> new IssuerTokens(jwt, machineClock)));
        AuthenticationEntryPoint unauthorized = (request, response, failure) -> Problem.unauthorized(
                        request.getHeader(HttpHeaders.AUTHORIZATION) != null)
                .answer(response);
        // The context comes after the beans of the web server.
        SingletonSupplier<CamelContext> routes = SingletonSupplier.of(camel::getObject);
        EventGate gate = new EventGate(
                destinations,
                eventBodies,
                new RateLimits(System::nanoTime),
                () -> routes.obtain().getRouteController().getRouteStatus(ROUTE) == ServiceStatus.Started,
                properties.concurrency());
        return http.securityMatcher(PathPatternRequestMatcher.withDefaults().matcher(EventGate.PATH + "/**"))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .oauth2ResourceServer(server -> server.bearerTokenResolver(bearerToken())
                        .authenticationManagerResolver(request -> tokens)
                        .authenticationEntryPoint(unauthorized))
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint(unauthorized)
                        .accessDeniedHandler((request, response, denied) ->
                                Problem.forbidden("Only senders send events.").answer(response)))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .anyRequest()
                                .hasAuthority(SenderAuthentication.AUTHORITY))
                .addFilterBefore(new EventAnswers(meters), DisableEncodeUrlFilter.class)
                .addFilterBefore(new SenderCertificates(destinations), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(gate, AuthorizationFilter.class)
                .build();
    }

    /** From the header only: a parameter would stand in the logs of proxies, and would have the body read. */
    private static BearerTokenResolver bearerToken() {
        return request -> {
            String header = request.getHeader(HttpHeaders.AUTHORIZATION);
            String token = StringUtils.startsWithIgnoreCase(header, BEARER)
                    ? header.substring(BEARER.length()).strip()
                    : "";
            return token.isEmpty() ? null : token;
        };
    }

    /** How long there may be nothing of a body. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> slowBodies(EventsProperties properties) {
        return server -> server.addConnectorCustomizers(
                connector -> bound((AbstractHttp11Protocol<?>) connector.getProtocolHandler(), properties));
    }

    private static void bound(AbstractHttp11Protocol<?> protocol, EventsProperties properties) {
        protocol.setDisableUploadTimeout(false);
        protocol.setConnectionUploadTimeout((int) properties.bodyTimeout().toMillis());
        // "Go on" is said when the body is asked for, and not to whoever is refused.
        protocol.setContinueResponseTiming("onRead");
    }

    /** After Spring Boot's own, which set the port's certificate. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> senderCertificates(
            EventsProperties properties, ServerProperties server, ObjectProvider<EventsPort> port) {
        boolean wanted = !properties.clientCertificateAuthorities().isEmpty();
        if (wanted && !Ssl.isEnabled(server.getSsl())) {
            throw new InvalidSettingException(
                    "EVENTS_CLIENT_CA_CERTIFICATE is set, but SERVER_SSL_ENABLED is not true: without TLS nobody shows a certificate.",
                    "Set SERVER_SSL_ENABLED to true, or no authority.");
        }
        return factory -> {
            if (wanted && port.getIfAvailable() == null) {
                factory.getSsl().setClientAuth(Ssl.ClientAuth.WANT);
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnExpression("!environment.getProperty('events.port', '').isBlank()")
    static class OwnPort {

        @Bean
        EventsPort eventsPort(EventsProperties properties, ServerProperties server, SslBundles bundles) {
            EventsPort port = new EventsPort(properties.port(), Optional.ofNullable(server.getAddress()));
            AbstractHttp11Protocol<?> protocol =
                    (AbstractHttp11Protocol<?>) port.connector().getProtocolHandler();
            bound(protocol, properties);
            // A body that is refused is not read to its end: that would take a thread for as long as its sender likes.
            protocol.setMaxSwallowSize(0);
            if (Ssl.isEnabled(server.getSsl())) {
                boolean certificates =
                        !properties.clientCertificateAuthorities().isEmpty();
                String bundle = server.getSsl().getBundle();
                port.secure(bundles.getBundle(bundle), certificates);
                bundles.addBundleUpdateHandler(bundle, renewed -> port.secure(renewed, certificates));
            }
            return port;
        }

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> eventsConnector(EventsPort port) {
            return server -> server.addAdditionalTomcatConnectors(port.connector());
        }

        @Bean
        FilterRegistrationBean<EventsPort> eventsPortAlone(EventsPort port) {
            FilterRegistrationBean<EventsPort> filter = new FilterRegistrationBean<>(port);
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }
}
