package dev.outreachroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackOffTest {

    private static final long DAY_MILLIS = 86_400_000;

    @Property
    void aWaitIsBetweenHalfOfTheDoubledOneAndAllOfItAndNeverLongerThanTheLongest(
            @ForAll @LongRange(min = 1, max = DAY_MILLIS) long first,
            @ForAll @LongRange(min = 1, max = DAY_MILLIS) long further,
            @ForAll @IntRange(min = 1) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double jitter) {
        long longest = first + further;
        Duration wait = new BackOff(Duration.ofMillis(first), Duration.ofMillis(longest)).after(failures, jitter);

        double doubled = Math.min(first * Math.pow(2, failures - 1), longest);
        assertThat((double) wait.toMillis()).isBetween(Math.floor(doubled / 2), doubled);
    }

    @Property
    void oneMoreFailureNeverShortensTheWait(
            @ForAll @LongRange(min = 1, max = DAY_MILLIS) long first,
            @ForAll @LongRange(min = 1, max = DAY_MILLIS) long further,
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double jitter) {
        BackOff backOff = new BackOff(Duration.ofMillis(first), Duration.ofMillis(first + further));

        assertThat(backOff.after(failures + 1, jitter)).isGreaterThanOrEqualTo(backOff.after(failures, jitter));
    }

    @Property
    void withoutAGivenJitterTheSameHolds(@ForAll @IntRange(min = 1, max = 100) int failures) {
        BackOff backOff = new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(5));

        assertThat(backOff.after(failures)).isBetween(backOff.after(failures, 0), backOff.after(failures, 1));
    }
}
