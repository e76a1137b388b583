package dev.outreachroutes.operation;

import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    /** Appears as {@code broker}. */
    @Bean
    BrokerHealthIndicator brokerHealthIndicator(@Value("${kafka.brokers}") String brokers, CamelContext camel) {
        return new BrokerHealthIndicator(brokers, () -> camel.getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .createConsumerProperties());
    }
}
