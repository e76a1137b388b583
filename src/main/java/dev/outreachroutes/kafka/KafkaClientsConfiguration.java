package dev.outreachroutes.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Connects every Kafka client of this process in the same way: the routes' consumers and producer, and the health. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class KafkaClientsConfiguration {

    @Bean
    BrokerSecurity brokerSecurity(BrokerProperties properties, SslBundles bundles) {
        return BrokerSecurity.of(properties, bundles);
    }

    @Bean
    BrokerStart brokerStart(BrokerProperties properties, BrokerSecurity security) {
        return new BrokerStart(properties.brokers(), security);
    }

    @Bean
    BrokerProblems brokerProblems(BrokerProperties properties) {
        return new BrokerProblems(properties.brokers());
    }

    @Bean
    ResumedRoutes resumedRoutes() {
        return new ResumedRoutes();
    }

    @Bean
    LostRecords lostRecords(MeterRegistry meters) {
        return new LostRecords(meters);
    }

    @Bean("offsets")
    OffsetCommit offsetCommit() {
        return new OffsetCommit();
    }

    @Bean
    PatientPolling patientPolling(BrokerProblems problems, LostRecords lost, ObjectProvider<CamelContext> camel) {
        return new PatientPolling(problems, lost, () -> camel.getObject().isStopping());
    }

    @Bean
    RouteConsumers routeConsumers(
            BrokerProperties properties, LostRecords lost, PatientPolling polling, BrokerProblems problems) {
        return new RouteConsumers(new GroupMembers(properties.groupInstanceId()), lost, polling, problems);
    }

    /**
     * Camel asks it before any endpoint is made. It comes last, because Camel's own customizer of the component sets all that it
     * knows of {@code camel.component.kafka}, defaults included.
     */
    @Bean
    ComponentCustomizer kafkaComponent(BrokerSecurity security, PatientPolling polling, RouteConsumers consumers) {
        return ComponentCustomizer.builder(KafkaComponent.class)
                .withOrder(Ordered.LOWEST)
                .build(component -> {
                    security.applyTo(component.getConfiguration());
                    component.setPollExceptionStrategy(polling);
                    component.setKafkaClientFactory(consumers);
                });
    }

    /** Appears as {@code broker}. */
    @Bean
    BrokerHealthIndicator brokerHealthIndicator(
            BrokerProperties properties, CamelContext camel, BrokerSecurity security, BrokerProblems problems) {
        return new BrokerHealthIndicator(
                properties.brokers(),
                () -> camel.getComponent("kafka", KafkaComponent.class)
                        .getConfiguration()
                        .createConsumerProperties(),
                () -> camel.getRoutes().stream()
                        .map(Route::getEndpoint)
                        .filter(KafkaEndpoint.class::isInstance)
                        .map(endpoint ->
                                ((KafkaEndpoint) endpoint).getConfiguration().getTopic())
                        .collect(Collectors.toSet()),
                security,
                problems);
    }

    @Bean
    GroupReading groupReading(
            BrokerHealthIndicator health, BrokerProblems problems, ObjectProvider<CamelContext> camel) {
        return new GroupReading(health::admin, () -> problems.now().orElse(""), route -> Optional.ofNullable(
                        camel.getObject().getRoute(route))
                .map(Route::getEndpoint)
                .filter(KafkaEndpoint.class::isInstance)
                .map(endpoint -> ((KafkaEndpoint) endpoint).getConfiguration())
                .map(each -> new GroupReading.Reader(each.getGroupId(), each.getTopic())));
    }
}
