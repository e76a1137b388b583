package dev.outreachroutes.operation;

import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

    @Bean
    DatabaseStart databaseStart(JdbcConnectionDetails database) {
        return new DatabaseStart(database);
    }
}
