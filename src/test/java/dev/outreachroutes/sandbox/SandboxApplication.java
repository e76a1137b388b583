package dev.outreachroutes.sandbox;

import dev.outreachroutes.OutreachRoutes;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Sender;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Everything on one machine and without an account anywhere: a broker, a PostgreSQL, a sandbox Outreach, the runtime, and
 * sample events that flow. Every few seconds one line says what is happening.
 */
public final class SandboxApplication {

    /** The sample prospects, which the sandbox knows from the start. */
    static final long FIRST_PROSPECT = 48_000;

    static final int PROSPECTS = 400;

    private static final int CONSOLE = 8080;
    private static final int OUTREACH = 8090;
    private static final int KAFKA = 9092;
    private static final int POSTGRES = 15_432;
    private static final String REFRESH_TOKEN = "sandbox-refresh-token";

    /** Of the users admin, operator and viewer, whose roles are their names. */
    private static final String PASSWORD = "sandbox";

    /** Of whoever wants to send events by HTTP, and its hash. */
    private static final String EVENTS_TOKEN = "demo-token";

    private static final Sender SENDER = new Sender(
            "demo",
            List.of("7c43ef5ae21d43ce2743f770c68e24def1a43ee2f416d2438410c8af7af2ff2c"),
            null,
            null,
            List.of(),
            null);

    private static final int EVENTS_PER_SECOND = 5;

    /** Of the requests, answered 429: some in an hour, so that one can see the account wait. */
    private static final double ONE_IN_A_THOUSAND = 0.001;

    private SandboxApplication() {}

    public static void main(String[] arguments) throws IOException {
        List<Integer> taken = Stream.of(CONSOLE, OUTREACH, KAFKA, POSTGRES)
                .filter(port -> !isFree(port))
                .toList();
        if (!taken.isEmpty()) {
            System.err.println("Something listens on " + taken + " already. The demo needs the ports " + CONSOLE + ", "
                    + OUTREACH + ", " + KAFKA + " and " + POSTGRES
                    + "; stop what uses them (perhaps another demo), and start again.");
            System.exit(1);
        }
        LoggingSystem.get(SandboxApplication.class.getClassLoader()).beforeInitialize();
        System.out.println("Starting Kafka on " + KAFKA + ", PostgreSQL on " + POSTGRES
                + " and the sandbox Outreach on " + OUTREACH + " ...");
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(parts)));
        LocalBroker broker = LocalBroker.startUntilClosed(KAFKA);
        parts.push(broker);
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPort(POSTGRES)
                .setRegisterShutdownHook(false)
                .start();
        parts.push(postgres);
        OutreachSandbox sandbox = OutreachSandbox.start(settings -> settings.port(OUTREACH)
                .with(Knobs.PROSPECTS, new IdRange(FIRST_PROSPECT, FIRST_PROSPECT + PROSPECTS - 1))
                .with(Knobs.FAULT_RATE_LIMITED, ONE_IN_A_THOUSAND)
                .customField("custom4", CustomField.text("Hot accounts EMEA"))
                .customField("custom5", CustomField.text("Trial day 10"))
                .with("refresh-token", REFRESH_TOKEN));
        parts.push(sandbox);

        Map<String, Object> environment = new HashMap<>();
        environment.put("KAFKA_BROKERS", broker.address());
        environment.put("DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
        environment.put("DATABASE_USERNAME", "postgres");
        environment.put("OUTREACH_API_URL", sandbox.url());
        environment.put("OUTREACH_CLIENT_ID", "sandbox-client");
        environment.put("OUTREACH_CLIENT_SECRET", "sandbox-secret");
        environment.put("OUTREACH_REDIRECT_URI", "http://localhost:" + CONSOLE + "/oauth/callback");
        environment.put("OUTREACH_REFRESH_TOKEN", REFRESH_TOKEN);
        environment.put("TOKEN_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        environment.put("SERVER_PORT", CONSOLE);
        environment.put("CONSOLE_PASSWORD", PASSWORD);
        for (String role : List.of("operator", "viewer")) {
            environment.put("console.users." + role + ".password", BCrypt.hashpw(PASSWORD, BCrypt.gensalt()));
            environment.put("console.users." + role + ".role", role);
        }

        SpringApplication application = new SpringApplication(OutreachRoutes.class);
        application.setDefaultProperties(environment);
        application.setRegisterShutdownHook(false);
        ConfigurableApplicationContext runtime = application.run(arguments);
        parts.push(runtime);
        Destinations destinations = runtime.getBean(Destinations.class);
        destinations.onReplace(() -> admitSender(destinations));
        admitSender(destinations);

        System.out.println(
                """

                Console            http://localhost:%1$d/actuator/hawtio/    (user admin, operator or viewer; password %2$s)
                Accounts           http://localhost:%1$d/
                Sandbox Outreach   %3$s/sandbox/state
                Events             topic segment-events on %4$s
                Events by HTTP     http://localhost:%1$d/events              (token %5$s)
                Stop with Ctrl-C; nothing is kept.
                """
                        .formatted(CONSOLE, PASSWORD, sandbox.url(), broker.address(), EVENTS_TOKEN));
        new SampleFeed(broker.address(), sandbox.url(), EVENTS_PER_SECOND).start();
        new StatusLine().start();
    }

    /** Lets the demo's sender in, beside those of {@code destinations.yaml}, which names nobody. */
    private static void admitSender(Destinations destinations) {
        if (destinations.senders().stream().anyMatch(sender -> sender.name().equals(SENDER.name()))) {
            return;
        }
        List<Sender> senders = new ArrayList<>(destinations.senders());
        senders.add(SENDER);
        destinations.replace(
                new Destinations(destinations.accounts(), destinations.destinations(), senders, destinations.routes()));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What was started last is stopped first: the runtime, then what it needs. */
    private static void stop(Deque<AutoCloseable> parts) {
        System.out.println("Stopping ...");
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println(part.getClass().getSimpleName() + " does not stop: " + e.getMessage());
            }
        }
    }
}
