package dev.outreachroutes.deadletter;

import dev.outreachroutes.mapping.ProspectChange;
import java.util.List;
import java.util.Optional;

/** Reads the record of a dead letter again, as the intake routes read records. */
@FunctionalInterface
public interface RecordReader {

    /** Reads and maps a record for a destination, with the record's own time. It is not counted again. */
    Reading readAgain(String destination, DeadLetter.Source source, byte[] payload);

    /**
     * What a record holds.
     *
     * @param changes to be folded
     * @param unreadable a letter about what of it still cannot be understood; empty when all of it can
     */
    record Reading(List<ProspectChange> changes, Optional<DeadLetter> unreadable) {}
}
