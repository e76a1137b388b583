package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.outreach.NotConnectedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Several replicas on one database, with an endpoint that accepts every refresh token only once. */
class ConnectionsReplicasIT {

    private static final String ACCOUNT = Replica.ACCOUNT;
    private static final Map<String, String> ENVIRONMENT = Map.of("OUTREACH_REFRESH_TOKEN", "refresh-0");

    private final MovableClock clock = MovableClock.fixed();
    private final DataSource database = TestDatabase.migrated();
    private TokenEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TokenEndpoint(clock, TokenEndpoint.Rotation.STRICT, "refresh-0");
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
        ((AutoCloseable) database).close();
    }

    @Test
    void replicasThatNeedATokenAtTheSameInstantAskOnce() throws Exception {
        List<Connections> replicas = List.of(replica(), replica());
        for (int round = 1; round <= 5; round++) {
            assertThat(together(replicas, 4)).containsOnly("access-" + round);
            assertThat(endpoint.requests()).hasSize(round);
            clock.advance(Duration.ofHours(2));
        }
    }

    @Test
    void aTokenThatAnotherReplicaGotIsUsedInsteadOfTheRejectedOne() {
        Connections one = replica();
        Connections other = replica();
        one.accessToken(ACCOUNT);
        other.accessToken(ACCOUNT);
        clock.advance(Duration.ofMinutes(30));

        long others = other.token(ACCOUNT).number();
        ConnectionsFixture.refuse(one);
        assertThat(one.accessToken(ACCOUNT)).isEqualTo("access-2");
        other.reject(ACCOUNT, others);
        assertThat(other.accessToken(ACCOUNT)).isEqualTo("access-2");
        assertThat(endpoint.requests()).hasSize(2);
    }

    @Test
    void aYoungTokenThatAnotherReplicaHasReplacedMeanwhileIsNotTriedAgain() {
        Connections one = replica();
        Connections other = replica();
        one.accessToken(ACCOUNT);
        other.accessToken(ACCOUNT);
        clock.advance(Duration.ofMinutes(2));

        ConnectionsFixture.refuse(one);
        ConnectionsFixture.refuse(other);
        clock.advance(Duration.ofSeconds(2));
        ConnectionsFixture.refuse(one);
        assertThat(one.accessToken(ACCOUNT)).isEqualTo("access-2");
        assertThat(other.accessToken(ACCOUNT)).isEqualTo("access-2");
        assertThat(endpoint.requests()).hasSize(2);
    }

    @Test
    void replicasWithDifferentBootstrapTokensDoNotTryThemInTurnWhenAllAreDead() {
        Connections one = replica();
        endGrant(one);
        endpoint.accept("refresh-new");
        Connections other =
                Replica.on(database, endpoint.properties(), clock, Map.of("OUTREACH_REFRESH_TOKEN", "refresh-new"));
        endGrant(other);
        int asked = endpoint.requests().size();

        for (int minute = 0; minute < 5; minute++) {
            clock.advance(Duration.ofMinutes(1));
            one.renewDue();
            other.renewDue();
        }

        assertThat(endpoint.requests()).hasSize(asked);
    }

    @Test
    void twoDeadBootstrapTokensAreAskedForOnceEachThoughNeitherReplicaSawItsOwnStored() {
        endGrant(replica());
        int asked = endpoint.requests().size();
        Connections one =
                Replica.on(database, endpoint.properties(), clock, Map.of("OUTREACH_REFRESH_TOKEN", "dead-1"));
        Connections other =
                Replica.on(database, endpoint.properties(), clock, Map.of("OUTREACH_REFRESH_TOKEN", "dead-2"));

        for (int minute = 0; minute < 5; minute++) {
            one.renewDue();
            other.renewDue();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(endpoint.requests()).hasSize(asked + 2);
    }

    /** The replica connects, and then finds out that its grant is dead. */
    private void endGrant(Connections replica) {
        replica.accessToken(ACCOUNT);
        endpoint.revokeEverything();
        clock.advance(Duration.ofHours(2));
        replica.renewDue();
    }

    @Test
    void replicasShareTheWaitOfAnOutage() {
        Connections one = replica();
        Connections other = replica();
        one.accessToken(ACCOUNT);
        other.accessToken(ACCOUNT);
        clock.advance(Duration.ofHours(2));
        endpoint.answer(502, "text/html", "");

        for (Connections replica : List.of(one, other)) {
            assertThatThrownBy(() -> replica.accessToken(ACCOUNT)).isInstanceOf(NotConnectedException.class);
        }
        clock.advance(Duration.ofSeconds(5));
        for (Connections replica : List.of(one, other)) {
            assertThatThrownBy(() -> replica.accessToken(ACCOUNT)).isInstanceOf(NotConnectedException.class);
        }
        assertThat(endpoint.requests()).hasSize(1 + 2);
    }

    @Test
    void aDeadGrantIsOneWarningOfAllReplicasTogether() {
        Connections one = replica();
        Connections other = replica();
        one.accessToken(ACCOUNT);
        other.accessToken(ACCOUNT);
        endpoint.revokeEverything();
        clock.advance(Duration.ofHours(2));

        try (LogCapture log = new LogCapture("dev.outreachroutes", Level.INFO)) {
            for (int minute = 0; minute < 5; minute++) {
                one.renewDue();
                other.renewDue();
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("no longer accepts the grant"))
                    .extracting(line -> line.substring(0, 4))
                    .containsExactly("WARN", "INFO");
            assertThat(log.lines()).anyMatch(line -> line.contains("press Connect on the console's page /accounts/"));
        }
    }

    @Test
    void aGrantGivenOnOneReplicaIsUsedByTheOtherWithinSeconds() {
        Connections one = replica();
        Connections other = replica();
        one.accessToken(ACCOUNT);
        endpoint.revokeEverything();
        clock.advance(Duration.ofHours(2));
        for (Connections replica : List.of(one, other)) {
            assertThatThrownBy(() -> replica.accessToken(ACCOUNT)).isInstanceOf(NotConnectedException.class);
        }

        one.connect(
                ACCOUNT,
                1,
                new TokenAnswer.Tokens("by-hand", "refresh-9", Duration.ofHours(2), Set.of()),
                null,
                "jane");
        clock.advance(Duration.ofSeconds(10));

        assertThat(one.accessToken(ACCOUNT)).isEqualTo("by-hand");
        assertThat(other.accessToken(ACCOUNT)).isEqualTo("by-hand");
    }

    @Test
    void anotherReplicaForgetsTheTokenOfAGrantThatWasTakenAway() {
        Connections one = replica();
        Connections other = replica();
        one.accessToken(ACCOUNT);
        other.accessToken(ACCOUNT);

        one.disconnect(ACCOUNT, "jane");
        other.renewDue();

        assertThatThrownBy(() -> other.accessToken(ACCOUNT)).hasMessageContaining("Disconnected");
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void aReplicaThatDiesAfterStoringTheTokensLosesNothing() {
        TransactionTemplate real = Replica.transactions(database);
        Connections dying = Replica.on(
                database, endpoint.properties(), clock, ENVIRONMENT, failing(real, new AtomicBoolean(true), true));
        assertThatThrownBy(() -> dying.accessToken(ACCOUNT)).isInstanceOf(NotConnectedException.class);

        Connections next = replica();
        assertThat(next.accessToken(ACCOUNT)).isEqualTo("access-1");
        clock.advance(Duration.ofHours(2));
        assertThat(next.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void tokensThatCouldNotBeStoredAreNotUsedButStoredLater() {
        TransactionTemplate real = Replica.transactions(database);
        AtomicBoolean broken = new AtomicBoolean(true);
        Connections connections =
                Replica.on(database, endpoint.properties(), clock, ENVIRONMENT, failing(real, broken, false));
        assertThatThrownBy(() -> connections.accessToken(ACCOUNT))
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("database");

        broken.set(false);
        clock.advance(Duration.ofSeconds(5));
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(replica().accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.requests()).hasSize(1);
    }

    private Connections replica() {
        return Replica.on(database, endpoint.properties(), clock, ENVIRONMENT);
    }

    private static List<String> together(List<Connections> replicas, int threadsEach) throws Exception {
        int threads = replicas.size() * threadsEach;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier barrier = new CyclicBarrier(threads);
            List<Future<String>> tokens = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Connections replica = replicas.get(i % replicas.size());
                tokens.add(executor.submit(() -> {
                    barrier.await();
                    return replica.accessToken(ACCOUNT);
                }));
            }
            List<String> got = new ArrayList<>();
            for (Future<String> token : tokens) {
                got.add(token.get());
            }
            return got;
        } finally {
            executor.shutdownNow();
        }
    }

    /** A transaction whose commit fails, either with or without having taken effect. */
    private static TransactionOperations failing(TransactionTemplate real, AtomicBoolean broken, boolean committed) {
        return new TransactionOperations() {
            @Override
            public <T> T execute(TransactionCallback<T> action) {
                if (!broken.get()) {
                    return real.execute(action);
                }
                real.execute(status -> {
                    T result = action.doInTransaction(status);
                    if (!committed) {
                        status.setRollbackOnly();
                    }
                    return result;
                });
                throw new TransactionSystemException("the database went away");
            }
        };
    }
}
