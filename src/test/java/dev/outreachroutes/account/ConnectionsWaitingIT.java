package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.outreach.NotConnectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How {@link Connections} behave while Outreach gives no token, or does not accept the one it gave. */
class ConnectionsWaitingIT extends ConnectionsFixture {

    private static final Duration SECOND_TRY = Duration.ofSeconds(2);

    private final LogCapture log = new LogCapture("dev.outreachroutes.account", Level.INFO);

    @AfterEach
    void closeTheLog() {
        log.close();
    }

    @Test
    void anOutageIsRetriedWithGrowingWaitsAndEndsByItself() {
        endpoint.answer(502, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>");

        assertThat(waits(9)).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
        assertThat(endpoint.requests()).hasSize(9);
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.UNAVAILABLE);

        endpoint.behave();
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(connections.state(ACCOUNT).problem()).isEmpty();
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0)).startsWith("WARN ").contains("502 Bad Gateway", "OUTREACH_API_URL");
        assertThat(log.lines().get(1))
                .isEqualTo("INFO The account 'default' is connected to Outreach again (was unavailable)");
    }

    @Test
    void aRefusedApplicationIsRetriedMoreSeldomAndRecovers() {
        endpoint.answer(401, "application/json", "{\"error\":\"invalid_client\"}");

        assertThat(waits(6)).containsExactly(60L, 120L, 240L, 480L, 900L, 900L);
        assertThat(connections.state(ACCOUNT).problem()).contains("OUTREACH_CLIENT_ID", "OUTREACH_CLIENT_SECRET");

        endpoint.behave();
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
    }

    @Test
    void whileWaitingNobodyIsAskedAndTheRemainingWaitIsSaid() {
        endpoint.answer(401, "application/json", "{\"error\":\"invalid_client\"}");
        failure();
        clock.advance(Duration.ofSeconds(42));

        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(18));
        connections.renewDue();
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void theThrottleIsWaitedFor() {
        endpoint.answer(429, "text/plain", "Retry later\n");
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(61));

        clock.advance(Duration.ofSeconds(61));
        endpoint.answer(429, "text/plain", "Retry later\n", "Retry-After", "7");
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aTokenThatStillLivesIsUsedDuringAnOutage() {
        connections.accessToken(ACCOUNT);
        endpoint.answer(503, "text/html", "");
        clock.advance(Duration.ofSeconds(119 * 60 + 30));

        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.requests()).hasSize(2);

        clock.advance(Duration.ofSeconds(30));
        failure();
    }

    @Test
    void aTokenIsNeverAskedForWithinAMinuteOfTheLast() {
        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofSeconds(18));
        refuseTwice();

        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(41));
        clock.advance(Duration.ofSeconds(40));
        failure();
        assertThat(endpoint.requests()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void aRejectedTokenIsReplacedOnceHoweverManyRequestsReportIt() {
        long number = connections.token(ACCOUNT).number();
        clock.advance(Duration.ofHours(1));

        for (int request = 0; request < 10; request++) {
            connections.reject(ACCOUNT, number);
            assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
        }
        assertThat(endpoint.requests()).hasSize(2);
    }

    @Test
    void aYoungTokenThatIsRefusedIsUsedAgainTwoSecondsLater() {
        connections.accessToken(ACCOUNT);
        refuse(connections);

        assertThat(failure()).hasMessageContaining("once more");
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        clock.advance(SECOND_TRY);
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.CONNECTED);
    }

    @Test
    void aRefusalBeforeASuccessDoesNotCountAfterIt() {
        connections.accessToken(ACCOUNT);
        for (int time = 0; time < 5; time++) {
            refuse(connections);
            clock.advance(SECOND_TRY);
            accept(connections);
        }

        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void aTokenThatIsRefusedAgainBeforeASuccessIsDead() {
        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofMinutes(2));
        refuseTwice();

        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void answersToRequestsThatLeftBeforeTheRefusalSayNothingOfTheTokenAfterIt() {
        long before = connections.token(ACCOUNT).number();
        clock.advance(Duration.ofMinutes(2));
        connections.reject(ACCOUNT, before);
        connections.reject(ACCOUNT, before);
        clock.advance(SECOND_TRY);
        long after = connections.token(ACCOUNT).number();
        connections.reject(ACCOUNT, before);
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");

        connections.accept(ACCOUNT, before);
        connections.reject(ACCOUNT, after);
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void aTokenPastItsEndIsReplacedAtOnceHoweverYoung() {
        endpoint.answer(
                200,
                "application/json",
                "{\"access_token\":\"short\",\"token_type\":\"Bearer\",\"expires_in\":120,\"refresh_token\":\"refresh-0\"}");
        long number = connections.token(ACCOUNT).number();
        endpoint.behave();
        clock.advance(Duration.ofSeconds(121));
        connections.reject(ACCOUNT, number);

        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-1");
    }

    /** At most 3 requests a second, as a quota of 10,000 an hour allows. */
    @Test
    void oneRefusalInFiveHundredCostsSecondsEach() {
        Random random = new Random(2);
        Duration longest = Duration.ZERO;
        Duration stood = Duration.ZERO;
        int refusals = 0;
        for (int request = 0; request < 10_000; request++) {
            clock.advance(Duration.ofMillis(333));
            Duration wait = Duration.ZERO;
            for (NotConnectedException none = failure(); none != null; none = failure()) {
                wait = wait.plus(none.retryAfter());
                clock.advance(none.retryAfter());
            }
            longest = wait.compareTo(longest) > 0 ? wait : longest;
            stood = stood.plus(wait);
            if (random.nextInt(500) == 0) {
                refusals++;
                refuse(connections);
            } else {
                accept(connections);
            }
        }

        assertThat(refusals).isGreaterThan(15);
        assertThat(longest).isBetween(Duration.ofSeconds(1), SECOND_TRY);
        assertThat(stood).isLessThanOrEqualTo(SECOND_TRY.multipliedBy(refusals));
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void tokensThatAreRefusedAgainAndAgainAreAskedForMoreAndMoreSeldom() {
        assertThat(waitsForTokensThatAreRefused(7)).containsExactly(59L, 118L, 238L, 478L, 898L, 898L, 898L);
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.TOKEN_REJECTED);

        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofMinutes(11));
        connections.renewDue();
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void afterASuccessTheWaitsForANewTokenStartOver() {
        waitsForTokensThatAreRefused(4);
        accept(connections);

        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(waitsForTokensThatAreRefused(2)).containsExactly(59L, 118L);
    }

    /** How long after its second refusal each token is replaced. */
    private List<Long> waitsForTokensThatAreRefused(int tokens) {
        List<Long> waits = new ArrayList<>();
        for (int token = 0; token < tokens; token++) {
            connections.accessToken(ACCOUNT);
            refuseTwice();
            Duration wait = failure().retryAfter();
            waits.add(wait.toSeconds());
            clock.advance(wait);
        }
        return waits;
    }

    private void refuseTwice() {
        refuse(connections);
        clock.advance(SECOND_TRY);
        refuse(connections);
    }

    @Test
    void onlyTheCurrentTokenCanBeFresh() {
        long number = connections.token(ACCOUNT).number();
        assertThat(connections.fresh(ACCOUNT, number)).isTrue();
        assertThat(connections.fresh(ACCOUNT, number - 1)).isFalse();
        clock.advance(Duration.ofMinutes(5));
        assertThat(connections.fresh(ACCOUNT, number)).isFalse();
    }

    private List<Long> waits(int attempts) {
        List<Long> waits = new ArrayList<>();
        for (int attempt = 0; attempt < attempts; attempt++) {
            Duration wait = failure().retryAfter();
            waits.add(wait.toSeconds());
            clock.advance(wait);
        }
        return waits;
    }

    private NotConnectedException failure() {
        return Replica.failure(connections);
    }
}
