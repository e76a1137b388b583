package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.LoginCounter;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Name and password: users of the configuration, or the one of the database. */
@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

    @Bean
    StoredUsers storedUsers(JdbcClient jdbc) {
        return new StoredUsers(jdbc);
    }

    /** The database is asked only when nobody is configured. */
    @Bean
    LocalLogin localLogin(
            ConsoleProperties properties, StoredUsers stored, LoginCounter counter, InstantSource machineClock) {
        LoginAttempts attempts = new LoginAttempts(properties.login(), machineClock);
        if (properties.hasLocalUsers() || properties.oidc().isConfigured()) {
            LocalUsers configured = LocalUsers.of(properties);
            return new LocalLogin(configured, configured.cost(), attempts, counter, machineClock);
        }
        stored.addAdminOnce(properties.username());
        return new LocalLogin(stored::loadUserByUsername, Passwords.COST, attempts, counter, machineClock);
    }
}
