package dev.outreachroutes.convergence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A history, the faults that happen while it is written, and how many replicas there are: the same for the same seed.
 *
 * @param seed of the history
 * @param faults in the order in which they begin
 */
record Schedule(long seed, int replicas, List<Fault> faults) {

    private static final int MOST_FAULTS = 6;
    private static final int[] REPLICAS = {2, 1, 2, 3};

    /** Seeds that follow each other share the number of replicas, so that not all are restarted between schedules. */
    private static final int SAME_REPLICAS = 10;

    Schedule {
        faults = faults.stream().sorted(Comparator.comparingDouble(Fault::at)).toList();
    }

    /** Draws a schedule of these kinds of faults; one in four has a single fault, the others combine several. */
    static Schedule of(long seed, Collection<FaultKind> kinds) {
        Random random = new Random(seed * 31 + 7);
        int replicas = REPLICAS[Math.floorMod(Math.floorDiv(seed, SAME_REPLICAS), REPLICAS.length)];
        List<FaultKind> urn = new ArrayList<>();
        for (FaultKind kind : kinds.stream().sorted().toList()) {
            for (int i = 0; i < Math.max(1, kind.weight()); i++) {
                urn.add(kind);
            }
        }
        int count = urn.isEmpty() ? 0 : random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(MOST_FAULTS - 1);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faults.add(new Fault(
                    urn.get(random.nextInt(urn.size())), 0.05 + 0.9 * random.nextDouble(), random.nextInt(1_000_000)));
        }
        return new Schedule(seed, replicas, faults);
    }

    Schedule with(List<Fault> fewer) {
        return new Schedule(seed, replicas, fewer);
    }

    /** Whether the sandbox says in which window of the quota a request was counted: then no other windows are to be kept to. */
    boolean windowsTold() {
        return seed % 2 == 0;
    }

    boolean has(FaultKind kind) {
        return faults.stream().anyMatch(fault -> fault.kind() == kind);
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + replicas + (replicas == 1 ? " replica" : " replicas") + ", "
                + (faults.isEmpty()
                        ? "no fault"
                        : faults.stream().map(Fault::toString).collect(Collectors.joining(", ")));
    }
}
