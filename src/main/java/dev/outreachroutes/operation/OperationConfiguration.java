package dev.outreachroutes.operation;

import dev.outreachroutes.backlog.AccountRequests;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Pauses;
import dev.outreachroutes.connection.Connections;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.destination.Destinations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;

@Configuration(proxyBeanMethods = false)
class OperationConfiguration {

    @Bean
    Overviews overviews(
            Destinations destinations, BacklogReader backlogs, DeadLetters deadLetters, Connections connections) {
        return new Overviews(destinations, backlogs, deadLetters, connections::states, System::nanoTime);
    }

    @Bean
    Accounts accounts(
            Destinations destinations,
            Connections connections,
            AccountRequests requests,
            Pauses pauses,
            Overviews overviews,
            InstantSource clock) {
        return new Accounts(destinations, connections, requests, pauses, overviews, clock);
    }

    @Bean
    DestinationGauges destinationGauges(Destinations destinations, Overviews overviews) {
        return new DestinationGauges(destinations, overviews);
    }

    @Bean
    ManagedDestinations managedDestinations(
            Destinations destinations, Overviews overviews, Pauses pauses, MeterRegistry meters) {
        return new ManagedDestinations(destinations, overviews, pauses, meters);
    }

    @Bean
    @ConditionalOnProperty("spring.jmx.enabled")
    MBeans mBeans(ManagedDestinations managed, Destinations destinations, Overviews overviews, MBeanExporter exporter) {
        return new MBeans(managed, destinations.used(), overviews, exporter);
    }
}
