package dev.outreachroutes;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.sandbox.LocalBroker;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.OutreachSandbox;
import dev.outreachroutes.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The whole system on real parts: a broker shared by all tests of the JVM, a database, a topic and a sandbox of its own for
 * each fixture. The runtime is started by {@link #start}, as often and in as many replicas as a test likes.
 */
public final class RuntimeFixture implements AutoCloseable {

    public static final String SALES = "emea-sales";

    private static LocalBroker broker;
    private static int topics;

    private final Path routes;
    private final String topic;
    private final String databaseUrl = TestDatabase.url();
    private final OutreachSandbox sandbox;
    private final String refreshToken;
    private final Map<String, Object> environment = new HashMap<>();
    private final KafkaProducer<String, String> producer;
    private RunningClock clock;
    private final List<ConfigurableApplicationContext> replicas = new java.util.ArrayList<>();

    private RuntimeFixture(String destinations, Consumer<SandboxSettings> turn) {
        topic = topic();
        sandbox = OutreachSandbox.start(turn);
        refreshToken = sandbox.issueRefreshToken();
        try {
            routes = Files.createTempDirectory("routes");
            try (var files = Files.list(Path.of("routes"))) {
                PathMatcher yaml = FileSystems.getDefault().getPathMatcher("glob:**.camel.yaml");
                for (Path file : files.filter(yaml::matches).toList()) {
                    Files.copy(file, routes.resolve(file.getFileName()));
                }
            }
            Files.writeString(routes.resolve("destinations.yaml"), destinations);
        } catch (IOException e) {
            throw new UncheckedIOException("no routes", e);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "linger.ms", "5"),
                new StringSerializer(),
                new StringSerializer());
        environment();
    }

    /** One destination, {@code emea-sales}, with three segments in the fields 4, 5 and 6 and the two names. */
    public static RuntimeFixture create(Consumer<SandboxSettings> sandbox) {
        return create(
                """
                accounts:
                  emea-ops:
                    pace: 5000
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    attributes:
                      firstName: person.name.firstName
                      lastName: person.name.lastName
                    segments:
                      3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot accounts EMEA, mapping-id: 4 }
                      a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { name: Trial day 10, mapping-id: 5 }
                      c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352: { mapping-id: 6 }
                """,
                sandbox);
    }

    public static RuntimeFixture create(String destinations, Consumer<SandboxSettings> sandbox) {
        return new RuntimeFixture(destinations, sandbox);
    }

    private static synchronized String topic() {
        if (broker == null) {
            broker = LocalBroker.start(0);
        }
        String topic = "segment-events-" + ++topics;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(
                            new NewTopic(topic, 4, (short) 1), new NewTopic(topic + ".dead-letters", 1, (short) 1)))
                    .all()
                    .get();
            return topic;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("no topic", e);
        }
    }

    private void environment() {
        environment.put("ROUTES_DIR", routes.toString());
        environment.put("KAFKA_BROKERS", broker.address());
        environment.put("DATABASE_URL", databaseUrl);
        environment.put("DATABASE_USERNAME", "postgres");
        environment.put("OUTREACH_API_URL", sandbox.url());
        environment.put("OUTREACH_CLIENT_ID", "sandbox-client");
        environment.put("OUTREACH_CLIENT_SECRET", "sandbox-secret");
        environment.put("OUTREACH_REFRESH_TOKEN", refreshToken);
        environment.put("TOKEN_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        environment.put("SERVER_PORT", 0);
        environment.put("CONSOLE_PASSWORD", "test");
        environment.put("intake.topic", topic);
        environment.put("dead-letters.topic", topic + ".dead-letters");
        environment.put("intake.group-prefix", topic + ".");
        environment.put("spring.jmx.enabled", false);
        environment.put("camel.main.name", topic);
    }

    /** Sets a property, or an environment variable, of the replicas started from now on. */
    public RuntimeFixture with(String name, Object value) {
        environment.put(name, value);
        return this;
    }

    /** Gives the replicas started from now on a clock that the test can put forward, instead of the database's. */
    public RuntimeFixture with(RunningClock movable) {
        clock = movable;
        return this;
    }

    /** Starts a replica with one setting that the others do not have. */
    public ConfigurableApplicationContext start(String name, Object value) {
        Object before = environment.put(name, value);
        try {
            return start();
        } finally {
            environment.put(name, before);
        }
    }

    /** Starts a replica. */
    public ConfigurableApplicationContext start() {
        // Spring Boot configures the logging from here on.
        System.clearProperty("logback.configurationFile");
        String[] arguments = environment.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        SpringApplication application = new SpringApplication(OutreachRoutes.class);
        if (clock != null) {
            application.addInitializers(context ->
                    ((GenericApplicationContext) context).registerBean("clock", InstantSource.class, () -> clock));
        }
        ConfigurableApplicationContext replica = application.run(arguments);
        replicas.add(replica);
        return replica;
    }

    /** Stops all replicas, gracefully. */
    public void stop() {
        replicas.forEach(ConfigurableApplicationContext::close);
        replicas.clear();
    }

    /** Writes events, in order and to one partition, and waits until the broker has them. */
    public void send(List<String> events) {
        send(0, events);
    }

    public void send(int partition, List<String> events) {
        List<Future<RecordMetadata>> sent = events.stream()
                .map(event -> producer.send(new ProducerRecord<>(topic, partition, null, event)))
                .toList();
        try {
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    /** Waits until every event on the topic is folded by a destination, and nothing that could be delivered is left. */
    public void awaitRest(String destination, Duration atMost) {
        awaitIntake(destination, atMost);
        await(atMost).until(() -> pending(destination) == 0);
    }

    public void awaitIntake(String destination, Duration atMost) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            await(atMost).until(() -> {
                Map<org.apache.kafka.common.TopicPartition, OffsetAndMetadata> committed =
                        admin.listConsumerGroupOffsets(topic + "." + destination)
                                .partitionsToOffsetAndMetadata()
                                .get();
                long done = committed.values().stream()
                        .mapToLong(OffsetAndMetadata::offset)
                        .sum();
                long sent = producer.partitionsFor(topic).stream()
                        .mapToLong(partition -> end(admin, partition.partition()))
                        .sum();
                return done == sent;
            });
        }
    }

    private long end(Admin admin, int partition) {
        try {
            var key = new org.apache.kafka.common.TopicPartition(topic, partition);
            return admin.listOffsets(Map.of(key, org.apache.kafka.clients.admin.OffsetSpec.latest()))
                    .partitionResult(key)
                    .get()
                    .offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ConditionFactory await(Duration atMost) {
        return Awaitility.await().atMost(atMost).pollInterval(Duration.ofMillis(50));
    }

    public int pending(String destination) {
        return jdbc().queryForObject(
                        "select count(*) from prospect where destination = ? and pending_since is not null",
                        Integer.class,
                        destination);
    }

    public int deadLetters() {
        return jdbc().queryForObject("select count(*) from dead_letter", Integer.class);
    }

    public JdbcTemplate jdbc() {
        return new JdbcTemplate(new DriverManagerDataSource(databaseUrl, "postgres", ""));
    }

    /** The sum of a counter over its tags; 0 when it has not counted. */
    public static double count(ConfigurableApplicationContext replica, String name, String... tags) {
        return replica
                .getBean(io.micrometer.core.instrument.MeterRegistry.class)
                .find(name)
                .tags(tags)
                .counters()
                .stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }

    public static Backlog backlog(ConfigurableApplicationContext replica) {
        return replica.getBean(Backlog.class);
    }

    /** The requests for prospects that the sandbox has seen. */
    public List<LoggedRequest> patches() {
        return sandbox.log().requests().stream()
                .filter(request -> request.method().equals("PATCH"))
                .toList();
    }

    public OutreachSandbox sandbox() {
        return sandbox;
    }

    public String databaseUrl() {
        return databaseUrl;
    }

    public String topicName() {
        return topic;
    }

    public static LocalBroker broker() {
        return broker;
    }

    @Override
    public void close() {
        stop();
        producer.close(Duration.ofSeconds(1));
        sandbox.close();
    }
}
