package dev.outreachroutes.console;

import dev.outreachroutes.settings.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    /** Whoever sets a certificate does not want passwords in the open. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> certificateInVain(
            ServerProperties server, SslBundles bundles) {
        return factory -> {
            boolean https = Ssl.isEnabled(server.getSsl());
            if (!https
                    && bundles.getBundle(server.getSsl().getBundle())
                                    .getStores()
                                    .getKeyStore()
                            != null) {
                throw new InvalidSettingException(
                        "CONSOLE_CERTIFICATE is set, but SERVER_SSL_ENABLED is not true, so the console would be served by HTTP.",
                        "Set SERVER_SSL_ENABLED to true, or no certificate.");
            }
        };
    }

    /** Browsers ask for this address on their own at a page that names no icon, such as the one on the way out. */
    @Bean
    WebMvcConfigurer icon() {
        return new WebMvcConfigurer() {
            @Override
            public void addViewControllers(ViewControllerRegistry registry) {
                registry.addRedirectViewController("/favicon.ico", "/console/icon.svg");
            }
        };
    }

    @Bean
    CamelContextConfiguration consoleDiagrams() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                ModelToXMLDumper camels = PluginHelper.getModelToXMLDumper(camel);
                camel.getCamelContextExtension().addContextPlugin(ModelToXMLDumper.class, new ConsoleRouteXml(camels));
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // nothing more
            }
        };
    }
}
