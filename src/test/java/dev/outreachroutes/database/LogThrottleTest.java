package dev.outreachroutes.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final LogThrottle seldom = new LogThrottle(Duration.ofSeconds(10), nanos::get);

    @Test
    void theFirstTimeIsToldAtOnce() {
        assertThat(seldom.times()).isEqualTo(1);
    }

    @Test
    void whatHappensInTheQuietTimeIsToldWithTheNextLine() {
        seldom.times();
        assertThat(seldom.times()).isZero();
        advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(seldom.times()).isZero();
        advance(Duration.ofNanos(1));
        assertThat(seldom.times()).isEqualTo(3);
        assertThat(seldom.times()).isZero();
    }

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
