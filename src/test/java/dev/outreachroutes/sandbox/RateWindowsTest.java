package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateWindowsTest {

    private static final Instant NEXT_HOUR = Instant.parse("2026-11-23T11:00:00Z");

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00Z");
    private final OutreachSandbox sandbox =
            OutreachSandbox.start(settings -> settings.clock(clock).quota(2, Duration.ofHours(1)));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void everyAnswerTellsWhatIsLeftEvenWhenItIsAnError() {
        var seen = client.get("/api/v2/nothing");

        assertThat(seen.status()).isEqualTo(404);
        assertThat(seen.header("X-RateLimit-Limit")).isEqualTo("2");
        assertThat(seen.header("X-RateLimit-Remaining")).isEqualTo("1");
        assertThat(seen.header("X-RateLimit-Reset")).isEqualTo("" + NEXT_HOUR.getEpochSecond());
    }

    @Test
    void whoIsOverTheQuotaIsRefusedInTheDocumentedWords() {
        sandbox.settings().quota(10_000, Duration.ofHours(1));
        sandbox.spendQuota(1, 10_000);

        var seen = client.get("/api/v2");

        assertThat(seen.status()).isEqualTo(429);
        assertThat(seen.body())
                .isEqualTo("{\"errors\":[{\"id\":\"rateLimitExceeded\",\"title\":\"Rate Limit Exceeded\",\"detail\":"
                        + "\"You have exceeded your permitted rate limit of 10,000; please try again at"
                        + " 2026-11-23T11:00:00.\"}]}");
        assertThat(seen.header("Retry-After")).isEqualTo("" + NEXT_HOUR.getEpochSecond());
    }

    @Test
    void theCounterStartsAgainWithTheHourOfTheClock() {
        client.get("/api/v2");
        client.get("/api/v2");
        assertThat(client.get("/api/v2").status()).isEqualTo(429);
        clock.advance(Duration.ofMinutes(45));

        assertThat(client.get("/api/v2").status()).isEqualTo(200);
        assertThat(sandbox.windows()).hasSize(2);
        assertThat(sandbox.windows().get(0)).isEqualTo(new Window(1, NEXT_HOUR.minusSeconds(3600), NEXT_HOUR, 3, 1, 0));
    }

    @Test
    void aWindowCanStartWithTheFirstCall() {
        sandbox.settings().with(Knobs.WINDOW, Knobs.WindowStart.FIRST_CALL);

        assertThat(client.get("/api/v2").header("X-RateLimit-Reset"))
                .isEqualTo("" + Instant.parse("2026-11-23T11:15:00Z").getEpochSecond());
    }

    @Test
    void everyUserHasAQuotaOfTheirOwn() {
        sandbox.spendQuota(1, 2);

        assertThat(client.get("/api/v2").status()).isEqualTo(429);
        assertThat(new SandboxClient(sandbox, sandbox.issueAccessToken(2))
                        .get("/api/v2")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void requestsWithoutAGoodTokenCountForNobody() {
        assertThat(new SandboxClient(sandbox, "nonsense").get("/api/v2").header("X-RateLimit-Limit"))
                .isNull();
        assertThat(sandbox.windows()).isEmpty();
    }

    @Test
    void retryAfterTakesEveryFormThatHasBeenSeen() {
        sandbox.spendQuota(1, 2);

        assertThat(retryAfter(Knobs.RetryAfter.DELTA)).isEqualTo("2700");
        assertThat(retryAfter(Knobs.RetryAfter.ISO)).isEqualTo("2026-11-23T11:00:00Z");
        assertThat(retryAfter(Knobs.RetryAfter.HTTP_DATE)).isEqualTo("Mon, 23 Nov 2026 11:00:00 GMT");
        assertThat(retryAfter(Knobs.RetryAfter.ABSENT)).isNull();
    }

    @Test
    void theHeadersCanBeTwoNumbersOrMissingAndTheRefusalPlainText() {
        sandbox.settings().with(Knobs.REMAINING, Knobs.Remaining.PAIR);
        assertThat(client.get("/api/v2").header("X-RateLimit-Remaining")).isEqualTo("1, 3");

        sandbox.settings().with(Knobs.QUOTA_HEADERS, false).with(Knobs.QUOTA_BODY, Knobs.QuotaBody.TEXT);
        assertThat(client.get("/api/v2").header("X-RateLimit-Remaining")).isNull();
        assertThat(client.get("/api/v2").body()).isEqualTo("Retry later\n");
    }

    private String retryAfter(Knobs.RetryAfter form) {
        sandbox.settings().with(Knobs.RETRY_AFTER, form);
        return client.get("/api/v2").header("Retry-After");
    }
}
