package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outreachroutes.MovableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final String CHANGE = "{\"custom4\":\"realized\"}";

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00Z");
    private final OutreachSandbox sandbox =
            OutreachSandbox.start(settings -> settings.clock(clock).createMissing(1, 100));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void aBadGatewayIsAPageAndTheRequestIsAppliedOrNot() {
        sandbox.nextAnswers(Fault.badGatewayBefore(), Fault.badGatewayAfter());

        var before = client.patch(1, CHANGE);
        assertThat(before.status()).isEqualTo(502);
        assertThat(before.body()).startsWith("<html>");
        assertThat(status(1)).isNull();
        assertThat(client.patch(1, CHANGE).status()).isEqualTo(502);
        assertThat(status(1)).isEqualTo("realized");
        assertThat(client.patch(1, CHANGE).status()).isEqualTo(200);
    }

    @Test
    void aResetConnectionLeavesTheClientInDoubt() {
        sandbox.answer(1, Fault.resetBefore());
        sandbox.answer(2, Fault.resetAfter());

        assertReset(1);
        assertReset(2);

        assertThat(status(1)).isNull();
        assertThat(status(2)).isEqualTo("realized");
        assertThat(sandbox.log().count(0)).isEqualTo(2);
        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    @Test
    void aRequestCanBeAppliedAfterTheClientHasGivenUp() {
        sandbox.nextAnswers(Fault.appliedLate(Duration.ofMillis(100)));

        assertReset(1);

        await().atMost(Duration.ofSeconds(5)).until(() -> "realized".equals(status(1)));
    }

    @Test
    void aSlowAnswerIsAppliedAtOnceAndHoldsUpNobodyElse() {
        sandbox.answer(1, Fault.slow(Duration.ofSeconds(30)));
        Thread slow = new Thread(() -> {
            try {
                client.patch(1, CHANGE);
            } catch (UncheckedIOException | IllegalStateException e) {
                // the sandbox is closed, or the thread interrupted, before the answer comes
            }
        });
        slow.setDaemon(true);
        slow.start();

        await().atMost(Duration.ofSeconds(5)).until(() -> "realized".equals(status(1)));
        for (int id = 2; id < 10; id++) {
            assertThat(client.patch(id, CHANGE).status()).isEqualTo(200);
        }
        assertThat(sandbox.log().mostAtOnce()).isEqualTo(2);
        slow.interrupt();
    }

    @Test
    void maintenanceNamesItsEnd() {
        sandbox.maintenance(Duration.ofMinutes(10));

        var seen = client.patch(1, CHANGE);
        assertThat(seen.status()).isEqualTo(503);
        assertThat(seen.header("Retry-After")).isEqualTo("2026-11-23T10:25:00Z");
        assertThat(seen.at("/errors/0/id").asText()).isEqualTo("scheduledServerMaintenance");
        clock.advance(Duration.ofMinutes(10));
        assertThat(client.patch(1, CHANGE).status()).isEqualTo(200);
    }

    @Test
    void aProspectCanBeRefusedForGoodOrForAWhile() {
        sandbox.answerAlways(1, Fault.answer(422, "{\"errors\":[{\"id\":\"validationError\"}]}"));
        sandbox.answer(2, Fault.times(2, Fault.serverError()));

        assertThat(client.patch(1, CHANGE).at("/errors/0/id").asText()).isEqualTo("validationError");
        assertThat(client.patch(1, CHANGE).status()).isEqualTo(422);
        assertThat(client.patch(2, CHANGE).status()).isEqualTo(500);
        assertThat(client.patch(2, CHANGE).status()).isEqualTo(500);
        assertThat(client.patch(2, CHANGE).status()).isEqualTo(200);
        sandbox.clearFaults();
        assertThat(client.patch(1, CHANGE).status()).isEqualTo(200);
    }

    @Test
    void aRefusalForTheRateCanComeBeforeTheQuotaIsUsedUp() {
        sandbox.nextAnswers(Fault.rateLimited());

        var seen = client.patch(1, CHANGE);
        assertThat(seen.status()).isEqualTo(429);
        assertThat(seen.header("Retry-After")).isNotNull();
        assertThat(seen.header("X-RateLimit-Remaining")).isEqualTo("9999");
    }

    @Test
    void aShareIsRefusedForTheRateAndMayTryAgainSoon() {
        sandbox.settings()
                .with("fault-rate-limited", "1")
                .with("retry-after", "delta")
                .with("slow-by", "7s");

        assertThat(client.patch(1, CHANGE).header("Retry-After")).isEqualTo("7");
    }

    @Test
    void aRateLetsAShareOfTheRequestsFail() {
        sandbox.settings().with("fault-server-error", "0.5");

        for (int id = 1; id <= 100; id++) {
            client.patch(id, CHANGE);
        }

        assertThat(sandbox.log().count(500)).isBetween(25L, 75L);
        assertThat(sandbox.log().count(500) + sandbox.log().count(200)).isEqualTo(100);
    }

    private Object status(long id) {
        return sandbox.prospect(id).get("custom4");
    }

    private void assertReset(long id) {
        assertThatThrownBy(() -> client.patch(id, CHANGE)).hasRootCauseInstanceOf(IOException.class);
    }
}
