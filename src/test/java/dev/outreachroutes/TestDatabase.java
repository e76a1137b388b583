package dev.outreachroutes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL, started once for all tests of a JVM; every test class takes a database of its own in it. */
public final class TestDatabase {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres postgres;

    private TestDatabase() {}

    /** The JDBC URL of a new, empty database; the user is {@code postgres} with no password. */
    public static synchronized String url() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .start();
            }
            String name = "test" + NUMBER.incrementAndGet();
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return postgres.getJdbcUrl("postgres", name);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        } catch (SQLException e) {
            throw new IllegalStateException("no test database", e);
        }
    }

    /** The same, with the schema in place. */
    public static String migratedUrl() {
        String url = url();
        Flyway.configure().dataSource(url, "postgres", "").load().migrate();
        return url;
    }

    /** A pool on a new database with the schema in place. */
    public static DataSource migrated() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(migratedUrl());
        config.setUsername("postgres");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
