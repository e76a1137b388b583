package dev.outreachroutes.console;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    @Bean
    ConsoleCertificate consoleCertificate(ServerProperties server, SslBundles bundles) {
        return new ConsoleCertificate(server, bundles);
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
