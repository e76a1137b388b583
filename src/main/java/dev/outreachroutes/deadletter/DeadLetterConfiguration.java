package dev.outreachroutes.deadletter;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.destination.Destinations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    DeadLetterTopic deadLetterTopic(JdbcClient jdbc, MeterRegistry meters, InstantSource clock, CamelContext camel) {
        return new DeadLetterTopic(jdbc, meters, clock, camel);
    }

    @Bean
    DeadLetterSearch deadLetterSearch(DataSource database) {
        return new DeadLetterSearch(database);
    }

    @Bean
    Audit audit(JdbcClient jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        return new Audit(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    DeadLetterDecisions deadLetterDecisions(
            JdbcClient jdbc,
            Destinations destinations,
            Audit audit,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        return new DeadLetterDecisions(
                jdbc, destinations, audit, transactions, DeadLetterDecisions.LONGEST_STEP, clock);
    }

    @Bean
    DeadLetterReplay deadLetterReplay(
            JdbcClient jdbc,
            Destinations destinations,
            Backlog backlog,
            BacklogReader backlogs,
            RecordReader reader,
            InstantSource clock) {
        return new DeadLetterReplay(jdbc, destinations, backlog, backlogs, reader, clock);
    }

    @Bean
    DeadLetterSettlement deadLetterSettlement(JdbcClient jdbc, BacklogReader backlogs, InstantSource clock) {
        return new DeadLetterSettlement(jdbc, backlogs, clock);
    }

    /** Commands over Kafka, which may be turned off. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("dead-letters.commands")
    static class Commands {

        @Bean
        DeadLetterCommands deadLetterCommands(DeadLetterDecisions decisions, MeterRegistry meters) {
            return new DeadLetterCommands(decisions, meters);
        }
    }
}
