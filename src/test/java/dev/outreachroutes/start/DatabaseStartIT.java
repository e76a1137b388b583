package dev.outreachroutes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.settings.InvalidSettingException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.util.TestSocketUtils;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseStartIT {

    private static final String DUPLICATE_TABLE = "42P07";

    private record Database(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}

    @Test
    void aDatabaseThatIsAwayIsWaitedFor(CapturedOutput output) throws Exception {
        int port = TestSocketUtils.findAvailableTcpPort();
        String url = "jdbc:postgresql://localhost:" + port + "/postgres?sslpassword=hidden";
        CompletableFuture<Void> start = CompletableFuture.runAsync(() -> migrate(url));
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(output)
                .contains("PostgreSQL at localhost:" + port + "/postgres cannot be reached (connection refused)")
                .contains("DATABASE_URL"));
        assertThat(start).isNotDone();

        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPort(port).start()) {
            start.get(20, TimeUnit.SECONDS);
            assertThat(tables(postgres)).isPositive();
            assertThat(output).doesNotContain("hidden");
        }
    }

    @Test
    void aDatabaseThatGoesAwayInTheMiddleOfTheMigrationIsWaitedForAndMigrated(CapturedOutput output) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            JdbcTemplate other = new JdbcTemplate(postgres.getPostgresDatabase());
            AtomicInteger losses = new AtomicInteger();
            Callback loss = new BaseCallback() {
                @Override
                public void handle(Event event, Context context) {
                    if (event == Event.AFTER_EACH_MIGRATE && losses.incrementAndGet() == 2) {
                        other.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
                    }
                }
            };
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Flyway flyway = flyway(url).callbacks(loss).load();
            new DatabaseStart(new Database(url, "postgres", "")).migrate(flyway);
            assertThat(flyway.info().pending()).isEmpty();
            assertThat(losses).hasValue(flyway.info().applied().length + 1);
            assertThat(output).containsOnlyOnce("failed while its schema was brought up to date (SQLSTATE ");
        }
    }

    @Test
    void aMigrationThatIsRefusedEndsTheStart(CapturedOutput output) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            new JdbcTemplate(postgres.getPostgresDatabase()).execute("create table prospect (other int)");
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Flyway flyway =
                    flyway(url).baselineOnMigrate(true).baselineVersion("0").load();
            assertThatThrownBy(() -> new DatabaseStart(new Database(url, "postgres", "")).migrate(flyway))
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining(DUPLICATE_TABLE);
            assertThat(output).doesNotContain("doing so again");
        }
    }

    @Test
    void aDatabaseThatIsReadOnlyIsWaitedFor(CapturedOutput output) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            JdbcTemplate other = new JdbcTemplate(postgres.getPostgresDatabase());
            other.execute("create role reader login");
            other.execute("alter database postgres owner to reader");
            other.execute("alter role reader set default_transaction_read_only = on");
            String url = postgres.getJdbcUrl("reader", "postgres");
            CompletableFuture<Void> start =
                    CompletableFuture.runAsync(() -> new DatabaseStart(new Database(url, "reader", ""))
                            .migrate(Flyway.configure()
                                    .dataSource(url, "reader", "")
                                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                                    .load()));
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(output)
                    .contains("is read-only: waiting. DATABASE_URL has to name"));
            assertThat(start).isNotDone();
            other.execute("alter role reader reset default_transaction_read_only");
            start.get(20, TimeUnit.SECONDS);
            assertThat(tables(postgres)).isPositive();
        }
    }

    @Test
    void anEncodingThatCannotHoldEveryNameEndsTheStart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            new JdbcTemplate(postgres.getPostgresDatabase())
                    .execute("create database latin encoding 'LATIN1' locale 'C' template template0");
            Database latin = new Database(postgres.getJdbcUrl("postgres", "latin"), "postgres", "");
            assertThatThrownBy(() -> new DatabaseStart(latin).migrate(null))
                    .isInstanceOfSatisfying(InvalidSettingException.class, refused -> {
                        assertThat(refused).hasMessageContaining("has the encoding LATIN1");
                        assertThat(refused.cure()).contains("encoding 'UTF8'");
                    });
        }
    }

    @Test
    void aUserWhoMayNotMakeTablesEndsTheStartWithASentence() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            new JdbcTemplate(postgres.getPostgresDatabase()).execute("create role guest login");
            Database guest = new Database(postgres.getJdbcUrl("guest", "postgres"), "guest", "");
            Flyway flyway = Flyway.configure()
                    .dataSource(guest.getJdbcUrl(), "guest", "")
                    .load();
            assertThatThrownBy(() -> new DatabaseStart(guest).migrate(flyway))
                    .isInstanceOfSatisfying(InvalidSettingException.class, refused -> {
                        assertThat(refused).hasMessageContaining("permission denied for schema public");
                        assertThat(refused.cure()).contains("DATABASE_USERNAME");
                    });
        }
    }

    @Test
    void aHostThatIsUnknownIsWaitedForToo(CapturedOutput output) throws Exception {
        Thread start = new Thread(() -> assertThatThrownBy(() -> migrate("jdbc:postgresql://nowhere.invalid/postgres"))
                .hasMessage("Stopped while waiting for the database"));
        start.start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(output)
                .contains("nowhere.invalid/postgres", "(unknown host): waiting"));
        start.interrupt();
        start.join(20_000);
        assertThat(start.isAlive()).isFalse();
    }

    @Test
    void aWrongUserEndsTheStart() {
        Database database = new Database(TestDatabase.url().replaceFirst("[?].*", ""), "somebody", "");
        assertThatThrownBy(() -> new DatabaseStart(database).migrate(null))
                .isInstanceOfSatisfying(InvalidSettingException.class, refused -> {
                    assertThat(refused).hasMessageContaining("role \"somebody\" does not exist");
                    assertThat(refused.cure()).contains("DATABASE_USERNAME").contains("DATABASE_PASSWORD");
                });
    }

    @Test
    void aUrlThatIsNoneOfPostgresEndsTheStartAndItsPasswordStaysHidden() {
        for (String url : new String[] {
            "jdbc:mysql://localhost/x?password=hidden",
            "jdbc:postgresql://somebody:hidden@localhost:x/x?password=hidden"
        }) {
            assertThatThrownBy(() -> new DatabaseStart(new Database(url, "u", "p")).migrate(null))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageNotContaining("hidden");
        }
    }

    private static void migrate(String url) {
        new DatabaseStart(new Database(url, "postgres", "")).migrate(flyway(url).load());
    }

    /** As application.yaml has it. */
    private static FluentConfiguration flyway(String url) {
        return Flyway.configure()
                .dataSource(url, "postgres", "")
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
    }

    private static int tables(EmbeddedPostgres postgres) {
        return new JdbcTemplate(postgres.getPostgresDatabase())
                .queryForObject("select count(*) from pg_tables where tablename = 'prospect'", Integer.class);
    }
}
