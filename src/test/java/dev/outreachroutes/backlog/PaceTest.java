package dev.outreachroutes.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Pace pace = new Pace(nanos::get);

    @Test
    void theFirstRequestNeedNotWait() {
        assertThat(pace.untilTurn("sales", 1)).isZero();
    }

    @Test
    void requestsThatComeAtOnceAreSpacedEvenly() {
        assertThat(turns("sales", 100, 4)).containsExactly(0, 10, 20, 30);
    }

    @Test
    void aRequestThatComesLateNeedNotWait() {
        turns("sales", 100, 1);
        advance(10);
        assertThat(pace.untilTurn("sales", 100)).isZero();
        advance(4);
        assertThat(pace.untilTurn("sales", 100)).isEqualTo(6);
    }

    @Test
    void turnsThatNobodyTookAreNotMadeUpFor() {
        turns("sales", 100, 1);
        advance(60_000);
        assertThat(turns("sales", 100, 3)).containsExactly(0, 10, 20);
    }

    @Test
    void destinationsDoNotWaitForEachOther() {
        turns("sales", 1, 3);
        assertThat(pace.untilTurn("asia", 1)).isZero();
    }

    @Property
    void noSecondHoldsMoreThanThePaceWhereverItBegins(
            @ForAll @IntRange(min = 1, max = 1000) int perSecond,
            @ForAll @Size(min = 1, max = 300) java.util.List<@IntRange(max = 300) Integer> pauses) {
        AtomicLong millis = new AtomicLong();
        Pace steady = new Pace(() -> TimeUnit.MILLISECONDS.toNanos(millis.get()));
        long[] sent = pauses.stream()
                .mapToLong(pause -> millis.addAndGet(pause) + steady.untilTurn("sales", perSecond))
                .toArray();
        for (int first = 0; first + perSecond + 1 < sent.length; first++) {
            // Turns are exact, and what is left of a millisecond is not waited for.
            assertThat(sent[first + perSecond] - sent[first]).isGreaterThanOrEqualTo(998);
        }
    }

    private long[] turns(String destination, int perSecond, int count) {
        return LongStream.range(0, count)
                .map(turn -> pace.untilTurn(destination, perSecond))
                .toArray();
    }

    private void advance(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
