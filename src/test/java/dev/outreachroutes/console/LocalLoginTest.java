package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outreachroutes.MovableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** How many wrong passwords are looked at. */
class LocalLoginTest {

    private static final ConsoleProperties.Login LIMITS = new ConsoleProperties.Login(Duration.ofMinutes(10), 3, 6, 9);

    private final MovableClock clock = MovableClock.fixed();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private LocalLogin login;

    @BeforeEach
    void users() {
        String hash = BCrypt.hashpw("right", BCrypt.gensalt(4));
        ConsoleProperties.LocalUser user = new ConsoleProperties.LocalUser(hash, Role.VIEWER);
        LocalUsers users =
                LocalUsers.of(new ConsoleProperties("admin", "", Map.of("jane", user, "omar", user), LIMITS, null));
        login = new LocalLogin(
                users::loadUserByUsername, new LoginAttempts(LIMITS, clock), new LoginCounter(meters), clock);
    }

    @Test
    void theThirdFailureOfAUserFromAnAddressIsTheLastThatIsLookedAt() {
        assertThat(attempt("jane", "1.1.1.1", "wrong")).isEqualTo("refused");
        assertThat(attempt("jane", "1.1.1.1", "wrong")).isEqualTo("refused");
        assertThat(attempt("jane", "1.1.1.1", "wrong")).isEqualTo("refused");

        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("wait PT10M");
        assertThat(attempt("jane", "2.2.2.2", "right")).isEqualTo("in");
        assertThat(attempt("omar", "1.1.1.1", "right")).isEqualTo("in");
    }

    @Test
    void theWindowBeginsWithTheFirstFailureAndAttemptsMeanwhileDoNotProlongIt() {
        attempt("jane", "1.1.1.1", "wrong");
        clock.advance(Duration.ofMinutes(4));
        attempt("jane", "1.1.1.1", "wrong");
        attempt("jane", "1.1.1.1", "wrong");
        clock.advance(Duration.ofMinutes(5));
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("wait PT1M");

        clock.advance(Duration.ofMinutes(1));
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("in");
    }

    @Test
    void aSuccessForgivesTheUserAtThatAddress() {
        for (int i = 0; i < 2; i++) {
            attempt("jane", "1.1.1.1", "wrong");
            attempt("jane", "1.1.1.1", "wrong");
            assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("in");
        }
    }

    @Test
    void aSuccessDoesNotForgiveTheAddress() {
        for (int i = 0; i < 3; i++) {
            assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("in");
            attempt("jane", "1.1.1.1", "wrong");
            attempt("jane", "1.1.1.1", "wrong");
        }
        assertThat(attempt("omar", "1.1.1.1", "right")).isEqualTo("wait PT10M");
    }

    @Test
    void oneAddressMayNotTryManyNames() {
        IntStream.range(0, 6).forEach(i -> attempt("name" + i, "1.1.1.1", "wrong"));
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("wait PT10M");
        assertThat(attempt("jane", "2.2.2.2", "right")).isEqualTo("in");
    }

    @Test
    void oneNameMayNotBeTriedFromManyAddressesWhetherItExistsOrNot() {
        for (String name : List.of("jane", "nobody", "x".repeat(1_000_000))) {
            IntStream.range(0, 9).forEach(i -> attempt(name, "3.3.3." + i, "wrong"));
            assertThat(attempt(name, "4.4.4.4", "right")).isEqualTo("wait PT10M");
        }
    }

    @Test
    void manyAtOnceAreNoWayAroundIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<String>> attempts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                attempts.add(threads.submit(() -> attempt("jane", "1.1.1.1", "wrong")));
            }
            int refused = 0;
            for (Future<String> each : attempts) {
                refused += each.get().equals("refused") ? 1 : 0;
            }
            assertThat(refused).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
        assertThat(meters.counter("outreach.logins", "result", "refused").count())
                .isEqualTo(3);
        assertThat(meters.counter("outreach.logins", "result", "limited").count())
                .isEqualTo(37);
    }

    @Test
    void aDatabaseThatIsAwayIsNoWrongPassword() {
        login = new LocalLogin(
                name -> {
                    throw new DataAccessResourceFailureException("away");
                },
                new LoginAttempts(LIMITS, clock),
                new LoginCounter(meters),
                clock);

        IntStream.range(0, 9)
                .forEach(i -> assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("unavailable"));
    }

    private String attempt(String name, String address, String password) {
        UsernamePasswordAuthenticationToken token = UsernamePasswordAuthenticationToken.unauthenticated(name, password);
        token.setDetails(new WebAuthenticationDetails(address, null));
        AuthenticationException failure =
                catchThrowableOfType(AuthenticationException.class, () -> login.authenticate(token));
        if (failure instanceof TooManyAttemptsException tooMany) {
            return "wait " + tooMany.getWait();
        }
        if (failure instanceof LoginUnavailableException) {
            return "unavailable";
        }
        return failure == null ? "in" : "refused";
    }
}
