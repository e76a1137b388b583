package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Keeping to a quota that only Outreach's headers tell. {@code -Dquota=1000 -Dperiod=60 -Dprospects=5000} tries it at
 * another size.
 */
class QuotaIT {

    private static final int QUOTA = Integer.getInteger("quota", 100);
    private static final Duration PERIOD = Duration.ofSeconds(Integer.getInteger("period", 5));
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PROSPECTS = Integer.getInteger("prospects", 350);

    @Test
    void moreThanTheQuotaIsDeliveredWindowByWindowWithoutOneRefusedRequest() {
        try (RuntimeFixture fixture = RuntimeFixture.create(
                sandbox -> sandbox.createMissing(1, PROSPECTS).quota(QUOTA, PERIOD))) {
            ConfigurableApplicationContext replica = fixture.start();
            RuntimeFixture.backlog(replica).fold(SALES, changes());
            await(PERIOD.multipliedBy(2)).until(() -> fixture.patches().size() >= QUOTA);

            await(PERIOD.dividedBy(2)).untilAsserted(() -> assertThat(deliveringThreads())
                    .as("threads in a delivery while the quota is used up")
                    .isEmpty());
            await(PERIOD.multipliedBy(3L + PROSPECTS / QUOTA))
                    .until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.sandbox().log().count(429)).isZero();
            assertThat(fixture.patches()).hasSize(PROSPECTS);
            assertThat(fixture.sandbox().windows())
                    .hasSizeGreaterThanOrEqualTo(PROSPECTS / QUOTA)
                    .extracting(Window::requests)
                    .allMatch(requests -> requests <= QUOTA);
        }
    }

    @Test
    void whatAnotherClientSpendsIsSeenInTheHeaders() {
        try (RuntimeFixture fixture = RuntimeFixture.create(
                sandbox -> sandbox.createMissing(1, PROSPECTS).quota(QUOTA, PERIOD))) {
            ConfigurableApplicationContext replica = fixture.start();
            fixture.sandbox().spendQuota(1, QUOTA / 2);
            RuntimeFixture.backlog(replica).fold(SALES, changes().subList(0, QUOTA));

            await(PERIOD.multipliedBy(4)).until(() -> fixture.database().pending(SALES) == 0);
            assertThat(fixture.sandbox().log().count(429)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Knobs.WindowStart.class)
    void aWindowThatTheHeadersTellIsUsedToTheFullThoughMuchWasSentLateInTheOneBefore(Knobs.WindowStart start) {
        RunningClock clock = new RunningClock();
        try (RuntimeFixture fixture = RuntimeFixture.create(
                        """
                        accounts: { emea-ops: { quota: { requests: 100, period: 10m } } }
                        destinations:
                          emea-sales:
                            account: emea-ops
                            identity: oid
                            segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } }
                        """,
                        sandbox -> sandbox.createMissing(1, 300)
                                .clock(clock)
                                .quota(100, Duration.ofMinutes(10))
                                .with(Knobs.WINDOW, start))
                .with(clock)) {
            long intoWindow = clock.instant().getEpochSecond() % 600;
            clock.advance(Duration.ofSeconds(600 - intoWindow + 5));
            ConfigurableApplicationContext replica = fixture.start();
            RuntimeFixture.backlog(replica).fold(SALES, changes(1, 10));
            await(PATIENCE).until(() -> fixture.database().pending(SALES) == 0);

            clock.advance(Duration.ofSeconds(500));
            RuntimeFixture.backlog(replica).fold(SALES, changes(11, 99));
            await(PATIENCE).until(() -> fixture.database().pending(SALES) == 0);
            clock.advance(Duration.ofSeconds(120));
            RuntimeFixture.backlog(replica).fold(SALES, changes(100, 198));
            await(PATIENCE).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.sandbox().log().count(429)).isZero();
            assertThat(fixture.sandbox().windows()).hasSize(2).allMatch(window -> window.requests() >= 99);
            assertThat(replica.getBean(ManagedDestinations.class).all().get(0).getQuotaLeft())
                    .isLessThanOrEqualTo(1);
        }
    }

    private static List<ProspectChange> changes() {
        return changes(1, PROSPECTS);
    }

    private static List<ProspectChange> changes(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(id -> new ProspectChange(
                        id,
                        Map.of(
                                "custom4",
                                new DatedValue(
                                        com.fasterxml.jackson.databind.node.TextNode.valueOf("realized"),
                                        Instant.parse("2026-03-01T00:00:00Z")))))
                .toList();
    }

    /** Threads that are inside the delivery route, wherever they wait there. */
    private static List<String> deliveringThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith("BacklogConsumer")
                                && frame.getMethodName().equals("send")))
                .map(thread -> thread.getKey().getName())
                .toList();
    }
}
