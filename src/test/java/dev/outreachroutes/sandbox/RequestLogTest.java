package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00Z");
    private final OutreachSandbox sandbox =
            OutreachSandbox.start(settings -> settings.clock(clock).createMissing(1, 100));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void aRequestIsKeptWithWhoAskedWhatAndWhen() {
        client.patch(7, "{\"custom4\":\"realized\"}");

        LoggedRequest request = sandbox.log().requests(7).get(0);
        assertThat(request.time()).isEqualTo(clock.instant());
        assertThat(request.user()).isEqualTo(1);
        assertThat(request.method()).isEqualTo("PATCH");
        assertThat(request.path()).isEqualTo("/api/v2/prospects/7");
        assertThat(request.status()).isEqualTo(200);
        assertThat(request.body()).contains("\"custom4\":\"realized\"");
        assertThat(request.headers().get("content-TYPE")).isEqualTo("application/vnd.api+json");
    }

    @Test
    void theLogIsBoundedAndTheCountsAreNot() {
        sandbox.settings().with(Knobs.LOG_SIZE, 3).with(Knobs.LOG_BODIES, false);

        for (int id = 1; id <= 5; id++) {
            client.patch(id, "{}");
        }
        client.patch(101, "{}");

        assertThat(sandbox.log().requests()).hasSize(3).allMatch(request -> request.body() == null);
        assertThat(sandbox.log().count()).isEqualTo(6);
        assertThat(sandbox.log().count(404)).isEqualTo(1);
        sandbox.log().clear();
        assertThat(sandbox.log().count()).isZero();
    }

    @Test
    void oneRequestAfterAnotherNeverOverlaps() {
        for (int i = 0; i < 50; i++) {
            client.patch(7, "{\"custom4\":\"" + i + "\"}");
        }

        assertThat(sandbox.log().mostAtOnce()).isEqualTo(1);
    }
}
