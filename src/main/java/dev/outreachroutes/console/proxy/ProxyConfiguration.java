package dev.outreachroutes.console.proxy;

import dev.outreachroutes.console.login.ConsoleProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Installs {@link ForwardedHeaders} at the console's port, and at the management's if that has one of its own. */
@Configuration(proxyBeanMethods = false)
public class ProxyConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> forwardedHeaders(ConsoleProperties properties) {
        TrustedProxies proxies = TrustedProxies.of(properties.trustedProxies());
        return server -> server.addEngineValves(new ForwardedHeaders(proxies));
    }
}
