package dev.outreachroutes.console.login.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.LoginCounter;
import dev.outreachroutes.console.login.PasswordNotCheckedException;
import dev.outreachroutes.console.login.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** How many wrong passwords are looked at. */
class LocalLoginTest {

    private static final ConsoleProperties.Login LIMITS = new ConsoleProperties.Login(Duration.ofMinutes(10), 3, 6);

    private final MovableClock clock = MovableClock.fixed();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private LocalUsers users;
    private LocalLogin login;

    @BeforeEach
    void users() {
        String hash = BCrypt.hashpw("right", BCrypt.gensalt(4));
        ConsoleProperties.LocalUser user = new ConsoleProperties.LocalUser(hash, Role.VIEWER);
        users = LocalUsers.of(
                new ConsoleProperties("admin", "", Map.of("jane", user, "omar", user), LIMITS, List.of(), null));
        login = login(users);
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
    void whoGotInWithinADayIsNotConcernedByManyNamesThatAreTriedFromTheSameAddress() {
        attempt("jane", "1.1.1.1", "right");
        clock.advance(Duration.ofHours(23));
        IntStream.range(0, 6).forEach(i -> attempt("name" + i, "1.1.1.1", "wrong"));
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("in");
        assertThat(attempt("omar", "1.1.1.1", "right")).isEqualTo("wait PT10M");

        clock.advance(Duration.ofHours(24));
        IntStream.range(0, 6).forEach(i -> attempt("name" + i, "1.1.1.1", "wrong"));
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("wait PT10M");
    }

    @Test
    void whoGotInIsStillNotGuessedForEver() {
        attempt("jane", "1.1.1.1", "right");
        IntStream.range(0, 3)
                .forEach(i -> assertThat(attempt("jane", "1.1.1.1", "wrong")).isEqualTo("refused"));
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("wait PT10M");
    }

    @Test
    void howeverManyAddressesGuessTheNameIsOpenFromEveryOther() {
        IntStream.range(0, 1000).forEach(i -> attempt("jane", "3.3." + i / 256 + "." + i % 256, "wrong"));

        assertThat(attempt("jane", "4.4.4.4", "right")).isEqualTo("in");
    }

    @Test
    void theAddressesOfAnIpv6NetworkAreOne() {
        IntStream.range(0, 3).forEach(i -> attempt("jane", "2001:db8:0:1::" + i, "wrong"));
        assertThat(attempt("jane", "2001:db8:0:1:ffff::9", "right")).isEqualTo("wait PT10M");
        assertThat(attempt("jane", "2001:db8:0:2::9", "right")).isEqualTo("in");
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
    void aCrowdOfStrangersIsBoundedAndKeepsNobodyWaitingWhoGotInBefore() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        login = login(name -> {
            if (name.equals("slow")) {
                looked.countDown();
                await(end);
            }
            return users.loadUserByUsername(name);
        });
        assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("in");
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<String>> crowd = new ArrayList<>();
            crowd.add(threads.submit(() -> attempt("slow", "2.2.2.0", "wrong")));
            await(looked);
            // Of each address 16 may be there, of all 64.
            for (int i = 1; i < 100; i++) {
                String address = "2.2.2." + i / 20;
                crowd.add(threads.submit(() -> attempt("jane", address, "right")));
            }
            Awaitility.await().until(() -> crowd.stream().filter(Future::isDone).count() == 100 - 64);

            assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("in");
            assertThat(attempt("omar", "9.9.9.9", "right")).isEqualTo("busy");
            end.countDown();
            int in = 0;
            for (Future<String> each : crowd) {
                in += each.get().equals("in") ? 1 : 0;
            }
            assertThat(in).isEqualTo(63);
            assertThat(attempt("omar", "9.9.9.9", "right")).isEqualTo("in");
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void whoHasFailedTakesNoPlaceOfWhoHasNot() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        login = login(name -> {
            if (name.equals("slow")) {
                looked.countDown();
                await(end);
            }
            return users.loadUserByUsername(name);
        });
        IntStream.range(0, 100).forEach(i -> attempt("omar", "2.2.2." + i, "wrong"));
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<String>> crowd = new ArrayList<>();
            crowd.add(threads.submit(() -> attempt("slow", "2.2.2.0", "wrong")));
            await(looked);
            for (int i = 1; i < 100; i++) {
                String address = "2.2.2." + i;
                crowd.add(threads.submit(() -> attempt("omar", address, "wrong")));
            }
            Awaitility.await().until(() -> crowd.stream().filter(Future::isDone).count() == 100 - 32);
            Future<String> other = threads.submit(() -> attempt("jane", "9.9.9.9", "right"));
            end.countDown();
            assertThat(other.get()).isEqualTo("in");
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void oneAddressTakesOnlyPartOfTheQueue() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        login = login(name -> {
            looked.countDown();
            await(end);
            return users.loadUserByUsername(name);
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<String>> burst = new ArrayList<>();
            for (int i = 0; i < 110; i++) {
                String name = "name" + i;
                burst.add(threads.submit(() -> attempt(name, "2.2.2.2", "wrong")));
            }
            await(looked);
            Future<String> other = threads.submit(() -> attempt("jane", "9.9.9.9", "right"));
            Awaitility.await().until(() -> burst.stream().filter(Future::isDone).count() == 110 - 16);
            end.countDown();
            assertThat(other.get()).isEqualTo("in");
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDatabaseThatIsAwayIsNoWrongPassword() {
        login = login(name -> {
            throw new DataAccessResourceFailureException("away");
        });

        IntStream.range(0, 9)
                .forEach(i -> assertThat(attempt("jane", "1.1.1.1", "right")).isEqualTo("unavailable"));
    }

    private LocalLogin login(UserDetailsService users) {
        return new LocalLogin(users, 4, new LoginAttempts(LIMITS, clock), new LoginCounter(meters), clock);
    }

    private String attempt(String name, String address, String password) {
        UsernamePasswordAuthenticationToken token = UsernamePasswordAuthenticationToken.unauthenticated(name, password);
        token.setDetails(new WebAuthenticationDetails(address, null));
        AuthenticationException failure =
                catchThrowableOfType(AuthenticationException.class, () -> login.authenticate(token));
        if (failure instanceof PasswordNotCheckedException unchecked) {
            return switch (unchecked.reason()) {
                case TOO_MANY_WRONG -> "wait " + unchecked.getWait();
                case BUSY -> "busy";
                case DATABASE_AWAY -> "unavailable";
            };
        }
        return failure == null ? "in" : "refused";
    }
}
