package dev.outreachroutes.console;

import dev.outreachroutes.console.jolokia.BodyLimit;
import dev.outreachroutes.console.jolokia.HawtioBelowPrefix;
import dev.outreachroutes.console.jolokia.JolokiaCommandByGet;
import dev.outreachroutes.console.login.HttpProtection;
import dev.outreachroutes.console.login.LoginEntryPoint;
import dev.outreachroutes.console.login.LoginFailure;
import dev.outreachroutes.console.login.LoginPage;
import dev.outreachroutes.console.login.LoginSuccess;
import dev.outreachroutes.console.login.Role;
import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Decides who may do what over HTTP: everything needs a login, but the two probes of an orchestrator and the login page itself. A
 * program brings its name and password with each request; a browser logs in and has a session. The rules are the same.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final PathPatternRequestMatcher.Builder PATH = PathPatternRequestMatcher.withDefaults();

    /** By default each filter of each request is measured, which costs requests with events more than their own steps do. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(2)
    SecurityFilterChain programs(HttpSecurity http, HttpProtection protection) throws Exception {
        return protection
                .protectProgram(withRules(http))
                .securityMatcher(HttpProtection::isOfProgram)
                .httpBasic(basic -> basic.authenticationEntryPoint(new LoginEntryPoint()))
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain browsers(
            HttpSecurity http,
            HttpProtection protection,
            LoginSuccess success,
            ObjectProvider<LogoutSuccessHandler> atProvider)
            throws Exception {
        return protection
                .protectBrowser(withRules(http))
                .formLogin(form ->
                        form.loginPage(LoginPage.PATH).successHandler(success).failureHandler(new LoginFailure()))
                .logout(logout -> {
                    logout.logoutSuccessUrl(LoginPage.SIGNED_OUT);
                    atProvider.ifAvailable(logout::logoutSuccessHandler);
                })
                .build();
    }

    private static HttpSecurity withRules(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(SecurityConfiguration::rules)
                .addFilterAfter(new BodyLimit(), AuthorizationFilter.class)
                .addFilterAfter(new HashedFiles(), AuthorizationFilter.class)
                .addFilterAfter(new HawtioBelowPrefix(), AuthorizationFilter.class);
    }

    /** The first rule that fits decides. A page that no rule names needs the lowest role to be looked at and the highest to be changed. */
    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                        PATH.matcher("/actuator/health/liveness"),
                        PATH.matcher("/actuator/health/readiness"),
                        PATH.matcher(LoginPage.PATH),
                        PATH.matcher("/console/console.css"),
                        PATH.matcher("/console/icon.svg"),
                        PATH.matcher("/favicon.ico"))
                .permitAll()
                .requestMatchers(PATH.matcher(Role.CHOOSE_PASSWORD_PAGE))
                .hasAuthority(Role.CHOOSE_PASSWORD)
                .requestMatchers(PATH.matcher("/actuator/hawtio/proxy/enabled"))
                .hasRole(Role.VIEWER.name())
                .requestMatchers(new JolokiaCommandByGet(), PATH.matcher("/actuator/hawtio/proxy/**"))
                .denyAll()
                .requestMatchers(
                        PATH.matcher("/actuator"),
                        PATH.matcher("/actuator/health/**"),
                        PATH.matcher("/actuator/prometheus"),
                        PATH.matcher("/actuator/hawtio/**"),
                        PATH.matcher("/actuator/jolokia/**"))
                .hasRole(Role.VIEWER.name())
                .requestMatchers(
                        PATH.matcher(HttpMethod.POST, "/accounts/{name}/pause"),
                        PATH.matcher(HttpMethod.POST, "/accounts/{name}/resume"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/destinations/{name}/pause"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/destinations/{name}/resume"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/destinations/{name}/resyncs"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/resyncs/{id}/{change}"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/destinations/{name}/recordings"),
                        PATH.matcher(HttpMethod.DELETE, "/api/v1/recordings/{id}"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/accounts/{name}/check"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/dead-letters/replay"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/dead-letters/discard"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/alerts/{id}/acknowledgement"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/configuration/check"),
                        PATH.matcher(HttpMethod.POST, "/api/v1/configuration/reload"),
                        PATH.matcher("/api/v1/dead-letters/{id}/payload"),
                        PATH.matcher("/api/v1/destinations/{name}/exclusions"),
                        PATH.matcher("/api/v1/audit"))
                .hasRole(Role.OPERATOR.name())
                .requestMatchers(PATH.matcher("/actuator/**"), PATH.matcher("/accounts/{name}/continue"))
                .hasRole(Role.ADMIN.name())
                .requestMatchers(PATH.matcher(HttpMethod.GET, "/**"), PATH.matcher(HttpMethod.HEAD, "/**"))
                .hasRole(Role.VIEWER.name())
                .anyRequest()
                .hasRole(Role.ADMIN.name());
    }
}
