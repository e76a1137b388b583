package dev.outreachroutes.console;

import dev.outreachroutes.connection.OutreachProperties;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Who may do what over HTTP: everything needs a login, but the two probes of an orchestrator and the login page itself.
 *
 * <p>Browsers add a password or a session that they know to requests that another site makes them send. Three things keep such
 * requests out: no other origin is allowed (CORS), what changes something needs the token from a cookie, and Jolokia, which would
 * also execute operations by GET, only reads by GET.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
class SecurityConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityConfiguration.class);

    private static final PathPatternRequestMatcher.Builder PATH = PathPatternRequestMatcher.withDefaults();

    @Bean
    static RoleHierarchy roleHierarchy() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role(Role.ADMIN.name())
                .implies(Role.OPERATOR.name())
                .role(Role.OPERATOR.name())
                .implies(Role.VIEWER.name())
                .build();
    }

    @Bean
    AuthenticationProvider localLogin(ConsoleProperties properties) {
        LocalUsers users = LocalUsers.of(properties);
        if (users.isEmpty()) {
            String password = UUID.randomUUID().toString();
            LOG.warn(
                    "CONSOLE_PASSWORD is not set; until the next start the console's user is '{}' with the password {}",
                    properties.username(),
                    password);
            users = LocalUsers.of(new ConsoleProperties(properties.username(), password, properties.users()));
        }
        return localLogin(users);
    }

    static DaoAuthenticationProvider localLogin(LocalUsers users) {
        DaoAuthenticationProvider provider = new DaoAuthenticationProvider(users);
        provider.setPasswordEncoder(new BCryptPasswordEncoder());
        return provider;
    }

    @Bean
    SecurityFilterChain securityFilterChain(HttpSecurity http, OutreachProperties outreach) throws Exception {
        LoginEntryPoint entryPoint = new LoginEntryPoint();
        return http.authorizeHttpRequests(requests -> rules(requests, outreach))
                .formLogin(form -> form.loginPage("/login").failureUrl("/login?wrong"))
                .httpBasic(basic -> basic.authenticationEntryPoint(entryPoint))
                .logout(logout -> logout.logoutSuccessUrl("/login?out"))
                .exceptionHandling(exceptions -> exceptions.authenticationEntryPoint(entryPoint))
                .requestCache(cache -> cache.requestCache(pageAskedFor()))
                .cors(cors -> cors.configurationSource(request -> new CorsConfiguration()))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        .requireCsrfProtectionMatcher(new ChangeByBrowser()))
                .addFilterAfter(new CsrfCookieFilter(), BasicAuthenticationFilter.class)
                .headers(headers -> headers.crossOriginResourcePolicy(
                        policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)))
                .build();
    }

    /** The first rule that fits decides. */
    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            OutreachProperties outreach) {
        requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                        PATH.matcher("/actuator/health/liveness"),
                        PATH.matcher("/actuator/health/readiness"),
                        PATH.matcher("/login"),
                        PATH.matcher("/console/console.css"),
                        PATH.matcher("/console/icon.svg"))
                .permitAll()
                .requestMatchers(new JolokiaCommandByGet())
                .denyAll()
                .requestMatchers(
                        PATH.matcher(HttpMethod.POST, "/accounts/{name}/pause"),
                        PATH.matcher(HttpMethod.POST, "/accounts/{name}/resume"))
                .hasRole(Role.OPERATOR.name())
                .requestMatchers(
                        PATH.matcher(HttpMethod.POST, "/accounts/**"), PATH.matcher(HttpMethod.GET, callback(outreach)))
                .hasRole(Role.ADMIN.name())
                .anyRequest()
                .hasRole(Role.VIEWER.name());
    }

    /** Where Outreach sends the browser back to. */
    private static String callback(OutreachProperties outreach) {
        String path = URI.create(outreach.redirectUri()).getPath();
        return path == null || path.isEmpty() ? "/oauth/callback" : path;
    }

    /** In a cookie, so that nobody can fill the memory with sessions by asking for pages. */
    private static RequestCache pageAskedFor() {
        CookieRequestCache cache = new CookieRequestCache();
        cache.setRequestMatcher(request -> HttpMethod.GET.matches(request.getMethod()) && Browser.wantsPage(request));
        cache.setCookieCustomizer(cookie -> cookie.setAttribute("SameSite", "Lax"));
        return cache;
    }
}
