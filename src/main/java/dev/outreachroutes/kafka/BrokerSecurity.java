package dev.outreachroutes.kafka;

import dev.outreachroutes.settings.InvalidSettingException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.security.KafkaAuthType;
import org.apache.camel.component.kafka.security.KafkaSecurityConfigurer;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Utils;
import org.springframework.boot.autoconfigure.kafka.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Sets how Kafka's clients encrypt, and as whom they log in. Name, password and certificates go into Camel's Kafka component, so
 * no endpoint's URI ever carries them.
 *
 * <p>Not by Camel's own {@code saslAuthType}: it takes TLS for granted, and silently turns {@code SASL_PLAINTEXT} into
 * {@code SASL_SSL}.
 */
final class BrokerSecurity {

    private static final Map<String, KafkaAuthType> MECHANISMS = Map.of(
            "PLAIN", KafkaAuthType.PLAIN,
            "SCRAM-SHA-256", KafkaAuthType.SCRAM_SHA_256,
            "SCRAM-SHA-512", KafkaAuthType.SCRAM_SHA_512);

    private final BrokerProperties properties;
    private final SslBundle certificates;
    private final SecurityProtocol protocol;

    private BrokerSecurity(BrokerProperties properties, SslBundle certificates, SecurityProtocol protocol) {
        this.properties = properties;
        this.certificates = certificates;
        this.protocol = protocol;
    }

    /**
     * @throws InvalidSettingException with all that is wrong, when the settings do not fit each other or a file is not
     *     what it has to be
     */
    static BrokerSecurity of(BrokerProperties properties, SslBundles bundles) {
        String name = properties.securityProtocol().toUpperCase(Locale.ROOT);
        if (!SecurityProtocol.names().contains(name)) {
            throw invalid(List.of("KAFKA_SECURITY_PROTOCOL has to be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."));
        }
        SslBundle certificates;
        try {
            certificates = bundles.getBundle(properties.sslBundle());
        } catch (NoSuchSslBundleException e) {
            throw invalid(List.of("KAFKA_SSL_BUNDLE has to be the name of a bundle of spring.ssl.bundle."));
        }
        BrokerSecurity security = new BrokerSecurity(properties, certificates, SecurityProtocol.forName(name));
        List<String> mistakes = new ArrayList<>(security.mistakesOfUser());
        if (!isAddresses(properties.brokers())) {
            mistakes.add("KAFKA_BROKERS has to be host:port, or several of these with commas.");
        }
        mistakes.addAll(security.mistakesOfCertificates());
        if (!mistakes.isEmpty()) {
            throw invalid(mistakes);
        }
        return security;
    }

    /**
     * @param mistakes sentences that name the variables, without their values
     */
    static InvalidSettingException invalid(List<String> mistakes) {
        return new InvalidSettingException(
                "Kafka cannot be reached with these settings: " + String.join(" ", mistakes),
                "Correct the variables; docs/tls.md has an example of each kind.");
    }

    private static boolean isAddresses(String brokers) {
        // Kafka passes over a comma too many.
        List<String> addresses = Stream.of(brokers.split(","))
                .map(String::strip)
                .filter(broker -> !broker.isEmpty())
                .toList();
        return !addresses.isEmpty()
                && addresses.stream()
                        .allMatch(broker -> Utils.getHost(broker) != null && Utils.getPort(broker) != null);
    }

    boolean tls() {
        return protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL;
    }

    private boolean sasl() {
        return protocol == SecurityProtocol.SASL_PLAINTEXT || protocol == SecurityProtocol.SASL_SSL;
    }

    void applyTo(KafkaConfiguration configuration) {
        configuration.setSecurityProtocol(protocol.name());
        if (sasl()) {
            KafkaSecurityConfigurer.forAuthType(MECHANISMS.get(mechanism()))
                    .withCredentials(properties.username(), properties.password())
                    .withSsl(tls())
                    .configure(configuration);
        }
        if (tls()) {
            Map<String, Object> more = configuration.getAdditionalProperties();
            more.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class.getName());
            more.put(SslBundle.class.getName(), certificates);
        }
    }

    /** Why no answer comes from brokers that speak so, as {@link BrokerProblem} would say it. */
    String unanswered(BrokerProbe.Finding found) {
        return switch (found.speech()) {
            case UNREACHABLE -> "does not answer (" + found.detail() + "): check KAFKA_BROKERS";
            case NONE ->
                "takes the connection but does not answer: check KAFKA_SECURITY_PROTOCOL, which is " + protocol
                        + ", and the port in KAFKA_BROKERS";
            case TLS ->
                tls()
                        ? wantsUser()
                        : "speaks TLS, but KAFKA_SECURITY_PROTOCOL is " + protocol + ": set it to SSL or SASL_SSL";
            case OPEN ->
                tls()
                        ? "does not speak TLS, but KAFKA_SECURITY_PROTOCOL is " + protocol
                                + ": check it and the port in KAFKA_BROKERS"
                        : wantsUser();
        };
    }

    private String wantsUser() {
        return "does not answer in time"
                + (sasl()
                        ? ""
                        : "; if it wants a user, set KAFKA_SECURITY_PROTOCOL to SASL_" + (tls() ? "SSL" : "PLAINTEXT"));
    }

    private String mechanism() {
        return properties.saslMechanism().toUpperCase(Locale.ROOT);
    }

    private List<String> mistakesOfUser() {
        List<String> mistakes = new ArrayList<>();
        boolean name = !properties.username().isEmpty();
        boolean password = !properties.password().isEmpty();
        if (sasl() && !(name && password)) {
            mistakes.add("KAFKA_SECURITY_PROTOCOL is " + protocol
                    + ", so KAFKA_USERNAME and KAFKA_PASSWORD have to be set.");
        }
        if (sasl() && !MECHANISMS.containsKey(mechanism())) {
            mistakes.add("KAFKA_SASL_MECHANISM has to be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.");
        }
        if (!sasl() && (name || password)) {
            mistakes.add("KAFKA_USERNAME or KAFKA_PASSWORD is set, but KAFKA_SECURITY_PROTOCOL is " + protocol
                    + ", which has no user: set it to SASL_SSL.");
        }
        return mistakes;
    }

    private List<String> mistakesOfCertificates() {
        List<String> mistakes = new ArrayList<>();
        try {
            KeyStore trusted = certificates.getStores().getTrustStore();
            KeyStore own = certificates.getStores().getKeyStore();
            if (!tls() && (trusted != null || own != null)) {
                mistakes.add("KAFKA_CA_CERTIFICATE or KAFKA_CLIENT_CERTIFICATE is set, but KAFKA_SECURITY_PROTOCOL is "
                        + protocol + ", which does not encrypt: set it to SSL or SASL_SSL.");
            }
            if (own != null && !own.isKeyEntry(own.aliases().nextElement())) {
                mistakes.add("KAFKA_CLIENT_CERTIFICATE is set, so KAFKA_CLIENT_PRIVATE_KEY has to be set.");
            }
        } catch (IllegalStateException | KeyStoreException e) {
            mistakes.add("A file of KAFKA_CA_CERTIFICATE, KAFKA_CLIENT_CERTIFICATE or KAFKA_CLIENT_PRIVATE_KEY"
                    + " cannot be used: " + withoutContent(e) + ".");
        }
        return mistakes;
    }

    /** A PEM text that is not whole is taken for a file's name, and would be told. */
    private static String withoutContent(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("-----") ? "it is no file, and no whole PEM text" : message;
    }
}
