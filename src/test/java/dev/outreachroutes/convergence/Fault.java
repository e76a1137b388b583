package dev.outreachroutes.convergence;

import java.util.Locale;
import java.util.Random;

/**
 * One thing that goes wrong.
 *
 * @param at the share of the records that are written before it, from 0 to 1
 * @param seed decides its details: which replica, how long, in which form
 */
record Fault(FaultKind kind, double at, long seed) {

    Random random() {
        return new Random(seed);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s at %.2f (%d)", kind.label(), at, seed);
    }
}
