package dev.outreachroutes.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** The time that replicas share. A test may bring its own. */
    @Bean
    @ConditionalOnMissingBean(name = "clock")
    InstantSource clock(JdbcClient jdbc) {
        return new DatabaseClock(jdbc);
    }

    @Bean
    DatabaseProblems databaseProblems(DataSource database) {
        return new DatabaseProblems(() -> replaceSessions(database));
    }

    /** Appears as {@code db}: Spring Boot makes none of its own when there is a bean of this name. */
    @Bean
    HealthIndicator dbHealthIndicator(JdbcClient jdbc, DatabaseProblems trouble) {
        return new DatabaseHealthIndicator(jdbc, trouble);
    }

    private static void replaceSessions(DataSource database) {
        try {
            HikariPoolMXBean pool = database.unwrap(HikariDataSource.class).getHikariPoolMXBean();
            if (pool != null) {
                pool.softEvictConnections();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the pool of connections is not Hikari's", e);
        }
    }
}
