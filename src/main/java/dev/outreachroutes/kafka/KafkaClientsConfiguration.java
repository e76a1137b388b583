package dev.outreachroutes.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How Kafka is reached by every client of this process: the routes' consumers and producer, and the health. */
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
    BrokerTrouble brokerTrouble(BrokerProperties properties) {
        return new BrokerTrouble(properties.brokers());
    }

    @Bean
    ReplicaNumber replicaNumber(JdbcConnectionDetails database) {
        return new ReplicaNumber(database);
    }

    @Bean
    GroupMembers groupMembers(BrokerProperties properties, ReplicaNumber number) {
        return new GroupMembers(properties.staticMembers() ? number::get : OptionalInt::empty);
    }

    @Bean
    OpenConsumers openConsumers() {
        return new OpenConsumers();
    }

    @Bean
    ResumedRoutes resumedRoutes(OpenConsumers consumers) {
        return new ResumedRoutes(consumers);
    }

    @Bean
    LostRecords lostRecords(MeterRegistry meters) {
        return new LostRecords(meters);
    }

    @Bean
    Offsets offsets() {
        return new Offsets();
    }

    /**
     * Camel asks it before any endpoint is made. It comes last, because Camel's own customizer of the component sets all that it
     * knows of {@code camel.component.kafka}, defaults included.
     */
    @Bean
    ComponentCustomizer kafkaComponent(
            BrokerSecurity security,
            BrokerTrouble trouble,
            LostRecords lost,
            GroupMembers members,
            OpenConsumers consumers) {
        return ComponentCustomizer.builder(KafkaComponent.class)
                .withOrder(Ordered.LOWEST)
                .build(component -> {
                    security.applyTo(component.getConfiguration());
                    component.setKafkaClientFactory(new DefaultKafkaClientFactory() {
                        @Override
                        public Producer<Object, Object> getProducer(Properties properties) {
                            return new PromptProducer(properties);
                        }

                        @Override
                        public Consumer<Object, Object> getConsumer(Properties properties) {
                            Properties named = members.join(properties);
                            BatchBound.of(named);
                            LostRecords.Reset reset = lost.takeOver(named);
                            try {
                                PatientConsumer consumer = new PatientConsumer(named, trouble, lost, reset, closed -> {
                                    consumers.closed(closed);
                                    members.leave(named);
                                });
                                consumers.opened(consumer);
                                return consumer;
                            } catch (RuntimeException e) {
                                members.leave(named);
                                throw e;
                            }
                        }
                    });
                });
    }

    /** Appears as {@code broker}. */
    @Bean
    BrokerHealthIndicator brokerHealthIndicator(
            BrokerProperties properties, CamelContext camel, BrokerSecurity security, BrokerTrouble trouble) {
        return new BrokerHealthIndicator(
                properties.brokers(),
                () -> camel.getComponent("kafka", KafkaComponent.class)
                        .getConfiguration()
                        .createConsumerProperties(),
                security,
                trouble);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    ClockWatch clockWatch(CamelContext camel, OpenConsumers consumers, BrokerHealthIndicator health) {
        return new ClockWatch(
                camel, consumers, health, InstantSource.system(), System::nanoTime, task -> ClockWatch.thread(
                                task, "clients of Kafka anew")
                        .start());
    }
}
