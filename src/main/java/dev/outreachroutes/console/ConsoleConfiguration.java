package dev.outreachroutes.console;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    @Bean
    ConsoleCertificate consoleCertificate(ServerProperties server, SslBundles bundles) {
        return new ConsoleCertificate(server, bundles);
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
