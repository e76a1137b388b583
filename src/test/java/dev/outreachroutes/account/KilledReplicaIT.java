package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.account.token.AccountRegistrations;
import dev.outreachroutes.account.token.AuthoriserClient;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.TokenClient;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.OutreachSandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Processes of their own that do nothing but renew, and are killed (SIGKILL) at random moments: most of them while a token is asked
 * for, or between getting and storing it. Outreach keeps used refresh tokens for a while, as its support has said.
 */
class KilledReplicaIT {

    private static final String REFRESH_TOKEN = "first-refresh-token";
    private static final int KILLS = Integer.getInteger("kills", 4);

    @Test
    void aReplicaThatIsKilledAtAnyMomentLosesNoGrant() throws Exception {
        kill(Knobs.Rotation.GRACE, "for-ever", 200_000);
    }

    /** The sandbox lets a refresh token be used only once, so the new one has to be in the database before anybody uses it. */
    @Test
    void aReplicaThatIsKilledBetweenGettingATokenAndUsingItLosesNoGrant() throws Exception {
        kill(Knobs.Rotation.STRICT, "once", 1);
    }

    private static void kill(Knobs.Rotation rotation, String how, int withinMicros) throws Exception {
        String database = TestDatabase.migratedUrl();
        Random random = new Random(Long.getLong("seed", System.nanoTime()));
        try (OutreachSandbox sandbox =
                OutreachSandbox.start(settings -> settings.with(Knobs.REFRESH_TOKEN, REFRESH_TOKEN)
                        .with(Knobs.ROTATION, rotation)
                        .with(Knobs.TOKEN_THROTTLE, Duration.ZERO)
                        .with(Knobs.ACCESS_TOKEN_TTL, Duration.ofSeconds(1)))) {
            for (int kill = 0; kill < KILLS; kill++) {
                long before = sandbox.tokensIssued();
                Process replica = start(database, sandbox.url(), how);
                try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(replica.getInputStream(), StandardCharsets.UTF_8))) {
                    assertThat(output.readLine()).as("kill %d", kill).isEqualTo("renewed");
                    replica.waitFor(random.nextInt(withinMicros), TimeUnit.MICROSECONDS);
                } finally {
                    replica.destroyForcibly().waitFor();
                }
                assertThat(sandbox.tokensIssued()).isGreaterThan(before);
            }
            long dead = sandbox.log().requests("/oauth/token").stream()
                    .filter(request -> request.status() == 400)
                    .count();
            assertThat(dead).as("tokens that Outreach did not know").isZero();
            System.out.println(KILLS + " kills among " + sandbox.tokensIssued() + " renewals, no grant lost");
        }
    }

    private static Process start(String database, String outreach, String how) {
        try {
            return new ProcessBuilder(
                            ChildProcess.java(List.of(), Renewing.class.getName(), List.of(database, outreach, how)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Renews once, or until it is killed; says so after the first time. */
    static final class Renewing {

        private Renewing() {}

        public static void main(String[] arguments) {
            DriverManagerDataSource database = new DriverManagerDataSource(arguments[0], "postgres", "");
            OutreachProperties properties = new OutreachProperties(
                    arguments[1],
                    "",
                    "sandbox-client",
                    "sandbox-secret",
                    "",
                    "prospects.write",
                    TokenEndpoint.KEY,
                    List.of(),
                    TokenEndpoint.times(Duration.ZERO, Duration.ofSeconds(5)));
            Set<String> accounts = Set.of(Replica.ACCOUNT);
            InstantSource clock = InstantSource.system();
            Connections connections = new Connections(
                    accounts,
                    properties,
                    new ConnectionStore(JdbcClient.create(database), new TokenCipher(TokenEndpoint.KEY, List.of())),
                    Replica.transactions(database),
                    new TokenClient(
                            properties, new AccountRegistrations(properties, accounts), properties.requests(), clock),
                    new AuthoriserClient(properties, properties.requests(), clock),
                    new BootstrapTokens(accounts, Map.of("OUTREACH_REFRESH_TOKEN", REFRESH_TOKEN)::get),
                    clock);
            connections.accessToken(Replica.ACCOUNT);
            System.out.println("renewed");
            if (arguments[2].equals("once")) {
                LockSupport.park();
            }
            while (true) {
                connections.accessToken(Replica.ACCOUNT);
            }
        }
    }
}
