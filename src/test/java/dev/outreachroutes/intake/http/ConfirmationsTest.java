package dev.outreachroutes.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** While Kafka is away one record in a while asks whether it is back, and no sender waits to hear what is known. */
class ConfirmationsTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final Confirmations confirmations = new Confirmations(now::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            confirmations.failed();
        }
    }

    @Test
    void aFewFailuresAmongSuccessesStopNobody() {
        fail(4);
        confirmations.confirmed();
        fail(4);

        assertThat(confirmations.mayTry()).isTrue();
        assertThat(confirmations.mayTry()).isTrue();
    }

    @Test
    void afterFiveInARowOneRecordIsTriedEvery250Milliseconds() {
        fail(5);
        assertThat(confirmations.mayTry()).isFalse();

        now.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(confirmations.mayTry()).isTrue();
        assertThat(confirmations.mayTry()).isFalse();

        fail(1);
        assertThat(confirmations.mayTry()).isFalse();
        now.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(confirmations.mayTry()).isTrue();
    }

    @Test
    void theFirstSuccessLetsAllThroughAgain() {
        fail(70);
        confirmations.confirmed();

        assertThat(confirmations.mayTry()).isTrue();
        assertThat(confirmations.mayTry()).isTrue();
    }
}
