package dev.outreachroutes.backlog;

import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.RoutesVersion;
import dev.outreachroutes.outreach.RequestDeadline;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.quota.StoreClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BacklogSettings.class)
@EnableScheduling
class BacklogConfiguration {

    private static final long CLOCK_LOOKS_MILLIS = 10_000;

    @Bean
    @ConditionalOnMissingBean(InstantSource.class)
    StoreClock storeClock(JdbcTemplate jdbc) {
        return new StoreClock(jdbc, InstantSource.system());
    }

    @Bean
    SchedulingConfigurer clockLooks(InstantSource clock) {
        return tasks -> {
            if (clock instanceof StoreClock store) {
                tasks.addFixedDelayTask(store::synchronise, java.time.Duration.ofMillis(CLOCK_LOOKS_MILLIS));
            }
        };
    }

    @Bean
    Backlog backlogFold(JdbcTemplate jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        return new Backlog(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Claims claims(
            Destinations destinations,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            BacklogSettings settings,
            RoutesVersion routes,
            InstantSource clock) {
        return new Claims(destinations, jdbc, new TransactionTemplate(transactions), settings, routes.hash(), clock);
    }

    @Bean
    AccountRequests accountRequests(JdbcTemplate jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        return new AccountRequests(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Pauses pauses(JdbcTemplate jdbc, InstantSource clock) {
        return new Pauses(jdbc, clock);
    }

    @Bean
    BacklogReader backlogReader(JdbcTemplate jdbc, InstantSource clock) {
        return new BacklogReader(jdbc, clock);
    }

    @Bean
    Pace pace() {
        return new Pace(System::nanoTime);
    }

    @Bean
    LeaseGuard leaseGuard(BacklogSettings settings, InstantSource clock) {
        return new LeaseGuard(settings, clock);
    }

    @Bean
    RequestDeadline requestDeadline(BacklogSettings settings) {
        return new RequestDeadline(settings.longestRequest());
    }

    @Bean
    ComponentCustomizer httpComponent(RequestDeadline deadline) {
        return ComponentCustomizer.builder(HttpComponent.class)
                .build(component -> component.setHttpClientConfigurer(
                        client -> client.addExecInterceptorFirst("request-deadline", deadline)));
    }

    /** Named so that Camel finds it for the {@code backlog:} scheme. */
    @Bean("backlog-component")
    BacklogComponent backlogComponent(
            Backlog backlog,
            Claims claims,
            BacklogSettings settings,
            MeterRegistry meters,
            DatabaseProblems trouble,
            InstantSource clock) {
        return new BacklogComponent(backlog, claims, settings, meters, trouble, clock);
    }
}
