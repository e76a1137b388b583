package dev.outreachroutes.operation;

import dev.outreachroutes.log.Seldom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/**
 * Waits at the start until the database answers, and then brings its schema up to date; when it goes away meanwhile, waits and does
 * so again. A database that refuses us ends the start instead: waiting does not help against a wrong password, or a certificate that
 * is not trusted.
 */
final class DatabaseStart implements FlywayMigrationStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);

    /** SQLSTATE: unable to connect, connection closed or lost, starting or stopping, too many connections. */
    private static final Set<String> PASSING = Set.of("08001", "08003", "08006", "57P01", "57P02", "57P03", "53300");

    private final JdbcConnectionDetails database;

    DatabaseStart(JdbcConnectionDetails database) {
        this.database = database;
    }

    @Override
    public void migrate(Flyway flyway) {
        Thread starting = Thread.currentThread();
        Thread interruptAtStop = new Thread(starting::interrupt, "stop-waiting-for-database");
        Runtime.getRuntime().addShutdownHook(interruptAtStop);
        try {
            Seldom words = new Seldom(BETWEEN_WORDS);
            awaitDatabase(words);
            while (!migrated(flyway, words)) {
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

    private void awaitDatabase(Seldom words) throws InterruptedException {
        SQLException problem = problem();
        boolean waited = problem != null;
        while (problem != null) {
            if (!passing(problem)) {
                throw new DatabaseRefusedException(database.getJdbcUrl(), problem);
            }
            if (words.times() > 0) {
                LOG.warn(
                        "PostgreSQL at {} cannot be reached ({}): waiting; if this lasts, check DATABASE_URL",
                        DatabaseAddress.of(database.getJdbcUrl()),
                        DatabaseAddress.reason(problem));
            }
            Thread.sleep(BETWEEN_TRIES.toMillis());
            problem = problem();
        }
        if (waited) {
            LOG.info("PostgreSQL at {} answers", DatabaseAddress.of(database.getJdbcUrl()));
        }
    }

    /** Each migration is done whole or not at all, so what was broken off is done again. */
    private boolean migrated(Flyway flyway, Seldom words) {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayException e) {
            SQLException problem = sqlProblem(e);
            if (problem == null || !(problem instanceof SQLTransientException || passing(problem))) {
                throw e;
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

    private static SQLException sqlProblem(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return (SQLException) cause;
    }

    private static boolean passing(SQLException problem) {
        return problem.getSQLState() != null
                && PASSING.contains(problem.getSQLState())
                && !DatabaseAddress.tlsRefused(problem);
    }

    /** Null when the database answers. Not by the pool, which would make every try a stack trace. */
    private SQLException problem() {
        Properties properties = new Properties();
        properties.put("user", database.getUsername());
        properties.put("password", database.getPassword() == null ? "" : database.getPassword());
        properties.put("connectTimeout", "5");
        properties.put("socketTimeout", "10");
        if (!database.getJdbcUrl().startsWith("jdbc:postgresql:")) {
            return new SQLException("not a URL of PostgreSQL");
        }
        try (Connection connection = DriverManager.getConnection(database.getJdbcUrl(), properties)) {
            return connection.isValid(1) ? null : new SQLException("no answer", "08006");
        } catch (SQLException e) {
            return e;
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("Stopping already");
        }
    }
}
