package dev.outreachroutes.account;

import static dev.outreachroutes.account.Replica.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.AuthoriserAnswer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@link Connections} use a refresh token from the environment, and when not. */
class ConnectionsBootstrapIT extends ConnectionsFixture {

    @Test
    void aBootstrapTokenConnectsTheAccount() {
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(connections.state(ACCOUNT))
                .isEqualTo(new ConnectionState(
                        ACCOUNT,
                        ConnectionStatus.CONNECTED,
                        "",
                        clock.instant().plus(Duration.ofHours(2)),
                        clock.instant().plus(Duration.ofDays(14)),
                        false,
                        clock.instant(),
                        1,
                        new Authorisation(
                                clock.instant(),
                                "OUTREACH_REFRESH_TOKEN",
                                Set.of("prospects.read", "prospects.write"),
                                null)));
    }

    @Test
    void aDeadGrantStaysDeadUntilAnotherBootstrapTokenComes() {
        connections.accessToken(ACCOUNT);
        endpoint.revokeEverything();
        clock.advance(Duration.ofHours(2));

        assertThat(failure(connections))
                .hasMessageContaining("invalid_grant")
                .hasMessageContaining("a new refresh token");
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.RECONNECT_NEEDED);
        for (int hour = 0; hour < 5; hour++) {
            clock.advance(Duration.ofHours(1));
            failure(connections);
        }
        failure(replica("refresh-0"));
        assertThat(endpoint.requests()).hasSize(2);

        endpoint.accept("refresh-new");
        assertThat(replica("refresh-new").accessToken(ACCOUNT)).isEqualTo("access-2");
        clock.advance(Duration.ofMinutes(2));
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void anotherBootstrapTokenIsUsedAtOnceThoughTheRevokedGrantsAccessTokenWouldLiveOn() {
        endGrantBeforeItsAccessToken();

        endpoint.accept("refresh-new");

        assertThat(replica("refresh-new").accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh-0", "refresh-mistyped"})
    void aDeadGrantsAccessTokenIsUsedToItsEndWhateverDeadTokenTheEnvironmentHolds(String bootstrapToken) {
        endGrantBeforeItsAccessToken();

        Connections restarted = replica(bootstrapToken);

        assertThat(restarted.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(restarted.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.RECONNECT_NEEDED);
    }

    /** The grant is known to be dead, and what is stored of its access token would live on for nearly two hours. */
    private void endGrantBeforeItsAccessToken() {
        connections.accessToken(ACCOUNT);
        endpoint.revokeEverything();
        clock.advance(Duration.ofMinutes(5));
        refuse(connections);
        clock.advance(Duration.ofSeconds(2));
        refuse(connections);
        failure(connections);
    }

    @Test
    void aChangedBootstrapTokenDoesNotReplaceALivingGrant() {
        connections.accessToken(ACCOUNT);
        endpoint.accept("refresh-new");
        Connections restarted = replica("refresh-new");
        clock.advance(Duration.ofHours(2));

        restarted.accessToken(ACCOUNT);

        assertThat(endpoint.lastRequest("refresh_token")).isEqualTo("refresh-1");
    }

    @Test
    void aBootstrapTokenThatOutreachHasNotJudgedYetIsNotReplacedByAnother() {
        Connections first = replica("refresh-0");
        endpoint.answer(503, "text/html", "");
        failure(first);
        Connections second = replica("refresh-mistyped");
        failure(second);
        endpoint.behave();
        clock.advance(Duration.ofMinutes(1));

        assertThat(second.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.lastRequest("refresh_token")).isEqualTo("refresh-0");
    }

    @Test
    void aBootstrapTokenThatWasNeverMoreThanRefusedIsReplacedByAnother() {
        endpoint.answer(400, "application/json", "{\"error\":\"invalid_request\"}");
        failure(connections);
        endpoint.behave();
        endpoint.accept("refresh-new");

        assertThat(replica("refresh-new").accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.lastRequest("refresh_token")).isEqualTo("refresh-new");
    }

    @Test
    void whoseAnOldAccessTokenIsSaysNothingOfTheGrantAfterIt() {
        endGrantBeforeItsAccessToken();
        endpoint.answer(503, "text/html", "");
        failure(replica("refresh-new"));

        connections.identified(
                ACCOUNT,
                "access-1",
                new AuthoriserAnswer.Known(new Authoriser(7, "Ada Lovelace", "Analytical"), Set.of(), null));

        assertThat(connections.state(ACCOUNT).authorisation().authoriser()).isNull();
    }
}
