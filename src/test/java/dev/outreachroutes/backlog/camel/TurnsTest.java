package dev.outreachroutes.backlog.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads that do nothing by themselves: what is scheduled is run by the test, in the order of its time. */
class TurnsTest {

    private static final long DELAY = 250;
    private static final long REST = 10_000;

    private final List<Scheduled> scheduled = new ArrayList<>();
    private final Turns turns = new Turns("emea-sales", threads());
    private boolean atRest;
    private int looks;
    private long now;

    private record Scheduled(Runnable work, long at, boolean[] cancelled) {}

    private ScheduledExecutorService threads() {
        ScheduledExecutorService threads = mock();
        doAnswer(call -> {
                    boolean[] cancelled = new boolean[1];
                    scheduled.add(new Scheduled(
                            call.getArgument(0),
                            now + call.getArgument(2, TimeUnit.class).toMillis(call.<Long>getArgument(1)),
                            cancelled));
                    ScheduledFuture<?> future = mock();
                    doAnswer(cancel -> cancelled[0] = true).when(future).cancel(false);
                    return future;
                })
                .when(threads)
                .schedule(any(Runnable.class), anyLong(), any());
        return threads;
    }

    private void begin() {
        turns.begin(() -> looks++, () -> DELAY, () -> atRest);
    }

    private void passUntil(long time) {
        while (true) {
            Scheduled next = scheduled.stream()
                    .filter(each -> each.at() <= time)
                    .min((one, other) -> Long.compare(one.at(), other.at()))
                    .orElse(null);
            if (next == null) {
                now = time;
                return;
            }
            scheduled.remove(next);
            now = next.at();
            if (!next.cancelled()[0]) {
                next.work().run();
            }
        }
    }

    @Test
    void whileThereIsSomethingToDoItLooksAfterEachDelay() {
        begin();

        passUntil(4 * DELAY);

        assertThat(looks).isEqualTo(4);
    }

    @Test
    void atRestItLooksSeldom() {
        atRest = true;
        begin();

        passUntil(DELAY + 3 * REST);

        assertThat(looks).isEqualTo(4);
    }

    @Test
    void whatComesAtRestIsLookedAtSoonAndAsOftenAsBefore() {
        atRest = true;
        begin();
        passUntil(REST / 2);
        assertThat(looks).isEqualTo(1);

        atRest = false;
        turns.rouse();
        passUntil(REST / 2 + 3 * DELAY);

        assertThat(looks).isEqualTo(4);
    }

    @Test
    void whoeverRousesManyTimesHasItLookNoMoreOften() {
        atRest = true;
        begin();
        passUntil(REST / 2);

        for (int i = 0; i < 10; i++) {
            turns.rouse();
        }
        passUntil(3 * REST);

        assertThat(scheduled).hasSize(1);
    }

    @Test
    void whatComesWhileItIsAskedWhetherItIsAtRestIsNotMissed() {
        turns.begin(() -> looks++, () -> DELAY, () -> {
            turns.rouse();
            return looks == 1;
        });

        passUntil(3 * DELAY);

        assertThat(looks).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aTurnThatFailsIsFollowedByTheNext() {
        turns.begin(
                () -> {
                    looks++;
                    throw new IllegalStateException("a turn fails");
                },
                () -> DELAY,
                () -> true);

        for (int i = 1; i <= 3; i++) {
            try {
                passUntil(i * DELAY);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("a turn fails");
            }
        }

        assertThat(looks).isEqualTo(3);
    }
}
