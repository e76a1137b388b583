package dev.outreachroutes.sandbox;

import dev.outreachroutes.OutreachRoutes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
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

    private static final int EVENTS_PER_SECOND = 5;

    private SandboxApplication() {}

    public static void main(String[] arguments) throws IOException {
        LoggingSystem.get(SandboxApplication.class.getClassLoader()).beforeInitialize();
        System.out.println("Starting Kafka on " + KAFKA + ", PostgreSQL on " + POSTGRES
                + " and the sandbox Outreach on " + OUTREACH + " ...");
        LocalBroker broker = LocalBroker.start(KAFKA);
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().setPort(POSTGRES).start();
        OutreachSandbox sandbox = OutreachSandbox.start(settings -> settings.port(OUTREACH)
                .with(Knobs.PROSPECTS, new IdRange(FIRST_PROSPECT, FIRST_PROSPECT + PROSPECTS - 1))
                .with("refresh-token", REFRESH_TOKEN));

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
        application.run(arguments);

        System.out.println(
                """

                Console            http://localhost:%1$d/                    (user admin, operator or viewer; password %2$s)
                Routes in Hawtio   http://localhost:%1$d/actuator/hawtio/
                Sandbox Outreach   %3$s/sandbox/state
                Events             topic segment-events on %4$s
                Stop with Ctrl-C; nothing is kept.
                """
                        .formatted(CONSOLE, PASSWORD, sandbox.url(), broker.address()));
        new SampleFeed(broker.address(), EVENTS_PER_SECOND).start();
        new StatusLine().start();
    }
}
