package dev.outreachroutes.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MinimiserTest {

    private static final Fault KILL = new Fault(FaultKind.KILL, 0.1, 1);
    private static final Fault RESET = new Fault(FaultKind.RESET, 0.2, 2);
    private static final Fault SLOW = new Fault(FaultKind.SLOW, 0.3, 3);
    private static final Fault STOP = new Fault(FaultKind.STOP, 0.4, 4);
    private static final Fault POISON = new Fault(FaultKind.POISON, 0.5, 5);
    private static final List<Fault> ALL = List.of(KILL, RESET, SLOW, STOP, POISON);

    private final List<List<Fault>> tried = new ArrayList<>();

    @Test
    void oneFaultThatFailsAloneIsFound() {
        assertThat(shortest(faults -> faults.contains(STOP), 50)).containsExactly(STOP);
    }

    @Test
    void twoFaultsThatFailOnlyTogetherAreFound() {
        assertThat(shortest(faults -> faults.contains(KILL) && faults.contains(POISON), 50))
                .containsExactly(KILL, POISON);
    }

    @Test
    void aHistoryThatFailsWithoutAnyFaultNeedsNone() {
        assertThat(shortest(faults -> true, 50)).isEmpty();
    }

    @Test
    void whatDoesNotFailAgainStaysAsItIs() {
        assertThat(shortest(faults -> false, 50)).isEqualTo(ALL);
    }

    @Test
    void thereAreNoMoreTriesThanAllowed() {
        shortest(faults -> false, 3);
        assertThat(tried).hasSize(3);
    }

    private List<Fault> shortest(Predicate<List<Fault>> fails, int tries) {
        return new Minimiser(
                        faults -> {
                            tried.add(faults);
                            return fails.test(faults);
                        },
                        tries,
                        Duration.ofHours(1),
                        InstantSource.system())
                .shortest(ALL);
    }
}
