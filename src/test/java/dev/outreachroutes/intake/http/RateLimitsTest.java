package dev.outreachroutes.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.Sender;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private long now = 17;
    private final RateLimits limits = new RateLimits(() -> now);

    @Test
    void asManyRequestsAsTheRateHasAreTakenAtOnceAndTheNextIsToldWhenThereIsOneAgain() {
        Sender sender = sender("a", "3/m");

        assertThat(take(sender, 3)).containsOnly(0L);
        assertThat(limits.take(sender)).isEqualTo(20);
    }

    @Test
    void theBucketFillsEvenlyAndNeverHoldsMoreThanTheRate() {
        Sender sender = sender("a", "3/m");
        take(sender, 3);

        pass(Duration.ofSeconds(19));
        assertThat(limits.take(sender)).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(limits.take(sender)).isZero();
        assertThat(limits.take(sender)).isEqualTo(20);

        pass(Duration.ofHours(5));
        assertThat(take(sender, 4)).containsExactly(0L, 0L, 0L, 20L);
    }

    @Test
    void whatIsRefusedUsesNothingUp() {
        Sender sender = sender("a", "1/m");
        limits.take(sender);
        take(sender, 50);

        pass(Duration.ofMinutes(1));

        assertThat(limits.take(sender)).isZero();
    }

    @Test
    void nobodyIsAskedToWaitForLessThanASecond() {
        Sender sender = sender("a", "500/s");

        assertThat(take(sender, 501)).endsWith(1L).startsWith(0L);
    }

    @Test
    void sendersDoNotUseUpTheRatesOfOthersAndWithoutARateThereIsNone() {
        assertThat(take(sender("a", "1/h"), 2)).containsExactly(0L, 3600L);
        assertThat(limits.take(sender("b", "1/h"))).isZero();
        assertThat(take(sender("c", null), 1_000)).containsOnly(0L);
    }

    @Test
    void aRateThatWasChangedHoldsFromTheNextRequestOn() {
        take(sender("a", "1/h"), 2);

        assertThat(take(sender("a", "2/h"), 3)).containsExactly(0L, 0L, 1800L);
    }

    @Test
    void aClockThatGoesBackGivesNothingAndTakesNothing() {
        Sender sender = sender("a", "2/m");
        limits.take(sender);

        now -= Duration.ofMinutes(5).toNanos();

        assertThat(take(sender, 2)).containsExactly(0L, 30L);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private List<Long> take(Sender sender, int times) {
        return IntStream.range(0, times).mapToObj(i -> limits.take(sender)).toList();
    }

    private static Sender sender(String name, String rate) {
        return new Sender(name, List.of(), "client", null, List.of(), rate == null ? null : Sender.Rate.parse(rate));
    }
}
