package dev.outreachroutes;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.sandbox.LocalBroker;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.OutreachSandbox;
import dev.outreachroutes.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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

    private final RoutesFolder routes;
    private final EventTopic topic;
    private final StoredState database = new StoredState();
    private final OutreachSandbox sandbox;
    private final String refreshToken;
    private final Map<String, Object> environment = new HashMap<>();
    private RunningClock clock;
    private final List<ConfigurableApplicationContext> replicas = new java.util.ArrayList<>();

    private RuntimeFixture(LocalBroker broker, String destinations, Consumer<SandboxSettings> turn) {
        topic = new EventTopic(broker);
        sandbox = OutreachSandbox.start(turn);
        refreshToken = sandbox.issueRefreshToken();
        routes = new RoutesFolder(destinations);
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

    private void environment() {
        environment.put("ROUTES_DIR", routes.path().toString());
        environment.put("KAFKA_BROKERS", topic.broker().address());
        environment.put("DATABASE_URL", database.url());
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
        environment.put("intake.topic", topic.name());
        environment.put("dead-letters.topic", topic.name() + ".dead-letters");
        // Nobody makes it but a test that writes to it.
        environment.put("dead-letters.commands-topic", topic.commandsTopic());
        environment.put("dead-letters.rest", "0");
        environment.put("alerts.rest", "0");
        environment.put("members.look", "500ms");
        environment.put("members.rest", "1s");
        environment.put("intake.group-prefix", topic.name() + ".");
        environment.put("spring.jmx.enabled", false);
        environment.put("camel.main.name", topic.name());
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
        LOG.debug("A runtime of {} has started", topic.name());
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
        routes.edit(routeFile, change);
        return this;
    }

    /** Where the route files of the replicas are. */
    public Path routes() {
        return routes.path();
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

    /** The topics, and how far they are read. */
    public EventTopic topic() {
        return topic;
    }

    /** What the database holds. */
    public StoredState database() {
        return database;
    }

    /** Waits until every event on the topic is folded by a destination, and nothing that could be delivered is left. */
    public void awaitRest(String destination, Duration atMost) {
        topic.awaitIntake(destination, atMost);
        await(atMost).until(() -> database.pending(destination) == 0);
    }

    public static ConditionFactory await(Duration atMost) {
        return Awaitility.await().atMost(atMost).pollInterval(Duration.ofMillis(50));
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

    @Override
    public void close() {
        stop();
        topic.close();
        sandbox.close();
    }
}
