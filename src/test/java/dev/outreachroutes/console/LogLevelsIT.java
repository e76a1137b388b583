package dev.outreachroutes.console;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.outreachroutes.Events;
import dev.outreachroutes.LogSearch;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.Person;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

class LogLevelsIT {

    private static final Path LOG = Path.of("target", "test-logs", "everything-at-debug.log");

    private static final Pattern DEBUG = Pattern.compile(" DEBUG \\[.*?] (\\w+\\.\\w+\\.\\w+)");

    @AfterEach
    void quiet() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    }

    @Test
    void whoTurnsEverythingToDebugFindsNoSecretsInTheLog() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> {})
                .with("OUTREACH_REFRESH_TOKEN", "")
                .with("logging.level.root", "DEBUG")
                .with("logging.threshold.console", "WARN")
                .with("logging.file.name", LOG)
                // Java's own: what the person in this test sends, and which certificates it knows.
                .with("logging.level.jdk", "WARN")) {
            ConfigurableApplicationContext runtime = fixture.start();
            fixture.sandbox().addProspects(71, 71);
            String origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");

            Person admin = Person.signedIn(origin, "admin", RuntimeFixture.PASSWORD);
            admin.open("/accounts/emea-ops");
            admin.fill("form[action$=/connect]");
            admin.fill("form[action=/oauth/authorize]", "email", "ada@analytical.example", "password", "any");
            fixture.topic().send(List.of(Events.joins(71)));
            fixture.awaitRest(SALES, Duration.ofSeconds(30));
            assertThat(fixture.sandbox().prospect(71)).containsEntry("custom4", "realized");
        }

        List<String> lines = Files.readAllLines(LOG);
        assertThat(lines.stream()
                        .map(DEBUG::matcher)
                        .filter(Matcher::find)
                        .map(line -> line.group(1))
                        .distinct())
                .contains("org.apache.hc", "org.apache.catalina", "org.apache.camel", "org.springframework.security");
        assertThat(LogSearch.search(LOG.toString(), 1, lines))
                .as("places of secrets")
                .isEmpty();
    }
}
