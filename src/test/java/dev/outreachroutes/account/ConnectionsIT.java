package dev.outreachroutes.account;

import static dev.outreachroutes.account.Replica.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.outreach.NotConnectedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class ConnectionsIT extends ConnectionsFixture {

    private static final String OTHER_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";

    @Test
    void aTokenIsUsedUntilItsLastMinuteWithoutAskingAgain() {
        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofMinutes(118));

        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.requests()).hasSize(1);

        clock.advance(Duration.ofMinutes(1));
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @ParameterizedTest
    @EnumSource(TokenEndpoint.Rotation.class)
    void theGrantLivesForAYearOfRenewals(TokenEndpoint.Rotation rotation) throws IOException {
        try (TokenEndpoint other = new TokenEndpoint(clock, rotation, "refresh-0")) {
            Connections idle =
                    Replica.on(database, other.properties(), clock, Map.of("OUTREACH_REFRESH_TOKEN", "refresh-0"));
            for (int check = 0; check < 200; check++) {
                idle.renewDue();
                clock.advance(Duration.ofMinutes(37));
            }
            assertThat(idle.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.CONNECTED);
            assertThat(other.requests()).hasSizeBetween(60, 75).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTokenIsRenewedInTheBackgroundTenMinutesBeforeItsEnd() {
        connections.renewDue();
        clock.advance(Duration.ofMinutes(109));
        connections.renewDue();
        assertThat(endpoint.requests()).hasSize(1);

        clock.advance(Duration.ofMinutes(1));
        connections.renewDue();

        assertThat(endpoint.requests()).hasSize(2);
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void aGrantWithALongLivedTokenIsRenewedEveryDay() {
        endpoint.answer(
                200,
                "application/json",
                "{\"access_token\":\"long\",\"token_type\":\"Bearer\",\"expires_in\":9999999,\"refresh_token\":\"refresh-0\"}");
        connections.renewDue();
        endpoint.behave();
        clock.advance(Duration.ofHours(24));
        connections.renewDue();

        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
    }

    @Test
    void theNewRefreshTokenIsUsedAfterARestart() {
        connections.accessToken(ACCOUNT);

        Connections restarted = replica("refresh-0");
        assertThat(restarted.accessToken(ACCOUNT)).isEqualTo("access-1");
        clock.advance(Duration.ofHours(3));
        assertThat(restarted.accessToken(ACCOUNT)).isEqualTo("access-2");
        assertThat(endpoint.lastRequest("refresh_token")).isEqualTo("refresh-1");
    }

    @Test
    void anAccountThatNobodyHasConnectedSaysHowToConnectIt() {
        Connections unconnected = replica(null);

        NotConnectedException failure = failure(unconnected);

        assertThat(failure).hasMessageContaining("OUTREACH_REFRESH_TOKEN");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(unconnected.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.NOT_CONNECTED);
        assertThat(endpoint.requests()).isEmpty();
    }

    @Test
    void aGrantFromThePersonReplacesWhatWasThere() {
        Connections unconnected = replica(null);
        failure(unconnected);

        unconnected.connect(
                ACCOUNT, 0, tokens("by-hand", "refresh-0"), new Authoriser(7, "Ada Lovelace", "Analytical"), "jane");

        assertThat(unconnected.accessToken(ACCOUNT)).isEqualTo("by-hand");
        assertThat(unconnected.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.CONNECTED);
        clock.advance(Duration.ofHours(2));
        assertThat(unconnected.accessToken(ACCOUNT)).isEqualTo("access-1");
    }

    @Test
    void whoAuthorisedAGrantIsKeptThroughItsRenewals() {
        Authoriser ada = new Authoriser(7, "Ada Lovelace", "Analytical");
        connections.connect(ACCOUNT, 0, tokens("by-hand", "refresh-0"), ada, "jane");
        clock.advance(Duration.ofHours(2));
        connections.accessToken(ACCOUNT);

        Authorisation authorisation = connections.state(ACCOUNT).authorisation();
        assertThat(authorisation.authoriser()).isEqualTo(ada);
        assertThat(authorisation.by()).isEqualTo("jane");
        assertThat(authorisation.since()).isEqualTo(clock.instant().minus(Duration.ofHours(2)));
        assertThat(authorisation.scopes()).containsExactlyInAnyOrder("prospects.read", "prospects.write");
    }

    @Test
    void aDisconnectedAccountHasNoTokenAndStaysSoWhateverTheEnvironmentHolds() {
        connections.accessToken(ACCOUNT);
        connections.disconnect(ACCOUNT, "jane");

        assertThat(failure(connections)).hasMessageContaining("Disconnected in the console");
        assertThat(failure(replica("refresh-0"))).hasMessageContaining("Disconnected in the console");
        ConnectionState state = connections.state(ACCOUNT);
        assertThat(state.status()).isEqualTo(ConnectionStatus.DISCONNECTED);
        assertThat(state.status().needsPerson()).isFalse();
        assertThat(state.grantExpiresAt()).isNull();
        assertThat(state.authorisation().by()).isEqualTo("jane");
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void aTokenFromTheEnvironmentThatWasNeverUsedDoesNotUndoADisconnection() {
        connections.connect(ACCOUNT, 0, tokens("by-hand", "refresh-9"), null, "jane");
        connections.disconnect(ACCOUNT, "jane");

        assertThat(failure(connections)).hasMessageContaining("Disconnected");
        clock.advance(Duration.ofMinutes(2));
        endpoint.accept("refresh-new");
        assertThat(replica("refresh-new").accessToken(ACCOUNT)).isEqualTo("access-1");
    }

    @Test
    void anExpiringGrantIsWarnedOfThreeDaysBeforeAndOnce() {
        connections.accessToken(ACCOUNT);
        endpoint.answer(502, "text/html", "");
        try (LogCapture log = new LogCapture("dev.outreachroutes", Level.WARN)) {
            for (int hour = 0; hour < 10 * 24; hour++) {
                clock.advance(Duration.ofHours(1));
                connections.renewDue();
            }
            assertThat(connections.state(ACCOUNT).grantExpiresSoon()).isFalse();
            assertThat(log.lines()).noneMatch(line -> line.contains("ends at"));

            for (int hour = 0; hour < 48; hour++) {
                clock.advance(Duration.ofHours(1));
                connections.renewDue();
            }
            assertThat(connections.state(ACCOUNT).grantExpiresSoon()).isTrue();
            assertThat(log.lines()).filteredOn(line -> line.contains("ends at")).hasSize(1);
        }
        assertThat(new ConnectionHealthIndicator(connections)
                        .health()
                        .getDetails()
                        .get(ACCOUNT)
                        .toString())
                .contains("the grant ends at");
    }

    @Test
    void aNewKeyReadsWhatAnOldOneHasEncryptedAndEncryptsItAnew() {
        connections.accessToken(ACCOUNT);
        Connections rotated = withKeys(OTHER_KEY, TokenEndpoint.KEY);
        assertThat(rotated.accessToken(ACCOUNT)).isEqualTo("access-1");

        assertThat(withKeys(OTHER_KEY).accessToken(ACCOUNT)).isEqualTo("access-1");
        clock.advance(Duration.ofHours(2));
        assertThat(withKeys(OTHER_KEY).accessToken(ACCOUNT)).isEqualTo("access-2");
        assertThat(endpoint.requests()).hasSize(2);
    }

    private Connections withKeys(String key, String... old) {
        OutreachProperties given = endpoint.properties();
        return Replica.on(
                database,
                new OutreachProperties(
                        given.apiUrl(),
                        given.authorizeUrl(),
                        given.clientId(),
                        given.clientSecret(),
                        given.redirectUri(),
                        given.scopes(),
                        key,
                        List.of(old),
                        given.token()),
                clock,
                Map.of("OUTREACH_REFRESH_TOKEN", "refresh-0"));
    }

    private static TokenAnswer.Tokens tokens(String access, String refresh) {
        return new TokenAnswer.Tokens(access, refresh, Duration.ofHours(2), Set.of("prospects.write"));
    }

    @Test
    void withoutAClientIdNothingIsAskedAndTheStateSaysSo() {
        OutreachProperties given = endpoint.properties();
        Connections unconfigured = Replica.on(
                database,
                new OutreachProperties(
                        given.apiUrl(),
                        "",
                        "",
                        "",
                        "",
                        given.scopes(),
                        given.tokenEncryptionKey(),
                        List.of(),
                        given.token()),
                clock,
                Map.of("OUTREACH_REFRESH_TOKEN", "refresh-0"));
        unconfigured.renewDue();

        assertThat(unconfigured.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.NOT_CONFIGURED);
        assertThat(unconfigured.state(ACCOUNT).problem()).contains("OUTREACH_CLIENT_ID");
    }

    @Test
    void tokensStoredWithAnotherKeyAreLeftAloneAndTheStateNamesTheKey() {
        connections.accessToken(ACCOUNT);
        Connections otherKey = withKeys(OTHER_KEY);

        assertThat(failure(otherKey)).hasMessageContaining("TOKEN_ENCRYPTION_KEY");
        assertThat(otherKey.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.UNREADABLE);
        assertThat(replica("refresh-0").accessToken(ACCOUNT)).isEqualTo("access-1");
    }

    @Test
    void tokensAreEncryptedInTheTable() {
        connections.accessToken(ACCOUNT);

        String row = JdbcClient.create(database)
                .sql("select connection::text || encode(refresh_token, 'escape') || encode(access_token, 'escape')"
                        + " from connection")
                .query(String.class)
                .single();

        assertThat(row).contains(ACCOUNT).doesNotContain("refresh-").doesNotContain("access-");
    }

    @Test
    void nothingSecretIsLoggedAtAnyLevel() {
        try (LogCapture log = new LogCapture("org.springframework", Level.TRACE);
                LogCapture own = new LogCapture("dev.outreachroutes", Level.TRACE)) {
            connections.accessToken(ACCOUNT);
            refuse(connections);
            failure(connections);
            endpoint.revokeEverything();
            clock.advance(Duration.ofHours(2));
            failure(connections);
            connections.states();

            assertThat(log.lines()).isNotEmpty();
            assertThat(own.lines()).isNotEmpty();
            assertThat(String.join("\n", log.lines()) + String.join("\n", own.lines()))
                    .doesNotContain(
                            "refresh-0", "refresh-1", "access-1", TokenEndpoint.CLIENT_SECRET, TokenEndpoint.KEY);
        }
        assertThat(endpoint.properties().toString()).doesNotContain(TokenEndpoint.CLIENT_SECRET, TokenEndpoint.KEY);
    }

    @Test
    void aDatabaseThatIsAwayIsAShortWait() throws Exception {
        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofHours(2));
        ((AutoCloseable) database).close();

        assertThat(failure(connections).retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.STORE_UNAVAILABLE);
        assertThatThrownBy(() -> connections.accessToken(ACCOUNT)).isInstanceOf(NotConnectedException.class);
    }
}
