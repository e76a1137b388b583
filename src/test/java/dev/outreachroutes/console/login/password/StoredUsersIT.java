package dev.outreachroutes.console.login.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The admin of a console for which no user is configured. */
@ExtendWith(OutputCaptureExtension.class)
class StoredUsersIT {

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.migrated());

    @Test
    void ofSeveralReplicasThatStartTogetherOneTellsThePasswordAndItIsTheRightOne(CapturedOutput output)
            throws Exception {
        ExecutorService replicas = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                starts.add(replicas.submit(() -> new StoredUsers(jdbc).addAdminOnce("admin")));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        } finally {
            replicas.shutdownNow();
        }
        new StoredUsers(jdbc).addAdminOnce("admin");
        new StoredUsers(jdbc).addAdminOnce("another");

        assertThat(output).containsOnlyOnce("one-time password");
        UserDetails admin = new StoredUsers(jdbc).loadUserByUsername("admin");
        assertThat(admin.getAuthorities()).hasToString("[CHOOSE_PASSWORD]");
        assertThat(BCrypt.checkpw(password(output), admin.getPassword())).isTrue();
        assertThat(jdbc.sql("select count(*) from console_user")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void theOneTimePasswordIsReplacedOnce() {
        StoredUsers users = new StoredUsers(jdbc);
        users.addAdminOnce("admin");

        assertThat(users.choose("admin", "correct horse battery")).isTrue();
        assertThat(users.choose("admin", "another one, later")).isFalse();
        UserDetails admin = users.loadUserByUsername("admin");
        assertThat(admin.getAuthorities()).hasToString("[ROLE_ADMIN]");
        assertThat(BCrypt.checkpw("correct horse battery", admin.getPassword())).isTrue();
    }

    @Test
    void anUnknownNameIsNobody() {
        StoredUsers users = new StoredUsers(jdbc);
        users.addAdminOnce("admin");

        for (String name : List.of("nobody", "", "a\0b", "x".repeat(100_000))) {
            assertThatThrownBy(() -> users.loadUserByUsername(name)).isInstanceOf(UsernameNotFoundException.class);
        }
    }

    static String password(CapturedOutput output) {
        Matcher told = Pattern.compile("one-time password (\\S+)").matcher(output);
        assertThat(told.find()).isTrue();
        return told.group(1);
    }
}
