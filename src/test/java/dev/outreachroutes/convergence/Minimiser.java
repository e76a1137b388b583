package dev.outreachroutes.convergence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds a shorter list of faults that still fails, by trying parts of it (delta debugging). Bounded in number and time. */
final class Minimiser {

    private final Predicate<List<Fault>> fails;
    private final InstantSource clock;
    private final java.time.Instant latest;
    private int triesLeft;

    /**
     * @param fails whether these faults fail, when they are tried on a new system
     * @param mostTries after so many the shortest list found counts
     * @param atMost and after so long no further one is begun
     */
    Minimiser(Predicate<List<Fault>> fails, int mostTries, Duration atMost, InstantSource clock) {
        this.fails = fails;
        this.triesLeft = mostTries;
        this.clock = clock;
        this.latest = clock.instant().plus(atMost);
    }

    /** @return the shortest list found; the given one when no shorter one fails */
    List<Fault> shortest(List<Fault> failing) {
        if (!failing.isEmpty() && fails(List.of())) {
            return List.of();
        }
        List<Fault> current = failing;
        int parts = 2;
        while (current.size() > 1 && parts <= current.size()) {
            List<Fault> shorter = shorter(current, parts);
            if (shorter == null) {
                parts = parts == current.size() ? parts + 1 : Math.min(current.size(), parts * 2);
            } else {
                current = shorter;
                parts = 2;
            }
        }
        return current;
    }

    /** One of so many parts of the list, or all but one of them, that fails; null when none does. */
    private List<Fault> shorter(List<Fault> faults, int parts) {
        List<List<Fault>> candidates = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = faults.size() * i / parts;
            int to = faults.size() * (i + 1) / parts;
            candidates.add(faults.subList(from, to));
            if (parts > 2) {
                List<Fault> rest = new ArrayList<>(faults.subList(0, from));
                rest.addAll(faults.subList(to, faults.size()));
                candidates.add(rest);
            }
        }
        return candidates.stream()
                .sorted(java.util.Comparator.comparingInt(List::size))
                .filter(this::fails)
                .findFirst()
                .orElse(null);
    }

    private boolean fails(List<Fault> faults) {
        if (triesLeft == 0 || clock.instant().isAfter(latest)) {
            return false;
        }
        triesLeft--;
        return fails.test(List.copyOf(faults));
    }
}
