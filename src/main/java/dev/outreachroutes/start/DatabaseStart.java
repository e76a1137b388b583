package dev.outreachroutes.start;

import dev.outreachroutes.database.DatabaseProblem;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.settings.InvalidSettingException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/**
 * Waits at the start until the database answers, and then brings its schema up to date; when it goes away meanwhile, waits and does
 * so again. A database that refuses us, or is not as we need it, ends the start instead: waiting does not help against a wrong password,
 * a certificate that is not trusted, or an encoding that cannot hold every name.
 */
final class DatabaseStart implements FlywayMigrationStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);
    private static final String NO_RIGHT = "42501";
    private static final int LOOKS_FOR_POOLER = 5;

    private final JdbcConnectionDetails database;
    private boolean sessionsShared;

    DatabaseStart(JdbcConnectionDetails database) {
        this.database = database;
    }

    @Override
    public void migrate(Flyway flyway) {
        Thread starting = Thread.currentThread();
        Thread interruptAtStop = new Thread(starting::interrupt, "stop-waiting-for-database");
        Runtime.getRuntime().addShutdownHook(interruptAtStop);
        try {
            LogThrottle words = new LogThrottle(BETWEEN_WORDS);
            awaitDatabase(words);
            Flyway patient = patient(flyway);
            while (!migrated(patient, words)) {
                Thread.sleep(BETWEEN_TRIES.toMillis());
                awaitDatabase(words);
            }
        } catch (InterruptedException e) {
            starting.interrupt();
            throw new IllegalStateException("Stopped while waiting for the database", e);
        } finally {
            forget(interruptAtStop);
        }
    }

    /**
     * The same migrations over connections of their own: a large table may take longer than any answer of the pool's. A migration and
     * the note that it is done are one transaction when its lock is the session's; behind a pooler that hands sessions on it cannot be.
     */
    private Flyway patient(Flyway flyway) {
        return Flyway.configure(flyway.getConfiguration().getClassLoader())
                .configuration(flyway.getConfiguration())
                .configuration(Map.of("flyway.postgresql.transactional.lock", Boolean.toString(sessionsShared)))
                .jdbcProperties(Map.of(
                        "socketTimeout", "0",
                        "tcpKeepAlive", "true",
                        "prepareThreshold", "0",
                        "ApplicationName", "outreach-routes"))
                .dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword())
                .load();
    }

    private void awaitDatabase(LogThrottle words) throws InterruptedException {
        String obstacle = obstacle();
        boolean waited = obstacle != null;
        while (obstacle != null) {
            if (words.times() > 0) {
                LOG.warn("PostgreSQL at {} {}", DatabaseAddress.of(database.getJdbcUrl()), obstacle);
            }
            Thread.sleep(BETWEEN_TRIES.toMillis());
            obstacle = obstacle();
        }
        if (waited) {
            LOG.info("PostgreSQL at {} answers", DatabaseAddress.of(database.getJdbcUrl()));
        }
    }

    /**
     * Why the database cannot be used yet; null when it can.
     *
     * @throws InvalidSettingException when waiting does not help
     */
    private String obstacle() {
        try (Connection connection = connect()) {
            if (!connection.isValid(1)) {
                throw new SQLException("no answer", "08006");
            }
            return obstacle(connection);
        } catch (SQLException e) {
            return obstacle(e);
        }
    }

    private String obstacle(SQLException failure) {
        if (!passing(failure)) {
            throw refused(failure).orElseGet(() -> DatabaseAddress.refused(database.getJdbcUrl(), failure));
        }
        return "cannot be reached (%s): waiting; if this lasts, check DATABASE_URL"
                .formatted(DatabaseAddress.reason(failure));
    }

    private String obstacle(Connection connection) throws SQLException {
        String encoding = text(connection, "show server_encoding");
        if (!"UTF8".equals(encoding)) {
            throw refused(DatabaseProblem.encoding(encoding));
        }
        sessionsShared = sharesSessions(connection);
        DatabaseProblem readOnly = DatabaseProblem.WRITES_NOTHING;
        return "on".equals(text(connection, "show transaction_read_only"))
                ? readOnly.what() + ": waiting. " + readOnly.cure()
                : null;
    }

    /**
     * Whether another connection sees what is set for the session of this one, because a pooler gives both the same session in turn. If
     * the pooler has other clients too, it may be another session once.
     */
    private boolean sharesSessions(Connection connection) throws SQLException {
        try (Connection other = connect()) {
            boolean shared = false;
            for (int look = 0; look < LOOKS_FOR_POOLER && !shared; look++) {
                text(connection, "select set_config('outreach_routes.session', 'ours', false)");
                shared = "ours".equals(text(other, "select current_setting('outreach_routes.session', true)"));
                text(connection, "select set_config('outreach_routes.session', '', false)");
            }
            return shared;
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** Each migration is done whole or not at all, so what was broken off is done again. */
    private boolean migrated(Flyway flyway, LogThrottle words) {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayException e) {
            SQLException problem = sqlProblem(e);
            if (problem == null || !(problem instanceof SQLTransientException || passing(problem))) {
                throw refused(problem).<RuntimeException>map(each -> each).orElse(e);
            }
            if (words.times() > 0) {
                LOG.warn(
                        "PostgreSQL at {} failed while its schema was brought up to date (SQLSTATE {}): doing so again",
                        DatabaseAddress.of(database.getJdbcUrl()),
                        problem.getSQLState());
            }
            return false;
        }
    }

    /** What somebody has to set right outside, and is no fault of a migration. */
    private Optional<InvalidSettingException> refused(SQLException problem) {
        return DatabaseProblem.of(problem)
                .filter(each ->
                        each.equals(DatabaseProblem.SHARED_STATEMENTS) || NO_RIGHT.equals(problem.getSQLState()))
                .map(this::refused);
    }

    private InvalidSettingException refused(DatabaseProblem problem) {
        return new InvalidSettingException(
                "PostgreSQL at %s %s".formatted(DatabaseAddress.of(database.getJdbcUrl()), problem.what()),
                problem.cure());
    }

    private static SQLException sqlProblem(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return (SQLException) cause;
    }

    private static boolean passing(SQLException problem) {
        return problem.getSQLState() != null
                && DatabaseProblem.of(problem).filter(DatabaseProblem::passes).isPresent()
                && !DatabaseAddress.tlsRefused(problem);
    }

    /** Not by the pool, which would make every try a stack trace. */
    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.put("user", database.getUsername());
        properties.put("password", database.getPassword() == null ? "" : database.getPassword());
        properties.put("connectTimeout", "5");
        properties.put("socketTimeout", "10");
        if (!database.getJdbcUrl().startsWith("jdbc:postgresql:")) {
            throw new SQLException("not a URL of PostgreSQL");
        }
        return DriverManager.getConnection(database.getJdbcUrl(), properties);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("Stopping already");
        }
    }
}
