package dev.outreachroutes.deadletter;

import dev.outreachroutes.destination.Destinations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

    @Bean
    DeadLetters deadLetters(
            JdbcTemplate jdbc, PlatformTransactionManager transactions, MeterRegistry meters, InstantSource clock) {
        return new DeadLetters(jdbc, new TransactionTemplate(transactions), meters, clock);
    }

    @Bean
    DeadLetterTopic deadLetterTopic(JdbcTemplate jdbc, MeterRegistry meters, InstantSource clock, CamelContext camel) {
        return new DeadLetterTopic(jdbc, meters, clock, camel);
    }

    @Bean
    DeadLetterSearch deadLetterSearch(DataSource database) {
        return new DeadLetterSearch(database);
    }

    @Bean
    DeadLetterStates deadLetterStates(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Destinations destinations,
            InstantSource clock) {
        return new DeadLetterStates(jdbc, new TransactionTemplate(transactions), destinations, clock);
    }

    @Bean
    ReplayTrouble replayTrouble() {
        return new ReplayTrouble();
    }
}
