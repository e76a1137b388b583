package dev.outreachroutes.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The promise: after any schedule of crashes, refusals, outages, rebalances, duplicates and reorderings what Outreach holds is the
 * fold of the events, no window has seen more requests than the quota, and everything read is accounted for.
 *
 * <p>System properties: {@code schedules}, how many (none: the short form); {@code seed}, the first of them; {@code faults}, labels
 * of {@link FaultKind} separated by commas, or {@code none}; {@code minimise}, false when no smaller list of faults is to be looked for;
 * {@code failures}, after how many to stop, 5 without it.
 */
class ConvergenceIT {

    /** Together these show most kinds of faults, all on two replicas. */
    private static final List<Long> SHORT = List.of(1789L, 1047L, 1941L, 1722L);

    @Test
    void whatOutreachHoldsIsTheFoldOfTheEvents() {
        Set<FaultKind> kinds = kinds();
        boolean clocks = kinds.stream().anyMatch(FaultKind::needsFakeTime);
        boolean minimise = Boolean.parseBoolean(System.getProperty("minimise", "true"));
        try (Campaign campaign =
                new Campaign(directory(), clocks, minimise, Integer.getInteger("failures", 5), System.out::println)) {
            List<String> failures = campaign.run(
                    seeds().mapToObj(seed -> Schedule.of(seed, kinds)).toList());
            assertThat(failures).as("schedules that failed").isEmpty();
        }
    }

    private static Path directory() {
        return Path.of("target", "convergence", Long.toString(System.currentTimeMillis()));
    }

    private static Set<FaultKind> kinds() {
        String labels = System.getProperty("faults", "");
        Set<FaultKind> kinds = labels.isEmpty() ? FaultKind.usual() : FaultKind.named(labels);
        if (!FakeTime.isInstalled() && kinds.removeIf(FaultKind::needsFakeTime)) {
            System.out.println("The package faketime is not installed, so no clock jumps.");
        }
        return kinds;
    }

    /** The short form has the same seeds every time; at length they are new, and printed so that each can be tried again. */
    private static LongStream seeds() {
        Integer schedules = Integer.getInteger("schedules");
        if (schedules == null && System.getProperty("seed") == null) {
            return SHORT.stream().mapToLong(Long::longValue);
        }
        long first = Long.getLong("seed", System.currentTimeMillis() / 1000);
        return LongStream.range(first, first + (schedules == null ? 1 : schedules));
    }
}
