package dev.outreachroutes.monitor;

import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Claims;
import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.RemovedBacklogs;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.backlog.request.RequestRecordings;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.monitor.prospect.Forgetting;
import dev.outreachroutes.monitor.prospect.ProspectExplanation;
import dev.outreachroutes.monitor.prospect.RecordingSwitch;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.resync.Resyncs;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class MonitorConfiguration {

    @Bean
    LatestOverview latest(
            Destinations destinations,
            BlockedMappings blocked,
            BacklogReader backlogs,
            DeadLetterSearch deadLetters,
            Connections connections,
            Resyncs resyncs) {
        return new LatestOverview(
                destinations,
                blocked,
                backlogs,
                deadLetters,
                connections::states,
                resyncs::latestBegun,
                System::nanoTime);
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
    ResyncSwitch resyncSwitch(Resyncs resyncs, Audit audit, PlatformTransactionManager transactions) {
        return new ResyncSwitch(resyncs, audit, new TransactionTemplate(transactions));
    }

    @Bean
    ManagedDestinations managedDestinations(
            Destinations destinations,
            LatestOverview latest,
            Pauses pauses,
            Audit audit,
            DeadLetterDecisions decisions,
            ProspectExplanation explanation,
            Forgetting forgetting,
            ResyncSwitch resyncs,
            MeterRegistry meters) {
        return new ManagedDestinations(
                destinations, latest, pauses, audit, decisions, explanation, forgetting, resyncs, meters);
    }

    @Bean
    ProspectExplanation prospectExplanation(
            Destinations destinations,
            BacklogReader backlogs,
            ProspectSearch prospects,
            Exclusions exclusions,
            DeadLetterSearch letters,
            ForgottenProspects forgotten,
            RetentionSettings settings,
            InstantSource clock) {
        return new ProspectExplanation(
                destinations, backlogs, prospects, exclusions, letters, forgotten, settings.exclusions(), clock);
    }

    @Bean
    Forgetting forgetting(
            ForgottenProspects forgotten,
            DeadLetters letters,
            Exclusions exclusions,
            Audit audit,
            PlatformTransactionManager transactions,
            MeterRegistry meters,
            RetentionSettings settings,
            InstantSource clock) {
        return new Forgetting(
                forgotten,
                letters,
                exclusions,
                audit,
                new TransactionTemplate(transactions),
                meters,
                settings.forgotten(),
                clock);
    }

    @Bean
    RecordingSwitch recordingSwitch(
            RequestRecordings recordings, Audit audit, PlatformTransactionManager transactions) {
        return new RecordingSwitch(recordings, audit, new TransactionTemplate(transactions));
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
            RequestLog requestLog,
            RequestRecordings recordings,
            ForgottenProspects forgotten,
            Resyncs resyncs,
            Runs runs,
            RetentionSettings settings,
            MeterRegistry meters,
            InstantSource clock) {
        return new Retention(
                letters,
                exclusions,
                audit,
                requests,
                backlogs,
                requestLog,
                recordings,
                forgotten,
                resyncs,
                runs,
                settings,
                meters,
                clock);
    }

    @Bean
    RunLines runLines(
            Destinations destinations,
            Runs runs,
            BacklogReader backlogs,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        return new RunLines(destinations, runs, backlogs, new TransactionTemplate(transactions), clock);
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
