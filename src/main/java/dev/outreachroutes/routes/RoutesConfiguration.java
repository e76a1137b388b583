package dev.outreachroutes.routes;

import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Findings;
import dev.outreachroutes.destination.RoutesVersion;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class RoutesConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesConfiguration.class);

    /**
     * What {@code ROUTES_DIR} says, all of it checked: a mistake in a route file ends the start as one in {@code
     * destinations.yaml} does.
     */
    @Bean
    Destinations destinations(
            @Value("${routes.dir}") Path directory, ConfigurableListableBeanFactory beans, Environment environment) {
        RouteReferences references = new RouteReferences(
                name -> beans.containsBean(name) ? new RouteReferences.Known(beans.getType(name, false)) : null,
                environment::getProperty);
        Findings findings = new Findings();
        Destinations destinations = RoutesDirectory.read(directory, references, findings);
        findings.warningLines().forEach(LOG::warn);
        findings.refuseErrors(directory.toString());
        return destinations;
    }

    /**
     * @param destinations only to be read and checked before
     */
    @Bean
    RoutesVersion routesVersion(Destinations destinations, @Value("${routes.dir}") Path directory) {
        return RoutesVersion.of(directory);
    }

    @Bean
    BlockedMappings blockedMappings(Destinations destinations) {
        return new BlockedMappings(destinations);
    }

    @Bean
    DestinationRoutes destinationRoutes(Destinations destinations) {
        return new DestinationRoutes(destinations);
    }
}
