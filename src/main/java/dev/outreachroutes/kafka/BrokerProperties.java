package dev.outreachroutes.kafka;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How every Kafka client of this process reaches the brokers.
 *
 * @param brokers {@code host:port,host:port}
 * @param securityProtocol one of Kafka's: {@code PLAINTEXT}, {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}
 * @param saslMechanism how name and password are shown: {@code PLAIN}, {@code SCRAM-SHA-256} or {@code SCRAM-SHA-512}
 * @param username of the user; empty where the protocol has none
 * @param password of that user
 * @param sslBundle the name of Spring's SSL bundle with the certificates
 * @param groupInstanceId a name that this replica keeps when it is started again and no other has, by which its groups know it; may be
 *     empty
 */
@ConfigurationProperties("kafka")
record BrokerProperties(
        String brokers,
        String securityProtocol,
        String saslMechanism,
        String username,
        String password,
        String sslBundle,
        String groupInstanceId) {

    BrokerProperties {
        securityProtocol = securityProtocol.strip();
        saslMechanism = saslMechanism.strip();
        username = username.strip();
        groupInstanceId = groupInstanceId.strip();
    }

    @Override
    public String toString() {
        return "BrokerProperties[brokers=" + brokers + ", securityProtocol=" + securityProtocol + "]";
    }
}
