package dev.outreachroutes.backlog.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimPrefetchTest {

    private static final int THREADS = 8;
    private static final int PACE = 100;

    private long now;
    private final ClaimPrefetch ahead = new ClaimPrefetch(THREADS, () -> PACE, 0);

    @Test
    void atFirstEveryThreadHasOne() {
        assertThat(ahead.most()).isEqualTo(THREADS);
    }

    @Test
    void asManyMoreAsAreSentInAQuarterOfASecond() {
        send(20, Duration.ofSeconds(10));

        assertThat(ahead.most()).isEqualTo(THREADS + 5);
    }

    @Test
    void neverMoreThanSixteenForEachThreadOrWhatThePaceLetsGoInASecond() {
        send(100_000, Duration.ofSeconds(10));

        assertThat(ahead.most()).isEqualTo(PACE);
        ClaimPrefetch fast = new ClaimPrefetch(THREADS, () -> 5_000, 0);
        fast.ended(100_000, Duration.ofSeconds(10).toNanos());
        assertThat(fast.most()).isEqualTo(THREADS * 16);
    }

    @Test
    void whatWasSentLongAgoCountsNoMore() {
        send(200, Duration.ofSeconds(10));
        send(0, Duration.ofSeconds(10));

        assertThat(ahead.most()).isEqualTo(THREADS);
    }

    @Test
    void everyThreadHasOneHoweverLowThePace() {
        ClaimPrefetch slow = new ClaimPrefetch(THREADS, () -> 1, 0);

        assertThat(slow.most()).isEqualTo(THREADS);
    }

    private void send(int perSecond, Duration time) {
        int turnsPerSecond = 10;
        for (int i = 0; i < time.toSeconds() * turnsPerSecond; i++) {
            now += Duration.ofSeconds(1).toNanos() / turnsPerSecond;
            ahead.ended(perSecond / turnsPerSecond, now);
        }
    }
}
