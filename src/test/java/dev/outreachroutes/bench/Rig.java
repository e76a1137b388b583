package dev.outreachroutes.bench;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.OutreachRoutes;
import dev.outreachroutes.sandbox.LocalBroker;
import dev.outreachroutes.sandbox.OutreachSandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.util.TestSocketUtils;

/** What benchmarks run on: a broker, a PostgreSQL that is as durable as a real one, and a sandbox Outreach, each a process. */
final class Rig implements AutoCloseable {

    static final String DESTINATION = "bench";
    static final String REFRESH_TOKEN = "bench-refresh-token";

    static final String DESTINATIONS =
            """
            accounts:
              bench:
                quota: { requests: 100000000, period: 1h }
                pace: 10000
            destinations:
              bench:
                account: bench
                identity: oid
                attributes:
                  firstName: person.name.firstName
                  lastName: person.name.lastName
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 }
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { mapping-id: 5 }
                  c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352: { mapping-id: 6 }
            """;

    final LocalBroker broker;
    final EmbeddedPostgres postgres;
    final int sandboxPort;
    private final ChildProcess sandbox;
    private final Path routes;

    Rig() throws Exception {
        this(List.of("--log-bodies=off"));
    }

    /**
     * @param knobs more of the sandbox's
     */
    Rig(List<String> knobs) throws Exception {
        this(knobs, DESTINATIONS);
    }

    /**
     * @param knobs more of the sandbox's
     * @param destinations as in {@code destinations.yaml}
     */
    Rig(List<String> knobs, String destinations) throws Exception {
        LoggingSystem.get(Rig.class.getClassLoader()).beforeInitialize();
        broker = LocalBroker.start(0);
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "4GB")
                .start();
        sandboxPort = TestSocketUtils.findAvailableTcpPort();
        List<String> sandboxArguments = new ArrayList<>(List.of(
                "--port=" + sandboxPort,
                "--create-missing=1..10000000",
                "--quota=100000000",
                "--refresh-token=" + REFRESH_TOKEN));
        sandboxArguments.addAll(knobs);
        sandbox = ChildProcess.start(
                ChildProcess.java(List.of("-Xmx1g"), OutreachSandbox.class.getName(), sandboxArguments),
                Map.of(),
                Path.of("/dev/null"));
        awaitSandbox();
        routes = Files.createTempDirectory("routes");
        try (var files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".camel.yaml"))
                    .toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("destinations.yaml"), destinations);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic("segment-events", 4, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void awaitSandbox() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            try {
                new java.net.Socket("localhost", sandboxPort).close();
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the sandbox does not start");
    }

    String sandboxUrl() {
        return "http://localhost:" + sandboxPort;
    }

    /** Starts the runtime in this process. */
    ConfigurableApplicationContext runtime(String... more) {
        List<String> arguments = new ArrayList<>();
        environment().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.addAll(List.of(more));
        return new SpringApplication(OutreachRoutes.class).run(arguments.toArray(String[]::new));
    }

    /**
     * Starts the packaged application in a process of its own.
     *
     * @param output where what it prints is appended
     * @param application what follows {@code java} on the command line
     * @param more environment variables
     */
    ChildProcess replica(Path output, String application, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(more);
        return ChildProcess.start(ChildProcess.java(List.of(application.split(" "))), environment, output);
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("ROUTES_DIR", routes.toString()),
                Map.entry("KAFKA_BROKERS", broker.address()),
                Map.entry("DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres")),
                Map.entry("DATABASE_USERNAME", "postgres"),
                Map.entry("OUTREACH_API_URL", sandboxUrl()),
                Map.entry("OUTREACH_CLIENT_ID", "sandbox-client"),
                Map.entry("OUTREACH_CLIENT_SECRET", "sandbox-secret"),
                Map.entry("OUTREACH_REFRESH_TOKEN", REFRESH_TOKEN),
                Map.entry("TOKEN_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32])),
                Map.entry("SERVER_PORT", "0"),
                Map.entry("CONSOLE_PASSWORD", "bench"));
    }

    JdbcTemplate jdbc() {
        return new JdbcTemplate(postgres.getPostgresDatabase());
    }

    @Override
    public void close() {
        try {
            sandbox.kill();
            postgres.close();
            broker.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints a row of the table in docs/performance.md. */
    static void row(String what, double value, String unit) {
        System.out.printf("| %s | %,.0f %s |%n", what, value, unit);
    }
}
