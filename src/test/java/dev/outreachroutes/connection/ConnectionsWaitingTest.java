package dev.outreachroutes.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.outreach.NotConnectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How {@link Connections} behave while Outreach gives no token, or does not accept the one it gave. */
class ConnectionsWaitingTest extends ConnectionsFixture {

    private final LogCapture log = new LogCapture("dev.outreachroutes.connection", Level.INFO);

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
        clock.advance(Duration.ofSeconds(20));
        connections.reject(ACCOUNT, "access-1");

        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(41));
        clock.advance(Duration.ofSeconds(40));
        failure();
        assertThat(endpoint.requests()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void aRejectedTokenIsReplacedOnceHoweverManyRequestsReportIt() {
        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofHours(1));

        for (int request = 0; request < 10; request++) {
            connections.reject(ACCOUNT, "access-1");
            assertThat(connections.accessToken(ACCOUNT)).isEqualTo("access-2");
        }
        assertThat(endpoint.requests()).hasSize(2);
    }

    @Test
    void tokensThatAreRefusedAgainAndAgainAreAskedForMoreAndMoreSeldom() {
        List<Long> waits = new ArrayList<>();
        for (int round = 0; round < 7; round++) {
            connections.reject(ACCOUNT, connections.accessToken(ACCOUNT));
            Duration wait = failure().retryAfter();
            waits.add(wait.toSeconds());
            clock.advance(wait);
        }
        assertThat(waits).containsExactly(61L, 120L, 240L, 480L, 900L, 900L, 900L);
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.TOKEN_REJECTED);

        connections.accessToken(ACCOUNT);
        clock.advance(Duration.ofMinutes(11));
        connections.renewDue();
        assertThat(connections.state(ACCOUNT).status()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void onlyTheCurrentTokenCanBeFresh() {
        connections.accessToken(ACCOUNT);

        assertThat(connections.fresh(ACCOUNT, "access-1")).isTrue();
        assertThat(connections.fresh(ACCOUNT, "access-0")).isFalse();
        clock.advance(Duration.ofMinutes(5));
        assertThat(connections.fresh(ACCOUNT, "access-1")).isFalse();
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
