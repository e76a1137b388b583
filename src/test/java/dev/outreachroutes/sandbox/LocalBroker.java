package dev.outreachroutes.sandbox;

import dev.outreachroutes.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;

/** A real Kafka broker (KRaft, one node) in a process of its own, on a port one can choose; killed and started again at will. */
public final class LocalBroker implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final int port;
    private final int controllerPort;
    private final int passwordPort;
    private final int certificatePort;
    private final Path directory;
    private final boolean untilClosed;
    private ChildProcess process;

    private LocalBroker(int port, Map<String, String> users, boolean untilClosed) {
        this.untilClosed = untilClosed;
        try {
            this.port = port == 0 ? TestSocketUtils.findAvailableTcpPort() : port;
            this.controllerPort = TestSocketUtils.findAvailableTcpPort();
            this.passwordPort = TestSocketUtils.findAvailableTcpPort();
            this.certificatePort = TestSocketUtils.findAvailableTcpPort();
            this.directory = Files.createTempDirectory("outreach-routes-kafka");
            Files.writeString(
                    directory.resolve("server.properties"),
                    users.isEmpty() ? properties("", "") : securedProperties(users));
        } catch (IOException e) {
            throw new UncheckedIOException("no place for a broker", e);
        }
        if (!untilClosed) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        }
    }

    /**
     * Starts a broker and waits until it answers.
     *
     * @param port 0 takes a free one
     */
    public static LocalBroker start(int port) {
        return start(new LocalBroker(port, Map.of(), false));
    }

    /** Starts a broker that runs until it is closed: neither Ctrl-C nor the end of this process ends it. */
    static LocalBroker startUntilClosed(int port) {
        return start(new LocalBroker(port, Map.of(), true));
    }

    /**
     * Starts a broker that can also be reached by TLS: with a user's password at {@link #passwordAddress()}, with a certificate
     * at {@link #certificateAddress()}. Who comes in the open way, without either, may do everything.
     *
     * @param users passwords by user, for the mechanism PLAIN; SCRAM-SHA-512 knows those who are added by an admin client
     */
    public static LocalBroker startSecured(Map<String, String> users) {
        return start(new LocalBroker(0, users, false));
    }

    private static LocalBroker start(LocalBroker broker) {
        ChildProcess.run(
                broker.kafka(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        broker.config()),
                Map.of(),
                broker.log(),
                LONGEST_START);
        broker.start();
        return broker;
    }

    /** Starts it again after {@link #kill}, with what it held before. */
    public void start() {
        List<String> command = kafka("kafka.Kafka", config());
        process = untilClosed
                ? ChildProcess.startUntilStopped(command, Map.of(), log())
                : ChildProcess.start(command, Map.of(), log());
        awaitAnswer();
    }

    /** Ends the process at once, as a crash would. */
    public void kill() {
        process.kill();
    }

    /** As in {@code KAFKA_BROKERS}. */
    public String address() {
        return "localhost:" + port;
    }

    /** Where it is reached by {@code SASL_SSL}. */
    public String passwordAddress() {
        return "localhost:" + passwordPort;
    }

    /** Where it is reached by {@code SSL}, with the certificate of {@link #client()}. */
    public String certificateAddress() {
        return "localhost:" + certificatePort;
    }

    /** The certificate that it shows. */
    public Path certificate() {
        return directory.resolve("broker.crt");
    }

    /** What to show at {@link #certificateAddress()}. */
    public TestCertificate client() {
        return new TestCertificate(
                directory.resolve("client.crt"), directory.resolve("client.key"), directory.resolve("client.pem"));
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be removed", e);
        }
    }

    private Path log() {
        return directory.resolve("output.txt");
    }

    private String config() {
        return directory.resolve("server.properties").toString();
    }

    private String securedProperties(Map<String, String> users) {
        TestCertificate own = TestCertificate.make(directory, "broker");
        TestCertificate client = TestCertificate.make(directory, "client");
        StringBuilder passwords = new StringBuilder();
        users.forEach((user, password) -> passwords
                .append(" user_")
                .append(user)
                .append("=\"")
                .append(password)
                .append('"'));
        return properties(
                        ",PASSWORD://localhost:" + passwordPort + ",CERTIFICATE://localhost:" + certificatePort,
                        ",PASSWORD:SASL_SSL,CERTIFICATE:SSL")
                + """
                ssl.keystore.type=PEM
                ssl.keystore.location=%s
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                listener.name.certificate.ssl.client.auth=required
                sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
                listener.name.password.plain.sasl.jaas.config=\\
                  org.apache.kafka.common.security.plain.PlainLoginModule required%s;
                listener.name.password.scram-sha-512.sasl.jaas.config=\\
                  org.apache.kafka.common.security.scram.ScramLoginModule required;
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:ANONYMOUS
                allow.everyone.if.no.acl.found=true
                """
                        .formatted(own.both(), client.certificate(), passwords);
    }

    private String properties(String moreListeners, String moreProtocols) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d%4$s
                advertised.listeners=PLAINTEXT://localhost:%1$d%4$s
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT%5$s
                log.dirs=%3$s
                num.partitions=4
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                """
                .formatted(port, controllerPort, directory.resolve("log"), moreListeners, moreProtocols);
    }

    private List<String> kafka(String mainClass, String... arguments) {
        return ChildProcess.java(List.of("-Xmx384m", "-XX:+UseSerialGC"), mainClass, List.of(arguments));
    }

    private void awaitAnswer() {
        Instant latest = Instant.now().plus(LONGEST_START);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(), "retry.backoff.ms", "200"))) {
            while (true) {
                try {
                    admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                    if (!process.isAlive() || Instant.now().isAfter(latest)) {
                        throw new IllegalStateException("the broker does not start:\n" + output(), e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }
}
