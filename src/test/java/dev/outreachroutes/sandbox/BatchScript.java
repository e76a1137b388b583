package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.util.Set;

/**
 * What becomes of one batch.
 *
 * @param items how many of its items run before it gets on no more
 * @param hidden whether it answers 404 from its creation on
 * @param failing the prospects whose items fail
 * @param delay until it starts; null: as the knob {@code batch-delay} says
 */
public record BatchScript(int items, boolean hidden, Set<Long> failing, Duration delay) {

    private static final int ALL = Integer.MAX_VALUE;

    /** Nothing: it runs as always. */
    public static BatchScript normal() {
        return new BatchScript(ALL, false, Set.of(), null);
    }

    /** It never starts. */
    public static BatchScript stalls() {
        return stallsAfter(0);
    }

    /** It gets on no more once so many of its items have run. */
    public static BatchScript stallsAfter(int items) {
        return new BatchScript(items, false, Set.of(), null);
    }

    /** It runs as always, and whoever asks for it finds nothing. */
    public static BatchScript vanishes() {
        return new BatchScript(ALL, true, Set.of(), null);
    }

    /** It never runs, and whoever asks for it finds nothing. */
    public static BatchScript vanishesUnapplied() {
        return new BatchScript(0, true, Set.of(), null);
    }

    /** The items of these prospects fail. */
    public static BatchScript fails(Long... prospects) {
        return new BatchScript(ALL, false, Set.of(prospects), null);
    }

    /** It starts so long after its creation, or after it was confirmed. */
    public static BatchScript delayed(Duration delay) {
        return new BatchScript(ALL, false, Set.of(), delay);
    }

    /** Whether it is certain that nothing of it is ever applied: nobody can see it, and it does not run. */
    boolean isDead() {
        return hidden && items == 0;
    }
}
