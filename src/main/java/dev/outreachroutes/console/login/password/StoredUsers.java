package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.Role;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Keeps the admin of a console for which no user is configured, in the table {@code console_user}. The first start makes a
 * password and tells it once. It is good for choosing another one, and for nothing else.
 */
final class StoredUsers {

    private static final Logger LOG = LoggerFactory.getLogger(StoredUsers.class);

    private final JdbcClient jdbc;

    StoredUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of several replicas that start together one adds the admin, and that one tells the password. */
    void addAdminOnce(String name) {
        LocalUsers.requireName(name);
        String password = UUID.randomUUID().toString();
        int added = jdbc.sql(
                        """
                        insert into console_user (name, password_hash, one_time)
                        select ?, ?, true where not exists (select from console_user)
                        on conflict (name) do nothing
                        """)
                .param(name)
                .param(Passwords.hash(password))
                .update();
        if (added == 1) {
            LOG.warn(
                    "No user of the console is configured. Log in as '{}' with the one-time password {} and choose your own;"
                            + " this is told only once",
                    name,
                    password);
        }
    }

    /** As {@link org.springframework.security.core.userdetails.UserDetailsService}; as a bean of that type Spring would warn of it. */
    UserDetails loadUserByUsername(String name) {
        return find(name).orElseThrow(() -> new UsernameNotFoundException("no such user"));
    }

    private Optional<UserDetails> find(String name) {
        // A text with NUL, which nobody's name has, is none for the database.
        return LocalUsers.isName(name)
                ? jdbc.sql("select password_hash, one_time from console_user where name = ?")
                        .param(name)
                        .query((row, number) -> User.withUsername(name)
                                .password(row.getString("password_hash"))
                                .authorities(row.getBoolean("one_time") ? Role.CHOOSE_PASSWORD : Role.ADMIN.authority())
                                .build())
                        .optional()
                : Optional.empty();
    }

    /** Whether it is the one-time password, which must not stay. */
    boolean isOneTime(String name, String password) {
        return find(name)
                .filter(user -> Role.hasToChoosePassword(user.getAuthorities()))
                .filter(user -> BCrypt.checkpw(password, user.getPassword()))
                .isPresent();
    }

    /**
     * Replaces the one-time password.
     *
     * @return false when it has been replaced already
     */
    boolean choose(String name, String password) {
        return jdbc.sql(
                                """
                                update console_user set password_hash = ?, one_time = false, changed_at = now()
                                where name = ? and one_time
                                """)
                        .param(Passwords.hash(password))
                        .param(name)
                        .update()
                == 1;
    }
}
