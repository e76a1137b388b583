package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.sandbox.LocalBroker;
import dev.outreachroutes.sandbox.TestCertificate;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BrokerHealthIndicatorIT {

    private final LocalBroker broker = SecuredBroker.get();
    private final String trusted = broker.certificate().toString();

    @TempDir
    private Path directory;

    @Test
    void aBrokerThatAnswersIsUp() {
        assertThat(health(broker.address(), security("PLAINTEXT", null)).getStatus())
                .isEqualTo(Status.UP);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsDownAndSaidOnce(CapturedOutput output) {
        assertThat(problem("localhost:1", security("PLAINTEXT", null)))
                .isEqualTo("does not answer (connection refused): check KAFKA_BROKERS");
        assertThat(output.getOut()).containsOnlyOnce("Kafka at localhost:1 does not answer");
    }

    @Test
    void aHostThatIsUnknownIsDownToo() {
        assertThat(problem("nowhere.invalid:9092", security("PLAINTEXT", null)))
                .contains("No resolvable bootstrap urls", "KAFKA_BROKERS");
    }

    @Test
    void aPortWhereNobodySpeaksIsDownToo() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThat(problem("localhost:" + silent.getLocalPort(), security("SSL", trusted)))
                    .contains("takes the connection but does not answer", "KAFKA_SECURITY_PROTOCOL, which is SSL");
        }
    }

    @Test
    void aWrongPasswordIsToldWithoutIt(CapturedOutput output) {
        BrokerSecurity wrong = user("PLAIN", "hidden-wrong-password");

        assertThat(problem(broker.passwordAddress(), wrong))
                .contains("refuses the user", "Invalid username or password", "KAFKA_USERNAME, KAFKA_PASSWORD");
        assertThat(output).doesNotContain("hidden");
    }

    @Test
    void aMechanismThatTheBrokersDoNotTakeIsToldWithThoseTheyDo() {
        assertThat(problem(broker.passwordAddress(), user("SCRAM-SHA-256", SecuredBroker.PASSWORD)))
                .contains("does not take KAFKA_SASL_MECHANISM", "[PLAIN, SCRAM-SHA-512]");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsTold() {
        assertThat(problem(broker.certificateAddress(), security("SSL", null)))
                .contains("shows a certificate that is not trusted", "set KAFKA_CA_CERTIFICATE");
    }

    @Test
    void aCertificateForAnotherNameIsTold() {
        assertThat(problem(broker.certificateAddress().replace("localhost", "127.0.0.1"), security("SSL", trusted)))
                .contains("shows a certificate for another name", "127.0.0.1", "KAFKA_BROKERS");
    }

    @Test
    void aMissingClientCertificateIsTold() {
        assertThat(problem(broker.certificateAddress(), security("SSL", trusted)))
                .contains("refuses the TLS connection", "KAFKA_CLIENT_CERTIFICATE and KAFKA_CLIENT_PRIVATE_KEY");
    }

    @Test
    void aClientCertificateThatTheBrokersDoNotKnowIsTold() {
        TestCertificate stranger = TestCertificate.make(directory, "stranger");
        BrokerSecurity security = BrokerSecurityIT.security(
                "SSL",
                BrokerSecurityIT.bundle(
                        trusted,
                        stranger.certificate().toString(),
                        stranger.privateKey().toString()));

        assertThat(problem(broker.certificateAddress(), security)).contains("KAFKA_CLIENT_CERTIFICATE");
    }

    @Test
    void aPortWithoutTlsIsTold() {
        assertThat(problem(broker.address(), security("SSL", trusted)))
                .contains("does not speak TLS, but KAFKA_SECURITY_PROTOCOL is SSL");
    }

    @Test
    void aPortThatWantsAUserIsTold() {
        assertThat(problem(broker.passwordAddress(), security("SSL", trusted)))
                .contains("if it wants a user, set KAFKA_SECURITY_PROTOCOL to SASL_SSL");
    }

    private BrokerSecurity user(String mechanism, String password) {
        return BrokerSecurity.of(
                new BrokerProperties("localhost:1", "SASL_SSL", mechanism, SecuredBroker.USER, password, "kafka", ""),
                BrokerSecurityIT.bundle(trusted, null, null));
    }

    private static BrokerSecurity security(String protocol, String trusted) {
        return BrokerSecurityIT.security(protocol, BrokerSecurityIT.bundle(trusted, null, null));
    }

    private static String problem(String brokers, BrokerSecurity security) {
        Health health = health(brokers, security);
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("brokers", brokers).doesNotContainKey("answering");
        return (String) health.getDetails().get("problem");
    }

    private static Health health(String brokers, BrokerSecurity security) {
        KafkaConfiguration configuration = new KafkaConfiguration();
        security.applyTo(configuration);
        BrokerHealthIndicator broker = new BrokerHealthIndicator(
                brokers,
                configuration::createConsumerProperties,
                () -> Set.of("nobodys-topic"),
                security,
                new BrokerProblems(brokers));
        try {
            broker.look();
            broker.look();
            return broker.health();
        } finally {
            broker.destroy();
        }
    }
}
