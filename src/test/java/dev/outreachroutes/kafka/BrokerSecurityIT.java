package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.sandbox.TestCertificate;
import dev.outreachroutes.settings.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class BrokerSecurityIT {

    @TempDir
    private static Path directory;

    @ParameterizedTest
    @CsvSource({
        "SASL_SSL,       PLAIN,         org.apache.kafka.common.security.plain.PlainLoginModule",
        "sasl_ssl,       plain,         org.apache.kafka.common.security.plain.PlainLoginModule",
        "SASL_PLAINTEXT, SCRAM-SHA-256, org.apache.kafka.common.security.scram.ScramLoginModule",
        "SASL_PLAINTEXT, SCRAM-SHA-512, org.apache.kafka.common.security.scram.ScramLoginModule"
    })
    void aUserIsShownInTheWayThatIsSet(String protocol, String mechanism, String login) {
        Properties client = client(security(protocol, mechanism, "$ConnectionString", "with \"quotes\" and \\"));

        assertThat(client)
                .containsEntry("security.protocol", protocol.toUpperCase())
                .containsEntry("sasl.mechanism", mechanism.toUpperCase())
                .containsEntry(
                        "sasl.jaas.config",
                        login + " required username=\"$ConnectionString\" password=\"with \\\"quotes\\\" and \\\\\";");
    }

    @Test
    void withoutSettingsNothingIsEncryptedAndNobodyLogsIn() {
        assertThat(client(security("PLAINTEXT", "PLAIN", "", "")))
                .containsEntry("security.protocol", "PLAINTEXT")
                .doesNotContainKeys("sasl.jaas.config", "ssl.engine.factory.class");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("TLS", "PLAIN", "", "", "KAFKA_SECURITY_PROTOCOL has to be PLAINTEXT, SSL"),
                Arguments.of(
                        "SASL_SSL", "PLAIN", "somebody", "", "so KAFKA_USERNAME and KAFKA_PASSWORD have to be set"),
                Arguments.of("SASL_SSL", "PLAIN", "", "hidden", "so KAFKA_USERNAME and KAFKA_PASSWORD have to be set"),
                Arguments.of("SASL_SSL", "MD5", "somebody", "hidden", "KAFKA_SASL_MECHANISM has to be PLAIN, SCRAM"),
                Arguments.of("SSL", "PLAIN", "somebody", "hidden", "is set, but KAFKA_SECURITY_PROTOCOL is SSL"),
                Arguments.of("PLAINTEXT", "PLAIN", "somebody", "hidden", "but KAFKA_SECURITY_PROTOCOL is PLAINTEXT"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void settingsThatDoNotFitEachOtherEndTheStartAndThePasswordStaysHidden(
            String protocol, String mechanism, String username, String password, String told) {
        assertThatThrownBy(() -> security(protocol, mechanism, username, password))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(told)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void certificatesThatNobodyWouldUseEndTheStart() {
        Path trusted = TestCertificate.make(directory, "unused").certificate();

        assertThatThrownBy(() -> security("PLAINTEXT", bundle(trusted.toString(), null, null)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_CA_CERTIFICATE")
                .hasMessageContaining("KAFKA_SECURITY_PROTOCOL is PLAINTEXT, which does not encrypt");
    }

    @Test
    void aCertificateWithoutItsKeyEndsTheStart() {
        Path own = TestCertificate.make(directory, "own").certificate();

        assertThatThrownBy(() -> security("SSL", bundle(null, own.toString(), null)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_CLIENT_PRIVATE_KEY has to be set");
    }

    @Test
    void aFileThatDoesNotExistIsToldWithItsName() {
        assertThatThrownBy(() -> security("SSL", bundle("/nowhere/ca.pem", null, null)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_CA_CERTIFICATE")
                .hasMessageContaining("/nowhere/ca.pem");
    }

    @Test
    void aKeyThatIsPastedInPartIsNotTold() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "pasted");
        String key = Files.readString(own.privateKey());
        String part = key.substring(0, key.indexOf("-----END"));

        assertThatThrownBy(() -> security("SSL", bundle(null, own.certificate().toString(), part)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_CLIENT_PRIVATE_KEY")
                .hasMessageNotContaining(key.substring(40, 60));
    }

    @Test
    void aBundleThatIsNotThereEndsTheStart() {
        BrokerProperties properties = new BrokerProperties("localhost:1", "SSL", "PLAIN", "", "", "other", "");

        assertThatThrownBy(() -> BrokerSecurity.of(properties, bundle(null, null, null)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_SSL_BUNDLE");
    }

    @Test
    void aCommaTooManyIsPassedOverAsKafkaDoes() {
        BrokerProperties properties = new BrokerProperties("broker:9092,", "PLAINTEXT", "PLAIN", "", "", "kafka", "");

        assertThat(BrokerSecurity.of(properties, bundle(null, null, null)).tls())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "broker", "broker:port"})
    void brokersWithoutAPortEndTheStart(String brokers) {
        BrokerProperties properties = new BrokerProperties(brokers, "PLAINTEXT", "PLAIN", "", "", "kafka", "");

        assertThatThrownBy(() -> BrokerSecurity.of(properties, bundle(null, null, null)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_BROKERS has to be host:port");
    }

    @Test
    void theSettingsShowNoSecretAsText() {
        assertThat(new BrokerProperties("localhost:1", "SASL_SSL", "PLAIN", "somebody", "hidden", "kafka", ""))
                .asString()
                .doesNotContain("hidden", "somebody");
    }

    private static BrokerSecurity security(String protocol, String mechanism, String username, String password) {
        return BrokerSecurity.of(
                new BrokerProperties("localhost:1", protocol, mechanism, username, password, "kafka", ""),
                bundle(null, null, null));
    }

    static BrokerSecurity security(String protocol, SslBundles bundles) {
        return BrokerSecurity.of(new BrokerProperties("localhost:1", protocol, "PLAIN", "", "", "kafka", ""), bundles);
    }

    static SslBundles bundle(String trusted, String certificate, String privateKey) {
        PemSslStore trust = PemSslStore.load(new PemSslStoreDetails(null, trusted, null));
        PemSslStore own = PemSslStore.load(new PemSslStoreDetails(null, certificate, privateKey));
        return new DefaultSslBundleRegistry("kafka", SslBundle.of(new PemSslStoreBundle(own, trust)));
    }

    private static Properties client(BrokerSecurity security) {
        KafkaConfiguration configuration = new KafkaConfiguration();
        security.applyTo(configuration);
        return configuration.createConsumerProperties();
    }
}
