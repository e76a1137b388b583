package dev.outreachroutes.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What cannot be understood of one record: the first faults, and how many more there are. Its size has a bound. */
public final class Faults {

    /** So many are kept. */
    public static final int KEPT = 20;

    private final List<Fault> first = new ArrayList<>(1);
    private long more;

    /** The same, to be added to. */
    public static Faults copyOf(Faults others) {
        Faults copy = new Faults();
        copy.first.addAll(others.first);
        copy.more = others.more;
        return copy;
    }

    /** Takes note of a fault. */
    public void add(Fault fault) {
        add(fault.place(), fault.kind(), fault::reason);
    }

    /** The same for a reason that costs something to make: it is made only if it is kept. */
    void add(Place place, Fault.Kind kind, Supplier<String> reason) {
        if (first.size() < KEPT) {
            first.add(new Fault(place, kind, reason.get()));
        } else {
            more++;
        }
    }

    public boolean isEmpty() {
        return first.isEmpty();
    }

    /** The first {@value #KEPT}, in the order in which they were found. */
    public List<Fault> first() {
        return List.copyOf(first);
    }

    /** How many there are besides the first. */
    public long more() {
        return more;
    }
}
