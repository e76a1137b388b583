package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.mapping.ProspectChange;
import java.util.ArrayList;
import java.util.List;

/** What a batch of records turned out to hold. Not a record: Camel's expressions hash what they look into. */
public final class IntakeBatch {

    private final List<ProspectChange> changes = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    /** What is to be folded, in the order of the records. */
    public List<ProspectChange> getChanges() {
        return changes;
    }

    /** One for each record that cannot be understood, or not all of it. */
    public List<DeadLetter> getDeadLetters() {
        return deadLetters;
    }
}
