package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.mapping.ProspectChange;
import java.util.List;

/**
 * What a batch of records turned out to hold.
 *
 * @param changes what is to be folded, in the order of the records
 * @param deadLetters what could not be read
 */
public record IntakeBatch(List<ProspectChange> changes, List<DeadLetter> deadLetters) {}
