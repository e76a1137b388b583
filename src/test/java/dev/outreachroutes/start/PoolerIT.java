package dev.outreachroutes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.test.util.TestSocketUtils;

/** A start behind pgbouncer, a pooler of connections; skipped where there is none. */
class PoolerIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONGEST_WAY = Duration.ofSeconds(90);

    private final URI database = URI.create(TestDatabase.url().replaceFirst("^jdbc:", ""));
    private final int port = TestSocketUtils.findAvailableTcpPort();
    private Process pooler;

    @TempDir
    private Path directory;

    private record Database(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}

    @BeforeEach
    void look() {
        assumeTrue(program().isPresent(), "pgbouncer is not installed");
    }

    @AfterEach
    void stop() {
        if (pooler != null) {
            pooler.destroyForcibly();
        }
    }

    @Test
    void behindAPoolerThatPoolsTransactionsEventsReachOutreach() throws Exception {
        pool("transaction");

        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 40))) {
            String name = URI.create(fixture.database().url().replaceFirst("^jdbc:", ""))
                    .getPath();
            fixture.with("DATABASE_URL", "jdbc:postgresql://localhost:" + port + name + "?prepareThreshold=0");
            fixture.start();
            fixture.start();
            fixture.topic().send(0, Events.join(1, 20));
            fixture.topic().send(1, Events.join(21, 40));

            fixture.awaitRest(RuntimeFixture.SALES, LONGEST_WAY);
            assertThat(fixture.patches()).hasSize(40);
            assertThat(fixture.database().deadLetters()).isZero();
        }
    }

    @Test
    void aPoolerThatPoolsSessionsIsAsGoodAsNone() throws Exception {
        pool("session");

        assertThatCode(this::migrate).doesNotThrowAnyException();
    }

    private void migrate() {
        String url = "jdbc:postgresql://localhost:" + port + database.getPath();
        new DatabaseStart(new Database(url, "postgres", ""))
                .migrate(Flyway.configure().dataSource(url, "postgres", "").load());
    }

    private void pool(String mode) throws IOException {
        Path settings = directory.resolve("pgbouncer.ini");
        Files.writeString(
                settings,
                """
                [databases]
                * = host=localhost port=%d user=postgres
                [pgbouncer]
                listen_addr = localhost
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = 8
                ignore_startup_parameters = extra_float_digits
                """
                        .formatted(database.getPort(), port, mode));
        // It does not run as root.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = "root".equals(System.getProperty("user.name"))
                ? List.of(program().get().toString(), "-u", "nobody", settings.toString())
                : List.of(program().get().toString(), settings.toString());
        pooler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        RuntimeFixture.await(SOON).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket("localhost", port)) {
                return socket.isConnected();
            }
        });
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
