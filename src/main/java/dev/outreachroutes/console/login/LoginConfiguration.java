package dev.outreachroutes.console.login;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;

/** Makes what every way to log in, and every chain of filters, has in common. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
class LoginConfiguration {

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
    HttpProtection httpProtection(PageAskedFor pageAskedFor) {
        return new HttpProtection(pageAskedFor);
    }

    @Bean
    PageAskedFor pageAskedFor() {
        return new PageAskedFor();
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

    /** The time of what only this process knows, such as wrong passwords; it does not need the database. A test may bring its own. */
    @Bean
    @ConditionalOnMissingBean(name = "machineClock")
    InstantSource machineClock() {
        return InstantSource.system();
    }
}
