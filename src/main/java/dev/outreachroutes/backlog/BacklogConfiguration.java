package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.request.RequestHistory;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.backlog.request.RequestRecordings;
import dev.outreachroutes.backlog.request.RequestSettings;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.encryption.Encryption;
import dev.outreachroutes.outreach.GrantedScopes;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.Pauses;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BacklogSettings.class, BulkSettings.class, RequestSettings.class})
@EnableScheduling
class BacklogConfiguration {

    @Bean
    Backlog backlogFold(
            Destinations destinations,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            BlockedMappings blocked,
            InstantSource clock) {
        return new Backlog(destinations, jdbc, new TransactionTemplate(transactions), blocked, clock);
    }

    @Bean
    Claims claims(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            RequestLog requests,
            BulkPlans plans,
            BacklogSettings settings,
            InstantSource clock) {
        return new Claims(
                destinations, blocked, jdbc, new TransactionTemplate(transactions), requests, plans, settings, clock);
    }

    @Bean
    BulkPlans bulkPlans(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            GrantedScopes scopes,
            BulkSettings settings) {
        return new BulkPlans(destinations, blocked, jdbc, scopes, settings, System::nanoTime);
    }

    @Bean
    Batches batches(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Claims claims,
            BulkPlans plans,
            BacklogSettings backlog,
            BulkSettings settings,
            InstantSource clock) {
        return new Batches(
                destinations,
                blocked,
                jdbc,
                new TransactionTemplate(transactions),
                claims,
                plans,
                backlog,
                settings,
                clock);
    }

    @Bean
    RequestRecordings requestRecordings(JdbcClient jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        return new RequestRecordings(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    RequestLog requestLog(
            JdbcClient jdbc, RequestSettings settings, RequestRecordings recordings, Encryption encryption) {
        return new RequestLog(jdbc, settings, recordings, encryption);
    }

    @Bean
    Runs runs(JdbcClient jdbc) {
        return new Runs(jdbc);
    }

    @Bean
    RequestHistory requestHistory(JdbcClient jdbc, Encryption encryption) {
        return new RequestHistory(jdbc, encryption);
    }

    @Bean
    AccountRequests accountRequests(JdbcClient jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        return new AccountRequests(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Pauses pauses(JdbcClient jdbc, InstantSource clock) {
        return new Pauses(jdbc, clock);
    }

    @Bean
    StatusRenewal statusRenewal(
            Destinations destinations,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Backlog backlogFold,
            BlockedMappings blocked,
            InstantSource clock) {
        return new StatusRenewal(
                destinations, jdbc, new TransactionTemplate(transactions), backlogFold, blocked, clock);
    }

    @Bean
    ChangeCost changeCost(JdbcClient jdbc) {
        return new ChangeCost(jdbc);
    }

    @Bean
    BacklogReader backlogReader(Destinations destinations, JdbcClient jdbc, InstantSource clock) {
        return new BacklogReader(destinations, jdbc, clock);
    }

    @Bean
    ProspectSearch prospectSearch(DataSource database, Destinations destinations, BlockedMappings blocked) {
        return new ProspectSearch(database, destinations, blocked);
    }

    @Bean
    MemberCounts memberCounts(
            Destinations destinations,
            DataSource database,
            PlatformTransactionManager transactions,
            @Value("${members.rest:1m}") Duration shortestRest,
            InstantSource clock) {
        return new MemberCounts(
                destinations, database, new TransactionTemplate(transactions), shortestRest, clock, System::nanoTime);
    }

    @Bean
    ForgottenProspects forgottenProspects(JdbcClient jdbc) {
        return new ForgottenProspects(jdbc);
    }

    @Bean
    Reconciliation reconciliation(
            Destinations destinations, BlockedMappings blocked, JdbcClient jdbc, Backlog backlog, InstantSource clock) {
        return new Reconciliation(destinations, blocked, jdbc, backlog::wake, clock);
    }

    @Bean
    RemovedBacklogs removedBacklogs(Destinations destinations, JdbcClient jdbc, InstantSource clock) {
        return new RemovedBacklogs(destinations, jdbc, clock);
    }
}
