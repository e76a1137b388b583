package dev.outreachroutes.convergence;

import dev.outreachroutes.ChildProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL that writes durably, as a real one does, and so may be stopped, crashed and started again. */
final class Postgres {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Path data;
    private final Path log;
    private final int port;
    private final String binaries;
    private final List<String> asOtherUser;
    private volatile boolean running;

    Postgres(Path directory) {
        this.data = directory.resolve("postgres");
        this.log = directory.resolve("postgres.log");
        // Unpacks the server and makes the data directory; from then on the server is ours.
        try (EmbeddedPostgres embedded = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start()) {
            this.port = embedded.getPort();
            // "/where/it/is/bin/postgres" "-D" ...
            String command = Files.readString(data.resolve("postmaster.opts"));
            this.binaries = Path.of(command.substring(0, command.indexOf(' ')))
                    .getParent()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
        // PostgreSQL refuses to run as root.
        this.asOtherUser = "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
        start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (running) {
                stop("immediate");
            }
        }));
    }

    void start() {
        control("-o", "-p " + port + " -c max_connections=200", "-l", log.toString(), "start");
        running = true;
    }

    /** @param mode {@code fast} ends sessions and writes everything, {@code immediate} is a crash */
    void stop(String mode) {
        control("-m", mode, "stop");
        running = false;
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    JdbcTemplate jdbc() {
        return new JdbcTemplate(new DriverManagerDataSource(url(), "postgres", ""));
    }

    /** @param sql gives one number */
    long count(String sql) {
        return jdbc().queryForObject(sql, Long.class);
    }

    private void control(String... arguments) {
        List<String> command = new ArrayList<>(asOtherUser);
        command.addAll(List.of(Path.of(binaries, "pg_ctl").toString(), "-w", "-D", data.toString()));
        command.addAll(List.of(arguments));
        ChildProcess.run(command, Map.of(), log, LONGEST);
    }
}
