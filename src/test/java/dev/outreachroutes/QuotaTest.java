package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.sandbox.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Keeping to a quota that only Outreach's headers tell. {@code -Dquota=1000 -Dperiod=60 -Dprospects=5000} tries it at
 * another size.
 */
class QuotaTest {

    private static final int QUOTA = Integer.getInteger("quota", 100);
    private static final Duration PERIOD = Duration.ofSeconds(Integer.getInteger("period", 5));
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
            await(PERIOD.multipliedBy(3L + PROSPECTS / QUOTA)).until(() -> fixture.pending(SALES) == 0);

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

            await(PERIOD.multipliedBy(4)).until(() -> fixture.pending(SALES) == 0);
            assertThat(fixture.sandbox().log().count(429)).isZero();
        }
    }

    private static List<ProspectChange> changes() {
        return LongStream.rangeClosed(1, PROSPECTS)
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
