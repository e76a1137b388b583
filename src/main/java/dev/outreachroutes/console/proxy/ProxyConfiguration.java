package dev.outreachroutes.console.proxy;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.InvalidConsoleException;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Whose {@code X-Forwarded-*} headers count, and below which path everything is; of the console's port, and of the management's
 * if it has one of its own.
 */
@Configuration(proxyBeanMethods = false)
public class ProxyConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> forwardedHeaders(ConsoleProperties properties) {
        TrustedProxies proxies = TrustedProxies.of(properties.trustedProxies());
        return server -> server.addEngineValves(new ForwardedHeaders(proxies));
    }

    @Bean
    ContextPathCheck contextPathCheck(ServerProperties server) {
        return new ContextPathCheck(server);
    }

    /** Before Spring Boot sets the path, and fails without saying what to do. */
    record ContextPathCheck(ServerProperties server)
            implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            String path = server.getServlet().getContextPath();
            if (path != null && !path.isEmpty() && !path.startsWith("/")) {
                throw new InvalidConsoleException(
                        "SERVER_SERVLET_CONTEXT_PATH is \"" + path + "\", which does not begin with a slash",
                        "Set it to /" + path + ".");
            }
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
