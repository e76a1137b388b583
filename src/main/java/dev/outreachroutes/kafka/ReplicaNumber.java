package dev.outreachroutes.kafka;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/**
 * The number of this process among the replicas that use the same database: the lowest that no other running one has. An advisory
 * lock of a database session of its own holds it, so that the number is free the moment its process ends, however it ends, and the
 * process that is started in its place gets it.
 */
final class ReplicaNumber implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaNumber.class);

    /** Tells these advisory locks from others in the database. */
    private static final int LOCKS = 0x6f757472;

    private static final int REPLICAS = 100;
    private static final int VALID_WITHIN_SECONDS = 5;

    private final JdbcConnectionDetails database;
    private Connection session;
    private int number;

    ReplicaNumber(JdbcConnectionDetails database) {
        this.database = database;
    }

    /**
     * The number; another than before when the session broke off and somebody else took it meanwhile.
     *
     * @return empty when the database does not answer or all of 0 to 99 are taken
     */
    synchronized OptionalInt get() {
        try {
            if (session != null && session.isValid(VALID_WITHIN_SECONDS)) {
                return OptionalInt.of(number);
            }
            close();
            session = open();
            for (int candidate : IntStream.concat(IntStream.of(number), IntStream.range(0, REPLICAS))
                    .toArray()) {
                if (lock(candidate)) {
                    number = candidate;
                    return OptionalInt.of(number);
                }
            }
            LOG.warn(
                    "None of {} numbers for replicas is free, so a restart of this one is noticed by Kafka late",
                    REPLICAS);
            close();
        } catch (SQLException e) {
            close();
            LOG.info("The database gives no number for this replica now: {}", e.getSQLState());
        }
        return OptionalInt.empty();
    }

    private Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.put("user", database.getUsername());
        properties.put("password", database.getPassword() == null ? "" : database.getPassword());
        properties.put("connectTimeout", "5");
        properties.put("tcpKeepAlive", "true");
        properties.put("ApplicationName", "outreach-routes replica number");
        return DriverManager.getConnection(database.getJdbcUrl(), properties);
    }

    private boolean lock(int candidate) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("select pg_try_advisory_lock(?, ?)")) {
            statement.setInt(1, LOCKS);
            statement.setInt(2, candidate);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (session == null) {
            return;
        }
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("The session is gone already: {}", e.getSQLState());
        }
        session = null;
    }
}
