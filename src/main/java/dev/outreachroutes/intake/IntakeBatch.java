package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.mapping.ProspectChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a batch of records turned out to hold. Not a record: Camel's expressions hash what they look into. */
public final class IntakeBatch {

    private final List<ProspectChange> changes = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<Integer, Excluded> excluded = new HashMap<>();

    /**
     * An event of a prospect that asked for nothing.
     *
     * @param reason why nothing is sent, as in metrics
     * @param source where its record stands
     */
    record Excluded(long prospectId, String reason, DeadLetter.Source source) {}

    /** What is to be folded, in the order of the records. */
    public List<ProspectChange> getChanges() {
        return changes;
    }

    /** Events that asked for nothing: of several for a place of {@link Exclusions} the last. */
    Collection<Excluded> excluded() {
        return excluded.values();
    }

    void add(Excluded event) {
        excluded.put(Exclusions.place(event.prospectId()), event);
    }

    /** One for each record that cannot be understood, or not all of it. */
    public List<DeadLetter> getDeadLetters() {
        return deadLetters;
    }
}
