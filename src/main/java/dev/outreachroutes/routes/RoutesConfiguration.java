package dev.outreachroutes.routes;

import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.RouteReferences;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.InterceptEndpointFactory;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class RoutesConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesConfiguration.class);

    @Bean
    RouteReferences routeReferences(ConfigurableListableBeanFactory beans, Environment environment) {
        return new RouteReferences(
                name -> beans.containsBean(name) ? new RouteReferences.Known(beans.getType(name, false)) : null,
                environment::getProperty);
    }

    /**
     * What {@code ROUTES_DIR} says, all of it checked: a mistake in a route file ends the start as one in {@code
     * destinations.yaml} does.
     */
    @Bean
    Configuration startedConfiguration(@Value("${routes.dir}") Path directory, RouteReferences references) {
        Findings findings = new Findings();
        Optional<Configuration> started =
                RoutesDirectory.checkForStart(DirectoryContent.of(directory), references, findings);
        findings.warningLines().forEach(LOG::warn);
        findings.refuseErrors(directory.toString());
        return started.orElseThrow();
    }

    @Bean
    Destinations destinations(Configuration startedConfiguration) {
        Destinations destinations = new Destinations(List.of(), List.of());
        destinations.replace(startedConfiguration.destinations());
        return destinations;
    }

    @Bean
    BlockedMappings blockedMappings(Destinations destinations) {
        return new BlockedMappings(destinations);
    }

    @Bean
    DestinationRoutes destinationRoutes(Destinations destinations, Configuration startedConfiguration) {
        return new DestinationRoutes(destinations, DestinationRoutes.templates(startedConfiguration.files()));
    }

    @Bean
    RunningRoutes runningRoutes(CamelContext camel, Destinations destinations, Configuration startedConfiguration) {
        return new RunningRoutes((ModelCamelContext) camel, destinations, startedConfiguration);
    }

    @Bean
    CamelContextConfiguration lastingInterceptors() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                camel.getCamelContextExtension()
                        .addContextPlugin(InterceptEndpointFactory.class, new LastingInterceptors());
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing is left to be done.
            }
        };
    }
}
