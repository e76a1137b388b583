package dev.outreachroutes.console;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.authentication.logout.SimpleUrlLogoutSuccessHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** Who may do what over HTTP: everything needs a login, but the two probes of an orchestrator and the login page itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
class SecurityConfiguration {

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
    @Order(2)
    SecurityFilterChain consoleSecurity(
            HttpSecurity http,
            HttpProtection protection,
            LoginSuccess success,
            LoginFailure failure,
            ObjectProvider<OidcProvider> oidc)
            throws Exception {
        http.authorizeHttpRequests(SecurityConfiguration::rules)
                .formLogin(
                        form -> form.loginPage("/login").successHandler(success).failureHandler(failure))
                .httpBasic(basic -> basic.authenticationEntryPoint(new LoginEntryPoint()))
                .addFilterAfter(new JolokiaBodyLimit(), AuthorizationFilter.class)
                .addFilterAfter(new HawtioBelowPrefix(), AuthorizationFilter.class)
                .logout(logout -> logout.logoutSuccessHandler(afterLogout(oidc.getIfAvailable())));
        return protection.protect(http).build();
    }

    /** The first rule that fits decides. What is not named needs the lowest role to look at and the highest to change. */
    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                        PATH.matcher("/actuator/health/liveness"),
                        PATH.matcher("/actuator/health/readiness"),
                        PATH.matcher("/login"),
                        PATH.matcher("/console/console.css"),
                        PATH.matcher("/console/icon.svg"),
                        PATH.matcher("/favicon.ico"))
                .permitAll()
                .requestMatchers(PATH.matcher(PasswordPage.PATH))
                .hasAuthority(StoredUsers.CHOOSE_PASSWORD)
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
                        PATH.matcher(HttpMethod.POST, "/dead-letters/replay"),
                        PATH.matcher(HttpMethod.POST, "/dead-letters/discard"),
                        PATH.matcher(HttpMethod.POST, "/dead-letters/{id}/replay"),
                        PATH.matcher(HttpMethod.POST, "/dead-letters/{id}/discard"),
                        PATH.matcher("/dead-letters/{id}/payload"),
                        PATH.matcher("/audit"))
                .hasRole(Role.OPERATOR.name())
                .requestMatchers(PATH.matcher("/actuator/**"), PATH.matcher("/accounts/{name}/continue"))
                .hasRole(Role.ADMIN.name())
                .requestMatchers(PATH.matcher(HttpMethod.GET, "/**"), PATH.matcher(HttpMethod.HEAD, "/**"))
                .hasRole(Role.VIEWER.name())
                .anyRequest()
                .hasRole(Role.ADMIN.name());
    }

    private static LogoutSuccessHandler afterLogout(OidcProvider provider) {
        String page = "/login?" + LoginPage.OUT;
        if (provider == null) {
            SimpleUrlLogoutSuccessHandler here = new SimpleUrlLogoutSuccessHandler();
            here.setDefaultTargetUrl(page);
            return here;
        }
        OidcClientInitiatedLogoutSuccessHandler there = new OidcClientInitiatedLogoutSuccessHandler(provider);
        there.setDefaultTargetUrl(page);
        there.setPostLogoutRedirectUri("{baseUrl}" + page);
        there.setRedirectStrategy(SecurityConfiguration::goOn);
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

    @Bean
    HttpProtection httpProtection(PageAskedFor pageAskedFor) {
        return new HttpProtection(pageAskedFor);
    }

    @Bean
    PageAskedFor pageAskedFor() {
        return new PageAskedFor();
    }

    @Bean
    StoredUsers storedUsers(JdbcClient jdbc) {
        return new StoredUsers(jdbc);
    }

    /** The time of what only this process knows, such as wrong passwords; it does not need the database. A test may bring its own. */
    @Bean
    @ConditionalOnMissingBean(name = "machineClock")
    InstantSource machineClock() {
        return InstantSource.system();
    }

    @Bean
    LocalLogin localLogin(
            ConsoleProperties properties, StoredUsers stored, LoginCounter counter, InstantSource machineClock) {
        return new LocalLogin(
                users(properties, stored), new LoginAttempts(properties.login(), machineClock), counter, machineClock);
    }

    /** The database is asked only when nobody is configured. */
    private static UserDetailsService users(ConsoleProperties properties, StoredUsers stored) {
        if (properties.hasLocalUsers() || properties.oidc().isConfigured()) {
            return LocalUsers.of(properties);
        }
        stored.addAdminOnce(properties.username());
        return stored::find;
    }

    @Bean
    LoginCounter loginCounter(MeterRegistry meters) {
        return new LoginCounter(meters);
    }

    @Bean
    LoginSuccess loginSuccess(PageAskedFor pageAskedFor, LoginCounter counter, ServerProperties server) {
        return new LoginSuccess(
                pageAskedFor, counter, server.getServlet().getSession().getTimeout());
    }

    @Bean
    LoginFailure loginFailure(LoginCounter counter) {
        return new LoginFailure(counter);
    }
}
