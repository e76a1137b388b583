package dev.outreachroutes.deadletter;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

    @Bean
    DeadLetters deadLetters(JdbcTemplate jdbc, PlatformTransactionManager transactions, MeterRegistry meters) {
        return new DeadLetters(jdbc, new TransactionTemplate(transactions), meters);
    }

    @Bean
    DeadLetterTopic deadLetterTopic(DeadLetters deadLetters, CamelContext camel) {
        return new DeadLetterTopic(deadLetters, camel);
    }
}
