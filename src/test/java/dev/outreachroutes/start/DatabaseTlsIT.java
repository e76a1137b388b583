package dev.outreachroutes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.TestCertificate;
import dev.outreachroutes.settings.InvalidSettingException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** A PostgreSQL with TLS, and what is said when the two do not trust each other. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseTlsIT {

    private record Database(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}

    @TempDir
    private static Path directory;

    private static TestCertificate server;
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        server = TestCertificate.make(directory, "server");
        Files.setPosixFilePermissions(server.privateKey(), PosixFilePermissions.fromString("rw-------"));
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", server.certificate().toString())
                .setServerConfig("ssl_key_file", server.privateKey().toString())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void theRuntimeTalksByTlsToTheServerThatItsUrlNames(CapturedOutput output) {
        String url = url("localhost", "sslmode=verify-full&sslpassword=hidden&sslrootcert=" + server.certificate());
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> {}).with("DATABASE_URL", url)) {
            JdbcTemplate pool = fixture.start().getBean(JdbcTemplate.class);

            assertThat(pool.queryForList(
                            """
                            select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
                            where application_name = 'outreach-routes'
                            """,
                            Boolean.class))
                    .containsExactly(true);
            assertThat(output).doesNotContain("hidden", "sslrootcert");
        }
    }

    @Test
    void aCertificateThatIsNotTrustedEndsTheStart() {
        TestCertificate other = TestCertificate.make(directory, "other");

        assertRefused(
                url("localhost", "sslmode=verify-full&sslpassword=hidden&sslrootcert=" + other.certificate()),
                "/postgres: its certificate is not trusted");
    }

    @Test
    void aCertificateForAnotherNameEndsTheStart() {
        assertRefused(
                url("127.0.0.1", "sslmode=verify-full&sslpassword=hidden&sslrootcert=" + server.certificate()),
                "/postgres: its certificate is for another name");
    }

    @Test
    void aFileThatDoesNotExistEndsTheStartAndIsNamed() {
        assertRefused(
                url("localhost", "sslmode=verify-full&sslpassword=hidden&sslrootcert=/nowhere/root.crt"),
                "TLS fails: /nowhere/root.crt (No such file or directory)");
    }

    @Test
    void aFileThatIsNoCertificateEndsTheStart() {
        assertRefused(
                url("localhost", "sslmode=verify-full&sslpassword=hidden&sslrootcert=" + server.privateKey()),
                "TLS fails: ");
    }

    @Test
    void aModeThatDoesNotExistEndsTheStart() {
        assertRefused(url("localhost", "sslmode=verify-fully&sslpassword=hidden"), "there is no such sslmode");
    }

    @Test
    void aServerWithoutTlsEndsTheStartWhereTlsIsRequired() throws IOException {
        try (EmbeddedPostgres open = EmbeddedPostgres.start()) {
            Database database =
                    new Database(open.getJdbcUrl("postgres", "postgres") + "&sslmode=require", "postgres", "");

            assertThatThrownBy(() -> new DatabaseStart(database).migrate(null))
                    .isInstanceOfSatisfying(InvalidSettingException.class, refused -> {
                        assertThat(refused).hasMessageContaining("The server does not support SSL");
                        assertThat(refused.cure()).isEqualTo("Check sslmode in DATABASE_URL.");
                    });
        }
    }

    private static void assertRefused(String url, String told) {
        assertThatThrownBy(() -> new DatabaseStart(new Database(url, "postgres", "")).migrate(null))
                .isInstanceOfSatisfying(InvalidSettingException.class, refused -> {
                    assertThat(refused)
                            .hasMessageStartingWith("No TLS with PostgreSQL at ")
                            .hasMessageContaining(told)
                            .hasMessageNotContaining("hidden");
                    assertThat(refused.cure()).contains("sslmode, sslrootcert", "DATABASE_URL");
                });
    }

    private static String url(String host, String parameters) {
        return "jdbc:postgresql://" + host + ":" + postgres.getPort() + "/postgres?" + parameters;
    }
}
