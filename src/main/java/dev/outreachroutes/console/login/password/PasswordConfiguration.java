package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.LoginCounter;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetailsService;

/** Name and password: users of the configuration, or the one of the database. */
@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

    @Bean
    StoredUsers storedUsers(JdbcClient jdbc) {
        return new StoredUsers(jdbc);
    }

    @Bean
    LocalLogin localLogin(
            ConsoleProperties properties, StoredUsers stored, LoginCounter counter, InstantSource machineClock) {
        return new LocalLogin(
                users(properties, stored), new LoginAttempts(properties.login(), machineClock), counter, machineClock);
    }

    /** The database is asked only when nobody is configured. */
    private static UserDetailsService users(ConsoleProperties properties, StoredUsers stored) {
        if (properties.hasLocalUsers() || properties.oidc().isConfigured()) {
            return LocalUsers.of(properties);
        }
        stored.addAdminOnce(properties.username());
        return stored::find;
    }
}
