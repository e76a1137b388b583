package dev.outreachroutes.database;

import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells whether the database answers, takes writes, and is in the way of nobody here. In place of Spring Boot's own {@code db}. */
final class DatabaseHealthIndicator extends AbstractHealthIndicator {

    private static final String TAKES_WRITES =
            "select not pg_is_in_recovery() and not current_setting('transaction_read_only')::boolean";

    private final JdbcClient jdbc;
    private final DatabaseProblems trouble;

    DatabaseHealthIndicator(JdbcClient jdbc, DatabaseProblems trouble) {
        super("The database's state cannot be told");
        this.jdbc = jdbc;
        this.trouble = trouble;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up().withDetail("database", "PostgreSQL");
        look().or(trouble::now).ifPresent(problem -> builder.down()
                .withDetail("problem", "It " + problem.what())
                .withDetail("cure", problem.cure()));
    }

    private Optional<DatabaseProblem> look() {
        try {
            if (jdbc.sql(TAKES_WRITES).query(Boolean.class).single()) {
                trouble.over(this);
            } else {
                trouble.met(this, DatabaseProblem.WRITES_NOTHING);
            }
            return Optional.empty();
        } catch (DataAccessException e) {
            return trouble.met(this, e).or(() -> {
                throw e;
            });
        }
    }
}
