package dev.outreachroutes.monitor;

import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Claims;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.RemovedBacklogs;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class MonitorConfiguration {

    @Bean
    LatestOverview latest(
            Destinations destinations,
            BlockedMappings blocked,
            BacklogReader backlogs,
            DeadLetterSearch deadLetters,
            Connections connections) {
        return new LatestOverview(destinations, blocked, backlogs, deadLetters, connections::states, System::nanoTime);
    }

    @Bean
    Accounts accounts(
            Destinations destinations,
            Connections connections,
            AccountCheck check,
            AccountRequests requests,
            Claims claims,
            Pauses pauses,
            Audit audit,
            LatestOverview latest,
            InstantSource clock) {
        claims.onGrant(connections::lookForAnotherGrant);
        claims.onPause((destination, reason) ->
                audit.add(Audit.Entry.ofDelivery(Audit.RUNTIME, "pause", destination, reason)));
        return new Accounts(destinations, connections, check, requests, pauses, audit, latest, clock);
    }

    @Bean
    DestinationGauges destinationGauges(Destinations destinations, LatestOverview latest) {
        return new DestinationGauges(destinations, latest);
    }

    @Bean
    BlockedGauges blockedGauges(Destinations destinations, LatestOverview latest, AccountCheck check) {
        return new BlockedGauges(destinations, latest, check);
    }

    @Bean
    ManagedDestinations managedDestinations(
            Destinations destinations,
            LatestOverview latest,
            Pauses pauses,
            Audit audit,
            DeadLetterDecisions decisions,
            ProspectExplanation explanation,
            MeterRegistry meters) {
        return new ManagedDestinations(destinations, latest, pauses, audit, decisions, explanation, meters);
    }

    @Bean
    ProspectExplanation prospectExplanation(
            Destinations destinations,
            BacklogReader backlogs,
            ProspectSearch prospects,
            Exclusions exclusions,
            DeadLetterSearch letters,
            RetentionSettings settings,
            InstantSource clock) {
        return new ProspectExplanation(
                destinations, backlogs, prospects, exclusions, letters, settings.exclusions(), clock);
    }

    @Bean
    DeliveryHealthIndicator deliveryHealthIndicator(ManagedDestinations destinations) {
        return new DeliveryHealthIndicator(destinations);
    }

    @Bean
    Retention retention(
            DeadLetterSettlement letters,
            Exclusions exclusions,
            Audit audit,
            AccountRequests requests,
            RemovedBacklogs backlogs,
            RetentionSettings settings,
            MeterRegistry meters,
            InstantSource clock) {
        return new Retention(letters, exclusions, audit, requests, backlogs, settings, meters, clock);
    }

    @Bean
    @ConditionalOnProperty("spring.jmx.enabled")
    MBeans mBeans(
            ManagedDestinations managed,
            Destinations destinations,
            LatestOverview latest,
            AccountCheck check,
            MBeanExporter exporter) {
        return new MBeans(managed, destinations, latest, check, exporter);
    }
}
