package dev.outreachroutes;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.sandbox.LocalBroker;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.OutreachSandbox;
import dev.outreachroutes.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * The whole system on real parts: a broker shared by all tests of the JVM, a database, a topic and a sandbox of its own for
 * each fixture. The runtime is started by {@link #start}, as often and in as many replicas as a test likes.
 */
public final class RuntimeFixture implements AutoCloseable {

    public static final String SALES = "emea-sales";

    /** Of the console's users {@code admin}, {@code operator} and {@code viewer}, whose roles are their names. */
    public static final String PASSWORD = "sandbox-password";

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeFixture.class);

    private static LocalBroker shared;
    private static int topics;

    private final LocalBroker broker;
    private final Path routes;
    private final String topic;
    private final String databaseUrl = TestDatabase.url();
    private final OutreachSandbox sandbox;
    private final String refreshToken;
    private final Map<String, Object> environment = new HashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private RunningClock clock;
    private final List<ConfigurableApplicationContext> replicas = new java.util.ArrayList<>();

    private RuntimeFixture(LocalBroker broker, String destinations, Consumer<SandboxSettings> turn) {
        this.broker = broker;
        topic = topic(broker);
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
                new ByteArraySerializer(),
                new ByteArraySerializer());
        environment();
    }

    /** One destination, {@code emea-sales}, with three segments in the fields 4, 5 and 6 and the two names. */
    public static RuntimeFixture create(Consumer<SandboxSettings> sandbox) {
        return create(sharedBroker(), sandbox);
    }

    /** The same, on a broker that the test may kill. */
    public static RuntimeFixture create(LocalBroker broker, Consumer<SandboxSettings> sandbox) {
        return new RuntimeFixture(
                broker,
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
        return new RuntimeFixture(sharedBroker(), destinations, sandbox);
    }

    private static synchronized LocalBroker sharedBroker() {
        if (shared == null) {
            shared = LocalBroker.start(0);
        }
        return shared;
    }

    private static synchronized String topic(LocalBroker broker) {
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
        environment.put("CONSOLE_PASSWORD", BCrypt.hashpw(PASSWORD, BCrypt.gensalt(4)));
        for (String role : List.of("operator", "viewer")) {
            environment.put("console.users." + role + ".password", BCrypt.hashpw(PASSWORD, BCrypt.gensalt(4)));
            environment.put("console.users." + role + ".role", role);
        }
        environment.put("intake.topic", topic);
        environment.put("dead-letters.topic", topic + ".dead-letters");
        // Nobody makes it but a test that writes to it.
        environment.put("dead-letters.commands-topic", commandsTopic());
        environment.put("intake.group-prefix", topic + ".");
        environment.put("spring.jmx.enabled", false);
        environment.put("camel.main.name", topic);
    }

    /** Sets a property, or an environment variable, of the replicas started from now on. */
    public RuntimeFixture with(String name, Object value) {
        environment.put(name, value);
        return this;
    }

    /** Forgets the properties, or environment variables, that begin so. */
    public RuntimeFixture without(String start) {
        environment.keySet().removeIf(name -> name.startsWith(start));
        return this;
    }

    /** Gives the replicas started from now on a clock that the test can put forward, instead of the database's and their own. */
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
            if (before == null) {
                environment.remove(name);
            } else {
                environment.put(name, before);
            }
        }
    }

    /** Starts a replica. */
    public ConfigurableApplicationContext start() {
        // Spring Boot configures the logging from here on.
        System.clearProperty("logback.configurationFile");
        Map<String, Object> variables = environment.entrySet().stream()
                .filter(entry -> isVariable(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        String[] arguments = environment.entrySet().stream()
                .filter(entry -> !isVariable(entry.getKey()))
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        SpringApplication application = new SpringApplication(OutreachRoutes.class) {
            @Override
            protected void configurePropertySources(ConfigurableEnvironment environment, String[] arguments) {
                super.configurePropertySources(environment, arguments);
                // Spring Boot knows variables by this ending. By their own name the management's context would see the
                // real ones.
                environment
                        .getPropertySources()
                        .addBefore(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource("fixture-systemEnvironment", variables));
            }
        };
        if (clock != null) {
            application.addInitializers(
                    context -> List.of("clock", "machineClock").forEach(name -> ((GenericApplicationContext) context)
                            .registerBean(name, InstantSource.class, () -> clock)));
        }
        ConfigurableApplicationContext replica = application.run(arguments);
        // Without this nothing might be said at DEBUG, and the search of logs could not tell that from a level that is
        // not set.
        LOG.debug("A runtime of {} has started", topic);
        replicas.add(replica);
        return replica;
    }

    /**
     * Starts a replica in a process of its own.
     *
     * @param options of its JVM
     * @param log what it prints is added to this file
     */
    public ChildProcess startProcess(List<String> options, Path log) {
        Map<String, String> variables = new HashMap<>();
        List<String> arguments = new java.util.ArrayList<>();
        environment.forEach((name, value) -> {
            if (isVariable(name)) {
                variables.put(name, String.valueOf(value));
            } else {
                arguments.add("--" + name + "=" + value);
            }
        });
        return ChildProcess.start(
                ChildProcess.java(options, OutreachRoutes.class.getName(), arguments), variables, log);
    }

    /** Whether it is an environment variable, as deployments set them, or else a property. */
    private static boolean isVariable(String name) {
        return name.matches("[A-Z0-9_]+");
    }

    /** Changes one of the route files for the replicas started from now on. */
    public RuntimeFixture edit(String routeFile, UnaryOperator<String> change) {
        Path file = routes.resolve(routeFile);
        try {
            String before = Files.readString(file);
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalArgumentException("the edit of " + routeFile + " changes nothing");
            }
            Files.writeString(file, after);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that were started and not stopped. */
    public List<ConfigurableApplicationContext> replicas() {
        return List.copyOf(replicas);
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
        sendRecords(events.stream()
                .map(event -> record(partition, event.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    /** A record of this fixture's topic; a null value is a tombstone. */
    public ProducerRecord<byte[], byte[]> record(int partition, byte[] value) {
        return new ProducerRecord<>(topic, partition, null, value);
    }

    /** Writes records, in order, and waits until the broker has them. */
    public List<RecordMetadata> sendRecords(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
        List<RecordMetadata> written = new java.util.ArrayList<>();
        try {
            for (Future<RecordMetadata> each : sent) {
                written.add(each.get());
            }
            return written;
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
        await(atMost).until(() -> committed(destination).equals(written()));
    }

    /** The offsets that a destination's intake has committed, by partition; partitions at 0 are left out. */
    public Map<Integer, Long> committed(String destination) {
        return admin(admin -> offsets(
                admin.listConsumerGroupOffsets(group(destination))
                        .partitionsToOffsetAndMetadata()
                        .get(),
                OffsetAndMetadata::offset));
    }

    /** The ends of the topic's partitions; empty ones are left out. */
    public Map<Integer, Long> written() {
        Map<TopicPartition, OffsetSpec> ends = producer.partitionsFor(topic).stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> OffsetSpec.latest()));
        return admin(admin -> offsets(admin.listOffsets(ends).all().get(), ListOffsetsResultInfo::offset));
    }

    private static <T> Map<Integer, Long> offsets(Map<TopicPartition, T> found, ToLongFunction<T> offset) {
        Map<Integer, Long> offsets = new TreeMap<>();
        found.forEach((partition, each) -> {
            if (each != null && offset.applyAsLong(each) > 0) {
                offsets.put(partition.partition(), offset.applyAsLong(each));
            }
        });
        return offsets;
    }

    /** How many consumers a destination's intake has in its group. */
    public int groupMembers(String destination) {
        String group = group(destination);
        return admin(admin -> admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get()
                .members()
                .size());
    }

    /** Makes a destination read the topic from its beginning again; its intake must not run. */
    public void rewind(String destination) {
        Map<TopicPartition, OffsetAndMetadata> beginnings = producer.partitionsFor(topic).stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> new OffsetAndMetadata(0)));
        await(Duration.ofSeconds(20)).until(() -> groupMembers(destination) == 0);
        admin(admin -> admin.alterConsumerGroupOffsets(group(destination), beginnings)
                .all()
                .get());
    }

    private String group(String destination) {
        return topic + "." + destination;
    }

    private <T> T admin(AdminWork<T> work) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            return work.with(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface AdminWork<T> {
        T with(Admin admin) throws InterruptedException, ExecutionException;
    }

    /** Waits until the topic of dead letters holds this many, and gives them all. */
    public List<String> deadLettersOnTopic(int count, Duration atMost) {
        TopicPartition partition = new TopicPartition(topic + ".dead-letters", 0);
        List<String> letters = new java.util.ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await(atMost).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(letter -> letters.add(new String(letter.value(), StandardCharsets.UTF_8)));
                return letters.size() >= count;
            });
        }
        return letters;
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

    /** Of one prospect. */
    public int deadLetters(long prospect) {
        return jdbc().queryForObject("select count(*) from dead_letter where prospect_id = ?", Integer.class, prospect);
    }

    /** The numbers of those that are open. */
    public List<Long> openDeadLetters() {
        return jdbc().queryForList("select id from dead_letter where state = 'open'", Long.class);
    }

    /** The database's URL, for what does not take it from the environment. */
    public String databaseUrl() {
        return databaseUrl;
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

    private String commandsTopic() {
        return topic + ".dead-letters.commands";
    }

    /** Makes the topic of commands about dead letters. */
    public void createCommandsTopic() {
        admin(admin -> admin.createTopics(List.of(new NewTopic(commandsTopic(), 1, (short) 1)))
                .all()
                .get());
    }

    /** Writes a command about dead letters; null is a tombstone. */
    public void command(String command) {
        sendRecords(List.of(new ProducerRecord<>(
                commandsTopic(), 0, null, command == null ? null : command.getBytes(StandardCharsets.UTF_8))));
    }

    public String topicName() {
        return topic;
    }

    public LocalBroker broker() {
        return broker;
    }

    @Override
    public void close() {
        stop();
        producer.close(Duration.ofSeconds(1));
        sandbox.close();
    }
}
