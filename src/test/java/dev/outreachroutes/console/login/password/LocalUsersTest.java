package dev.outreachroutes.console.login.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.LoginCounter;
import dev.outreachroutes.settings.InvalidSettingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The users of the console that the configuration names. */
class LocalUsersTest {

    /** Of "correct horse". */
    private static final String HASH =
            BCrypt.hashpw("correct horse", BCrypt.gensalt(4)).replace("$2a$", "$2y$");

    @Test
    void anyNumberOfUsersComesFromTheEnvironment() {
        LocalUsers users = users(Map.of(
                "CONSOLE_USERS_JANE_PASSWORD",
                HASH,
                "CONSOLE_USERS_JANE_ROLE",
                "viewer",
                "CONSOLE_USERS_OMAR_PASSWORD",
                "{bcrypt}" + HASH,
                "CONSOLE_USERS_OMAR_ROLE",
                "operator"));

        assertThat(login(users, "jane", "correct horse").getAuthorities()).hasToString("[ROLE_VIEWER]");
        assertThat(login(users, "omar", "correct horse").getAuthorities()).hasToString("[ROLE_OPERATOR]");
        assertThatThrownBy(() -> login(users, "jane", "battery staple")).isInstanceOf(BadCredentialsException.class);
        assertThatThrownBy(() -> login(users, "admin", "")).isInstanceOf(BadCredentialsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a plain one", "{noop}it", "$%&/()"})
    void theAdminsPasswordMayBePlainAndIsKeptAsAHash(String password) {
        LocalUsers users = users(Map.of("CONSOLE_PASSWORD", password));

        assertThat(login(users, "admin", password).getAuthorities()).hasToString("[ROLE_ADMIN]");
        assertThat(users.loadUserByUsername("admin").getPassword()).startsWith("$2a$10$");
    }

    @Test
    void theAdminsPasswordMayBeAHash() {
        LocalUsers users = users(Map.of("CONSOLE_USERNAME", "root", "CONSOLE_PASSWORD", HASH));

        assertThat(login(users, "root", "correct horse").getAuthorities()).hasToString("[ROLE_ADMIN]");
        assertThatThrownBy(() -> login(users, "root", HASH)).isInstanceOf(BadCredentialsException.class);
    }

    @Test
    void anUnknownNameIsRefusedAsAWrongPasswordIsAndCostsAsMuch() {
        LocalUsers users = users(Map.of(
                "CONSOLE_USERS_JANE_PASSWORD",
                HASH,
                "CONSOLE_USERS_JANE_ROLE",
                "viewer",
                "CONSOLE_PASSWORD",
                BCrypt.hashpw("it", BCrypt.gensalt(5))));

        assertThat(users.cost()).isEqualTo(5);
        assertThatThrownBy(() -> login(users, "nobody", "it"))
                .isInstanceOf(BadCredentialsException.class)
                .hasMessage(catchThrowableOfType(BadCredentialsException.class, () -> login(users, "jane", "it"))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{noop}secret",
                "$2y$12$tooshort",
                "$2y$31$123456789012345678901u12345678901234567890123456789012"
            })
    void aUserWhosePasswordIsNoHashStopsTheStart(String password) {
        assertThatThrownBy(() ->
                        users(Map.of("CONSOLE_USERS_JANE_PASSWORD", password, "CONSOLE_USERS_JANE_ROLE", "viewer")))
                .isInstanceOfSatisfying(InvalidSettingException.class, wrong -> {
                    assertThat(wrong).hasMessageContaining("\"jane\"");
                    assertThat(wrong.cure()).contains("console.users.jane.password", "htpasswd -nbBC 12 \"\" PASSWORD");
                    assertThat(wrong.getMessage() + wrong.cure()).doesNotContain("secret", "tooshort");
                });
    }

    @Test
    void aUserWithoutARoleStopsTheStart() {
        assertThatThrownBy(() -> users(Map.of("CONSOLE_USERS_JANE_PASSWORD", HASH)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("The console's user \"jane\" has no role");
    }

    @Test
    void aUserThatIsConfiguredTwiceStopsTheStart() {
        assertThatThrownBy(() -> users(Map.of(
                        "CONSOLE_PASSWORD", "it",
                        "CONSOLE_USERS_ADMIN_PASSWORD", HASH,
                        "CONSOLE_USERS_ADMIN_ROLE", "viewer")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("configured twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jane doe", "jane@example.com"})
    void aNameThatCouldBeAnAddressOrAPasswordStopsTheStart(String name) {
        assertThatThrownBy(() -> users(Map.of("CONSOLE_USERNAME", name, "CONSOLE_PASSWORD", "it")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("cannot have this name");
    }

    @Test
    void anAdminsHashThatTheShellHasCutIsNotTakenForAPassword() {
        assertThatThrownBy(() -> users(Map.of("CONSOLE_PASSWORD", "$2y$12$")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("CONSOLE_PASSWORD begins like a bcrypt hash");
    }

    @Test
    void aPasswordThatBcryptWouldCutIsRefused() {
        assertThatThrownBy(() -> users(Map.of("CONSOLE_PASSWORD", "ä".repeat(37))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("longer than 72 bytes");
    }

    private static LocalUsers users(Map<String, Object> environment) {
        var source = new SystemEnvironmentPropertySource("systemEnvironment", environment);
        return LocalUsers.of(
                new Binder(ConfigurationPropertySources.from(source)).bindOrCreate("console", ConsoleProperties.class));
    }

    private static Authentication login(LocalUsers users, String name, String password) {
        ConsoleProperties.Login limits = new ConsoleProperties.Login(Duration.ofMinutes(10), 5, 50);
        return new LocalLogin(
                        users,
                        users.cost(),
                        new LoginAttempts(limits, InstantSource.system()),
                        new LoginCounter(new SimpleMeterRegistry()),
                        InstantSource.system())
                .authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, password));
    }
}
