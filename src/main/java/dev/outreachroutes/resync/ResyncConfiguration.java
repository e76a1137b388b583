package dev.outreachroutes.resync;

import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.ProspectsClient;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Reconciliation;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResyncSettings.class)
class ResyncConfiguration {

    @Bean
    Resyncs resyncs(
            Destinations destinations,
            Reconciliation reconciliation,
            BacklogReader backlogs,
            JdbcClient jdbc,
            ResyncSettings settings,
            InstantSource clock) {
        return new Resyncs(destinations, reconciliation, backlogs, jdbc, settings, clock);
    }

    @Bean
    ResyncJob resyncJob(
            Destinations destinations,
            Reconciliation reconciliation,
            Connections connections,
            AccountRequests requests,
            Pauses pauses,
            OutreachProperties properties,
            Resyncs resyncs,
            JdbcClient jdbc,
            ResyncSettings settings,
            PlatformTransactionManager transactions,
            MeterRegistry meters,
            InstantSource clock) {
        return new ResyncJob(
                destinations,
                reconciliation,
                connections,
                requests,
                pauses,
                new ProspectsClient(properties, properties.requests(), clock),
                resyncs,
                new ResyncTable(jdbc),
                settings,
                new TransactionTemplate(transactions),
                meters,
                clock);
    }
}
