package dev.outreachroutes.destination;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DestinationConfiguration {

    @Bean
    Destinations destinations(@Value("${routes.dir}") Path routesDir) {
        return DestinationsFile.read(routesDir.resolve("destinations.yaml"));
    }

    @Bean
    RoutesVersion routesVersion(@Value("${routes.dir}") Path routesDir) {
        return RoutesVersion.of(routesDir);
    }

    @Bean
    DestinationRoutes destinationRoutes(Destinations destinations) {
        return new DestinationRoutes(destinations);
    }
}
