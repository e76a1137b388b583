package dev.outreachroutes.console;

import dev.outreachroutes.console.jolokia.JolokiaGate;
import dev.outreachroutes.console.login.LoginPage;
import dev.outreachroutes.console.login.password.PasswordPage;
import dev.outreachroutes.console.proxy.ProxyConfiguration;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.filter.OrderedRequestContextFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the login at the port of {@code /actuator}, when that is not the console's. That port has a web server and a context of
 * its own, below the main one: beans of the main context, the security among them, are there, but none of its pages.
 *
 * <p>Listed in {@code META-INF/spring}, and no {@code @Configuration}: the main context shall not find it.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
@Import({HawtioConnections.class, LoginPage.class, PasswordPage.class, ProxyConfiguration.class})
final class ManagementPortPages implements WebMvcConfigurer {

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/console/**").addResourceLocations("classpath:/static/console/");
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/", "/actuator/hawtio/");
        registry.addRedirectViewController("/favicon.ico", "/console/icon.svg");
    }

    /** Spring Boot makes one for the console's port only; {@link JolokiaGate} counts by it. */
    @Bean
    RequestContextFilter requestContextFilter() {
        return new OrderedRequestContextFilter();
    }

    /** Spring Boot makes one for the console's port only. */
    @Bean
    FilterRegistrationBean<ForwardedHeaderFilter> forwardedHeaderFilter() {
        FilterRegistrationBean<ForwardedHeaderFilter> filter =
                new FilterRegistrationBean<>(new ForwardedHeaderFilter());
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    /** Browsers do not tell the ports of a host apart: with one name for both, a login here would end the one there. */
    @Bean
    ServletContextInitializer sessionCookieOfThisPort() {
        return context -> context.getSessionCookieConfig()
                .setName(context.getSessionCookieConfig().getName() + "-management");
    }
}
