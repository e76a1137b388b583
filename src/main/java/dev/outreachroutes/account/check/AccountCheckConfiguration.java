package dev.outreachroutes.account.check;

import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.FieldsClient;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.AccountRequests;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.TaskScheduler;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccountCheckSettings.class)
class AccountCheckConfiguration {

    @Bean
    AccountCheck accountCheck(
            Destinations destinations,
            BlockedMappings blocked,
            Connections connections,
            AccountRequests requests,
            OutreachProperties properties,
            AccountCheckSettings settings,
            JdbcClient jdbc,
            TaskScheduler scheduler,
            InstantSource clock) {
        return new AccountCheck(
                destinations,
                blocked,
                connections,
                requests,
                new FieldsClient(properties, properties.requests(), clock),
                new AccountCheckTable(jdbc),
                settings,
                scheduler,
                clock);
    }

    @Bean
    AccountCheckHealthIndicator accountCheckHealthIndicator(Destinations destinations, AccountCheck check) {
        return new AccountCheckHealthIndicator(destinations, check);
    }
}
