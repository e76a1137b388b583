package dev.outreachroutes.account;

import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.encryption.Encryption;
import dev.outreachroutes.outreach.GrantedScopes;
import java.time.InstantSource;
import java.util.Set;
import org.apache.camel.Ordered;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.hc.core5.http.HttpException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;

/** Makes the connection of every account that a destination uses. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(OutreachProperties.class)
class AccountConfiguration {

    @Bean
    Connections connections(
            Destinations destinations,
            OutreachProperties properties,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Environment environment,
            InstantSource clock) {
        return Connections.of(
                destinations.usedNames(), properties, jdbc, transactions, environment::getProperty, clock);
    }

    /** For whatever else is kept encrypted: the same keys as for tokens. */
    @Bean
    Encryption encryption(OutreachProperties properties) {
        return new Encryption(properties.tokenEncryptionKey(), properties.tokenEncryptionOldKeys());
    }

    @Bean
    BearerToken bearerToken(Connections connections) {
        return new BearerToken(connections);
    }

    /** After the other one, which sets the client's configurer whatever it was. */
    @Bean
    ComponentCustomizer requestTokens(OutreachProperties properties, Connections connections) throws HttpException {
        RequestToken token = new RequestToken(properties.apiUrl(), connections);
        return ComponentCustomizer.builder(HttpComponent.class)
                .withOrder(Ordered.LOWEST)
                .build(component -> {
                    HttpClientConfigurer before = component.getHttpClientConfigurer();
                    component.setHttpClientConfigurer(client -> {
                        before.configureHttpClient(client);
                        client.addExecInterceptorLast("request-token", token);
                    });
                });
    }

    @Bean
    GrantedScopes grantedScopes(Connections connections) {
        return account -> {
            Authorisation given = connections.state(account).authorisation();
            return given == null ? Set.of() : given.scopes();
        };
    }

    @Bean
    ConnectionHealthIndicator outreachHealthIndicator(Connections connections) {
        return new ConnectionHealthIndicator(connections);
    }
}
