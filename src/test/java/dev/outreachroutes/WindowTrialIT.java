package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.quota.QuotaState;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A burst late in one of Outreach's windows and twice as much behind it: the next window is used from its start, each to the full, and no
 * request is refused, also beside another client of the same user. {@code -Dtrial.quota=1000 -Dtrial.period=20 -Dtrial.late=3} tries it at
 * another size, where the machine sends a window's requests within {@code late} seconds.
 */
class WindowTrialIT {

    private static final int QUOTA = Integer.getInteger("trial.quota", 200);
    private static final Duration PERIOD = Duration.ofSeconds(Integer.getInteger("trial.period", 10));
    private static final Duration LATE = Duration.ofSeconds(Integer.getInteger("trial.late", 5));

    /** Requests of the other client in a window. */
    private static final int OTHERS = 50;

    @ParameterizedTest
    @CsvSource({"1,false", "2,true"})
    void aLateBurstHoldsNothingBackOfTheNextWindow(int replicas, boolean besideAnother) {
        ScheduledExecutorService other = Executors.newSingleThreadScheduledExecutor();
        try (RuntimeFixture fixture = RuntimeFixture.create(
                """
                accounts: { emea-ops: { quota: { requests: %d, period: %ds }, pace: 5000 } }
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } }
                """
                        .formatted(QUOTA, PERIOD.toSeconds()),
                sandbox -> sandbox.createMissing(1, 4L * QUOTA).quota(QUOTA, PERIOD))) {
            for (int i = 0; i < replicas; i++) {
                fixture.start();
            }
            if (besideAnother) {
                other.scheduleAtFixedRate(
                        () -> fixture.sandbox().spendQuota(1, 1), 0, PERIOD.toMillis() / OTHERS, TimeUnit.MILLISECONDS);
            }
            for (int window = 0; window < 3; window++) {
                fold(fixture, 1 + 10 * window, 10 + 10 * window);
                await(PERIOD).until(() -> fixture.database().pending(SALES) == 0);
                awaitStart();
            }
            await(PERIOD).until(() -> leftOfWindow() <= LATE.toMillis());
            Instant burst = Instant.now();
            fold(fixture, 100, 99 + 3L * QUOTA);
            await(PERIOD.multipliedBy(5)).until(() -> fixture.database().pending(SALES) == 0);
            other.shutdownNow();

            List<Window> windows = fixture.sandbox().windows().stream()
                    .filter(window -> window.end().isAfter(burst))
                    .toList();
            assertThat(fixture.sandbox().log().count(429)).isZero();
            // How much of the first is used, in its last seconds, is for the machine to say; the last has the rest.
            assertThat(windows).hasSizeGreaterThanOrEqualTo(3);
            assertThat(windows.subList(1, windows.size() - 1))
                    .allMatch(window -> window.requests() + window.others() >= QUOTA * 99 / 100);
            // A reset is told in whole seconds, of which one is waited.
            assertThat(windows.subList(1, windows.size()))
                    .allMatch(window -> sinceStart(fixture, window).compareTo(QuotaState.MARGIN.plusSeconds(1)) < 0);
        } finally {
            other.shutdownNow();
        }
    }

    private static Duration sinceStart(RuntimeFixture fixture, Window window) {
        return fixture.patches().stream()
                .map(LoggedRequest::time)
                .filter(time -> !time.isBefore(window.start()))
                .findFirst()
                .map(first -> Duration.between(window.start(), first))
                .orElseThrow();
    }

    private static void fold(RuntimeFixture fixture, long first, long last) {
        DatedValue realized = new DatedValue(TextNode.valueOf("realized"), Instant.parse("2026-03-01T00:00:00Z"));
        RuntimeFixture.backlog(fixture.replicas().get(0))
                .fold(
                        SALES,
                        LongStream.rangeClosed(first, last)
                                .mapToObj(id -> new ProspectChange(id, Map.of("custom4", realized)))
                                .toList());
    }

    private static long leftOfWindow() {
        return PERIOD.toMillis() - System.currentTimeMillis() % PERIOD.toMillis();
    }

    private static void awaitStart() {
        long now = System.currentTimeMillis() / PERIOD.toMillis();
        await(PERIOD.plusSeconds(1)).until(() -> System.currentTimeMillis() / PERIOD.toMillis() > now);
    }
}
