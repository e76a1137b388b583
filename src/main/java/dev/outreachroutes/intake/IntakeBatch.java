package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.mapping.Exclusion;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The records of a batch, and what they turn out to hold. A {@code split} of it goes through its profile events.
 *
 * <p>A record is parsed when its events are asked for, and then they are kept; or else when it is mapped, and its events are
 * forgotten one by one: parsed they take many times the memory of their bytes. Not a record: Camel's expressions hash what they look into.
 */
public final class IntakeBatch implements Iterable<IntakeEvent> {

    private final ProfileReader reader;
    private final List<Entry> records = new ArrayList<>();
    private boolean closed;
    private List<ProspectChange> changes;
    private List<DeadLetter> deadLetters;
    private final Map<Integer, Excluded> excluded = new HashMap<>();
    private final Map<Exclusion.Reason, Deque<LeftOut>> leftOut = new EnumMap<>(Exclusion.Reason.class);
    private BatchCounts counts = new BatchCounts();
    private boolean countsKept;

    IntakeBatch(ProfileReader reader) {
        this.reader = reader;
    }

    /**
     * An event of a prospect that asked for nothing.
     *
     * @param reason why nothing is sent, as in metrics
     * @param source where its record stands
     */
    record Excluded(long prospectId, String reason, DeadLetter.Source source) {}

    /**
     * What was excluded, an event or a value of it.
     *
     * @param prospectId whose; null when the event names no prospect
     * @param source where its record stands
     */
    record LeftOut(Exclusion exclusion, Long prospectId, DeadLetter.Source source) {}

    /** A record of the batch. */
    final class Entry {

        private final DeadLetter.Source source;
        private final byte[] body;
        private final Set<String> addressed;
        private final Instant happened;
        private final Faults faults = new Faults();
        private List<IntakeEvent> events;

        Entry(DeadLetter.Source source, byte[] body, Set<String> addressed, Instant happened) {
            this.source = source;
            this.body = body;
            this.addressed = addressed;
            this.happened = happened;
        }

        DeadLetter.Source source() {
            return source;
        }

        byte[] body() {
            return body;
        }

        private List<IntakeEvent> events() {
            if (events == null) {
                List<IntakeEvent> read = new ArrayList<>();
                reader.read(body, faults, event -> read.add(new IntakeEvent(event.orAt(happened))));
                events = read;
            }
            return events;
        }

        /** What could not be understood so far, to be added to. */
        Faults faults() {
            return Faults.copyOf(faults);
        }

        /**
         * Hands over each event.
         *
         * @param found takes what cannot be understood, if the record is read only now
         * @param kept takes those that no step has left out
         * @param left takes those that one has
         */
        void read(Faults found, Consumer<ProfileEvent> kept, Consumer<ProfileEvent> left) {
            if (events == null) {
                reader.read(body, found, event -> kept.accept(event.orAt(happened)));
            } else {
                events.forEach(each -> (each.isExcluded() ? left : kept).accept(each.event()));
            }
        }
    }

    /**
     * @param addressed the destinations that the record is for; empty: for all
     * @param happened when, as its headers say; null when they do not
     */
    void add(DeadLetter.Source source, byte[] body, Set<String> addressed, Instant happened) {
        records.add(new Entry(source, body, addressed, happened));
    }

    /** Leaves out the records that are for other destinations only. */
    void keepFor(String destination) {
        records.removeIf(record -> !record.addressed.isEmpty() && !record.addressed.contains(destination));
    }

    List<Entry> records() {
        return records;
    }

    /** The profile events, in the order of the records; a record is parsed when its first event is asked for. */
    @Override
    public Iterator<IntakeEvent> iterator() {
        return new Iterator<>() {
            private int next;
            private Iterator<IntakeEvent> events = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!closed && !events.hasNext() && next < records.size()) {
                    events = records.get(next++).events().iterator();
                }
                return !closed && events.hasNext();
            }

            @Override
            public IntakeEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return events.next();
            }
        };
    }

    /** All of it is done, one by one: there are no more events, and nothing is to be mapped. */
    void close() {
        closed = true;
        records.clear();
        clear(new BatchCounts());
    }

    /**
     * Leaves out every event but these.
     *
     * @throws IllegalStateException when something else is among them: it must not look as if a step had left out all events
     */
    void keepOnly(Iterable<?> events) {
        Set<Object> left = Collections.newSetFromMap(new IdentityHashMap<>());
        forEach(left::add);
        events.forEach(each -> {
            if (!left.remove(each)) {
                throw new IllegalStateException(
                        "The step intake.map takes what intake.read left, or some of its events; among them is "
                                + (each == null ? "nothing" : each.getClass().getName()));
            }
        });
        left.forEach(each -> ((IntakeEvent) each).exclude());
    }

    /**
     * Begins to note what the events ask for.
     *
     * @param own counts them from here on
     */
    void clear(BatchCounts own) {
        counts = own;
        leftOut.clear();
        changes = new ArrayList<>();
        deadLetters = new ArrayList<>();
        excluded.clear();
    }

    /**
     * What is to be folded, in the order of the records.
     *
     * @throws IllegalStateException when nothing was mapped: it must not look as if nothing were to be folded
     */
    public List<ProspectChange> getChanges() {
        requireMapped(changes);
        return changes;
    }

    /** Events that asked for nothing: of several for a place of {@link Exclusions} the last. */
    Collection<Excluded> excluded() {
        return excluded.values();
    }

    void add(Excluded event) {
        excluded.put(Exclusions.place(event.prospectId()), event);
    }

    /** What was excluded: of each reason the last ones. */
    List<LeftOut> leftOut() {
        return leftOut.values().stream().flatMap(Collection::stream).toList();
    }

    void add(LeftOut event) {
        Deque<LeftOut> last = leftOut.computeIfAbsent(event.exclusion().reason(), reason -> new ArrayDeque<>());
        last.add(event);
        if (last.size() > Exclusions.LAST_OF_A_BATCH) {
            last.remove();
        }
    }

    /** What it held. */
    BatchCounts counts() {
        return counts;
    }

    /** Whether these counts are in the database. */
    boolean areCountsKept() {
        return countsKept;
    }

    void countsAreKept() {
        countsKept = true;
    }

    /** One for each record that cannot be understood, or not all of it. */
    public List<DeadLetter> getDeadLetters() {
        requireMapped(deadLetters);
        return deadLetters;
    }

    private static void requireMapped(List<?> result) {
        if (result == null) {
            throw new IllegalStateException("The step intake.map is to be behind intake.read");
        }
    }

    /** Without values: consoles show bodies. */
    @Override
    public String toString() {
        return records.size() + " records";
    }
}
