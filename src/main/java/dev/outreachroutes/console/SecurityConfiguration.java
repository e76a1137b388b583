package dev.outreachroutes.console;

import jakarta.servlet.DispatcherType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Who may do what over HTTP: everything needs the console's user, but the two probes of an orchestrator.
 *
 * <p>Browsers add a password they know to requests that another site makes them send. Three things keep such requests out: no
 * other origin is allowed (CORS), what changes something needs the token from a cookie, and Jolokia, which would also execute
 * operations by GET, only reads by GET.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityConfiguration.class);

    @Bean
    SecurityFilterChain securityFilterChain(HttpSecurity http) throws Exception {
        PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                path.matcher("/actuator/health/liveness"), path.matcher("/actuator/health/readiness"))
                        .permitAll()
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(new JolokiaCommandByGet())
                        .denyAll()
                        .anyRequest()
                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                .cors(cors -> cors.configurationSource(request -> new CorsConfiguration()))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        .requireCsrfProtectionMatcher(new ChangeByBrowser()))
                .addFilterAfter(new CsrfCookieFilter(), BasicAuthenticationFilter.class)
                .headers(headers -> headers.crossOriginResourcePolicy(
                        policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)))
                .build();
    }

    /**
     * The console's one user. Not a store that hashes the password again at the first login, as Spring's own does: the console
     * asks several times a second, and each would cost a tenth of a second of a processor.
     */
    @Bean
    UserDetailsService consoleUser(SecurityProperties properties) {
        SecurityProperties.User user = properties.getUser();
        if (user.isPasswordGenerated()) {
            LOG.warn(
                    "CONSOLE_PASSWORD is not set; until the next start the console's user is '{}' with the password {}",
                    user.getName(),
                    user.getPassword());
        }
        String password = user.getPassword().startsWith("{") ? user.getPassword() : "{noop}" + user.getPassword();
        return name -> {
            if (!name.equals(user.getName())) {
                throw new UsernameNotFoundException("not the console's user");
            }
            return User.withUsername(name).password(password).roles("OPERATOR").build();
        };
    }
}
