package dev.outreachroutes.connection;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destinations;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The connection of every account that a destination uses. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(OutreachProperties.class)
class ConnectionConfiguration {

    @Bean
    Connections connections(
            Destinations destinations,
            OutreachProperties properties,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Environment environment,
            InstantSource clock) {
        Set<String> accounts = used(destinations);
        AccountRegistrations registrations = new AccountRegistrations(properties, accounts);
        ClientHttpRequestFactory requests = properties.requests();
        TransactionTemplate newTransaction = new TransactionTemplate(transactions);
        newTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return new Connections(
                accounts,
                properties,
                new ConnectionStore(
                        jdbc, new TokenCipher(properties.tokenEncryptionKey(), properties.tokenEncryptionOldKeys())),
                newTransaction,
                new TokenClient(properties, registrations, requests, clock),
                new AuthoriserClient(properties, requests, clock),
                new BootstrapTokens(accounts, environment::getProperty),
                clock);
    }

    @Bean
    BearerToken bearerToken(Connections connections) {
        return new BearerToken(connections);
    }

    @Bean
    ConnectionHealthIndicator outreachHealthIndicator(Connections connections) {
        return new ConnectionHealthIndicator(connections);
    }

    /** An account that no destination uses needs no connection. */
    private static Set<String> used(Destinations destinations) {
        return destinations.used().stream().map(Account::name).collect(Collectors.toUnmodifiableSet());
    }
}
