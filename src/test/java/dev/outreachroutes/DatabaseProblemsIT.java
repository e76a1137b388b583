package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database that is there and is not as it should be: one line says so with its cure, readiness is down, and when it is put right
 * everything goes on by itself.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseProblemsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String USER = "outreach_routes_user";

    /** After it is put right. */
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static JdbcTemplate server;
    private static String database;
    private static long prospect = 1;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000));
        String url = fixture.database().url();
        database = url.replaceFirst("[?].*", "").replaceFirst(".*/", "");
        server =
                new JdbcTemplate(new DriverManagerDataSource(url.replace("/" + database, "/postgres"), "postgres", ""));
        server.execute("create role " + USER + " login");
        server.execute("alter database " + database + " owner to " + USER);
        replica = fixture.with("DATABASE_USERNAME", USER)
                .with("DATABASE_URL", url.replaceFirst("user=[^&]*&?", ""))
                .start();
        fixture.topic().send(Events.join(prospect, prospect));
        fixture.awaitRest(SALES, SOON);
    }

    @AfterAll
    static void stop() {
        fixture.close();
        server.execute("drop database " + database + " with (force)");
        server.execute("drop role " + USER);
    }

    @Test
    void sessionsThatAreReadOnlyAreReplaced(CapturedOutput output) {
        sessionsWith("default_transaction_read_only = on");
        assertWaits(output, "The database is read-only. DATABASE_URL has to name the primary");
        server.execute("alter database " + database + " reset default_transaction_read_only");
        assertHeals();
    }

    @Test
    void aRightThatIsMissingIsWaitedFor(CapturedOutput output) {
        fixture.database().jdbc().execute("revoke insert on prospect from " + USER);
        assertWaits(output, "The database refuses us a right (permission denied for table prospect)");
        fixture.database().jdbc().execute("grant insert on prospect to " + USER);
        assertHeals();
    }

    @Test
    void aTableThatIsMissingIsWaitedFor(CapturedOutput output) {
        fixture.database().jdbc().execute("alter table prospect rename to away");
        assertWaits(
                output,
                "The database has not the tables that this version needs (relation \"prospect\" does not exist)");
        fixture.database().jdbc().execute("alter table away rename to prospect");
        assertHeals();
    }

    @Test
    void aStatementTimeoutThatIsTooShortIsWaitedFor(CapturedOutput output) {
        fixture.database()
                .jdbc()
                .execute("create function slow() returns trigger language plpgsql as"
                        + " $$ begin perform pg_sleep(0.5); return new; end $$");
        fixture.database()
                .jdbc()
                .execute("create trigger slow before insert on prospect for each row execute function slow()");
        sessionsWith("statement_timeout = '200ms'");
        assertWaits(output, "The database ended a statement that took too long");
        server.execute("alter database " + database + " reset statement_timeout");
        assertHeals();
        fixture.database().jdbc().execute("drop trigger slow on prospect");
    }

    @Test
    void aDatabaseWithoutAConnectionForUsIsWaitedFor(CapturedOutput output) {
        server.execute("alter role " + USER + " connection limit 0");
        endSessions();
        assertWaits(output, "The database has no connection left for us");
        server.execute("alter role " + USER + " connection limit -1");
        assertHeals();
    }

    /** An event comes, and is not folded. */
    private static void assertWaits(CapturedOutput output, String line) {
        prospect++;
        var before = fixture.topic().committed(SALES);
        fixture.topic().send(Events.join(prospect, prospect));
        await(SOON).untilAsserted(() -> assertThat(output).contains(line));
        await(SOON).until(() -> readiness() == 503);
        assertThat(fixture.topic().committed(SALES)).isEqualTo(before);
        assertThat(output).containsOnlyOnce(line).doesNotContain("\tat ");
    }

    private static void assertHeals() {
        await(HEALED_WITHIN)
                .until(() -> fixture.sandbox().prospect(prospect) != null
                        && "realized"
                                .equals(fixture.sandbox().prospect(prospect).get("custom4")));
        await(SOON).until(() -> readiness() == 200);
        assertThat(fixture.database().deadLetters()).isZero();
    }

    private static void sessionsWith(String setting) {
        server.execute("alter database " + database + " set " + setting);
        endSessions();
    }

    private static void endSessions() {
        server.queryForList(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = ?", Boolean.class, USER);
    }

    private static int readiness() {
        int port = replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        URI probe = URI.create("http://localhost:" + port + "/actuator/health/readiness");
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
