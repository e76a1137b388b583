package dev.outreachroutes.kafka;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.LocalBroker;
import dev.outreachroutes.settings.InvalidSettingException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole runtime on a broker that wants TLS and knows its users. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaTlsIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final LocalBroker broker = SecuredBroker.get();

    @Test
    void withAPasswordEventsReachOutreachAndDeadLettersTheirTopic(CapturedOutput output) throws Exception {
        try (RuntimeFixture fixture = fixture(SecuredBroker.HUB_USER, SecuredBroker.CONNECTION_STRING)
                .with("logging.level.org.apache.kafka.clients.consumer.ConsumerConfig", "INFO")
                .with("logging.level.dev.outreachroutes", "DEBUG")) {
            ConfigurableApplicationContext runtime = fixture.start();
            sendEventsAndOneThatCannotBeRead(fixture);

            assertDelivered(fixture);
            assertThat(fixture.topic().deadLetters(1, SOON)).hasSize(1);
            awaitHealth(runtime, Status.UP);

            String key = SecuredBroker.CONNECTION_STRING.replaceFirst(".*SharedAccessKey=", "");
            assertThat(output).contains("sasl.jaas.config = [hidden]").doesNotContain(key);
            assertThat(whatConsolesCanSee(runtime))
                    .hasSizeGreaterThan(1_000)
                    .noneMatch(text -> text.contains(key) || text.contains(SecuredBroker.HUB_USER));
        }
    }

    @Test
    void withAClientCertificateEventsReachOutreachToo() {
        try (RuntimeFixture fixture = RuntimeFixture.create(broker, sandbox -> sandbox.createMissing(1, 100))
                .with("KAFKA_BROKERS", broker.certificateAddress())
                .with("KAFKA_SECURITY_PROTOCOL", "SSL")
                .with("KAFKA_CA_CERTIFICATE", broker.certificate())
                .with("KAFKA_CLIENT_CERTIFICATE", broker.client().certificate())
                .with("KAFKA_CLIENT_PRIVATE_KEY", broker.client().privateKey())) {
            ConfigurableApplicationContext runtime = fixture.start();
            sendEventsAndOneThatCannotBeRead(fixture);

            assertDelivered(fixture);
            assertThat(fixture.topic().deadLetters(1, SOON)).hasSize(1);
            awaitHealth(runtime, Status.UP);
        }
    }

    @Test
    void aWrongPasswordIsToldAndWithTheRightOneNothingIsLost(CapturedOutput output) {
        try (RuntimeFixture fixture = fixture(SecuredBroker.USER, "hidden-wrong-password")) {
            sendEventsAndOneThatCannotBeRead(fixture);
            Health health = awaitHealth(fixture.start(), Status.DOWN);
            assertThat((String) health.getDetails().get("problem"))
                    .contains("refuses the user", "KAFKA_USERNAME, KAFKA_PASSWORD");
            assertThat(output).containsOnlyOnce("refuses the user").doesNotContain("hidden");
            fixture.stop();

            fixture.with("KAFKA_PASSWORD", SecuredBroker.PASSWORD);
            awaitHealth(fixture.start(), Status.UP);
            assertDelivered(fixture);
        }
    }

    @Test
    void aUserWhomTheBrokersGetToKnowLaterIsTakenWithoutARestart(CapturedOutput output) throws Exception {
        try (Admin admin = admin();
                RuntimeFixture fixture = fixture("late", SecuredBroker.PASSWORD)
                        .with("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
                        .with("broker.check", "1s")) {
            ConfigurableApplicationContext runtime = fixture.start();
            sendEventsAndOneThatCannotBeRead(fixture);
            fixture.database()
                    .jdbc()
                    .update(
                            """
                            insert into dead_letter (destination, reason, detail, payload)
                            values (?, 'unreadable', 'kept while the brokers refuse us', 'x')
                            """,
                            SALES);
            awaitHealth(runtime, Status.DOWN);
            await(SOON).until(() -> output.getOut().contains("Dead letters wait in the database"));

            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "late",
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096),
                            SecuredBroker.PASSWORD)))
                    .all()
                    .get();
            assertDelivered(fixture);
            assertThat(fixture.topic().deadLetters(2, SOON)).hasSize(2);
            awaitHealth(runtime, Status.UP);
        }
    }

    @Test
    void aRightThatIsTakenAwayIsToldAndGivenBackIntakeGoesOn(CapturedOutput output) throws Exception {
        try (Admin admin = admin();
                RuntimeFixture fixture =
                        fixture(SecuredBroker.USER, SecuredBroker.PASSWORD).with("broker.check", "1s")) {
            AclBinding denied = new AclBinding(
                    new ResourcePattern(ResourceType.GROUP, fixture.topic().name() + "." + SALES, PatternType.LITERAL),
                    new AccessControlEntry(
                            "User:" + SecuredBroker.USER, "*", AclOperation.ALL, AclPermissionType.DENY));
            admin.createAcls(List.of(denied)).all().get();

            ConfigurableApplicationContext runtime = fixture.start();
            sendEventsAndOneThatCannotBeRead(fixture);
            Health health = awaitHealth(runtime, Status.DOWN);
            assertThat((String) health.getDetails().get("problem"))
                    .contains(
                            "Not authorized to access group: " + fixture.topic().name() + "." + SALES);
            assertThat(output).containsOnlyOnce("Not authorized to access group");

            admin.deleteAcls(List.of(denied.toFilter())).all().get();
            assertDelivered(fixture);
            awaitHealth(runtime, Status.UP);
            await(SOON).until(() -> output.getOut().contains("answers again"));
        }
    }

    @Test
    void withoutTlsOnAPortForTlsTheStartEndsAndSaysSo(CapturedOutput output) {
        try (RuntimeFixture fixture =
                RuntimeFixture.create(broker, sandbox -> {}).with("KAFKA_BROKERS", broker.passwordAddress())) {
            assertThatThrownBy(fixture::start).isInstanceOf(InvalidSettingException.class);
            assertThat(output)
                    .contains("APPLICATION FAILED TO START")
                    .contains("speaks TLS, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT: set it to SSL or SASL_SSL")
                    .doesNotContain("\tat ");
        }
    }

    private RuntimeFixture fixture(String user, String password) {
        return RuntimeFixture.create(broker, sandbox -> sandbox.createMissing(1, 100))
                .with("KAFKA_BROKERS", broker.passwordAddress())
                .with("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .with("KAFKA_USERNAME", user)
                .with("KAFKA_PASSWORD", password)
                .with("KAFKA_CA_CERTIFICATE", broker.certificate());
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    private static void sendEventsAndOneThatCannotBeRead(RuntimeFixture fixture) {
        fixture.topic().send(Events.join(1, 20));
        fixture.topic().send(List.of("not JSON"));
    }

    private static void assertDelivered(RuntimeFixture fixture) {
        fixture.awaitRest(SALES, SOON);
        for (long prospect = 1; prospect <= 20; prospect++) {
            assertThat(fixture.sandbox().prospect(prospect)).containsEntry("custom4", "realized");
        }
    }

    /** Every attribute of every MBean, every endpoint, and the routes as the console shows them. */
    private static List<String> whatConsolesCanSee(ConfigurableApplicationContext runtime) throws Exception {
        List<String> texts = new ArrayList<>();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            texts.addAll(values(server, name));
        }
        CamelContext camel = runtime.getBean(CamelContext.class);
        for (Endpoint endpoint : camel.getEndpoints()) {
            texts.add(endpoint.getEndpointUri() + " " + endpoint);
        }
        ModelCamelContext model = (ModelCamelContext) camel;
        for (RouteDefinition route : model.getRouteDefinitions()) {
            texts.add(PluginHelper.getModelToXMLDumper(camel).dumpModelAsXml(camel, route));
        }
        return texts;
    }

    private static List<String> values(MBeanServer server, ObjectName name) {
        List<String> values = new ArrayList<>();
        try {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                values.add(value(server, name, attribute.getName()));
            }
        } catch (JMException e) {
            values.add("gone meanwhile: " + name);
        }
        return values;
    }

    private static String value(MBeanServer server, ObjectName name, String attribute) {
        try {
            Object value = server.getAttribute(name, attribute);
            return value instanceof Object[] values ? Arrays.deepToString(values) : String.valueOf(value);
        } catch (JMException | RuntimeException e) {
            return "not told: " + attribute;
        }
    }

    private static Health awaitHealth(ConfigurableApplicationContext runtime, Status status) {
        BrokerHealthIndicator indicator = runtime.getBean(BrokerHealthIndicator.class);
        await(SOON).until(() -> indicator.health().getStatus().equals(status));
        return indicator.health();
    }
}
