package dev.outreachroutes.monitor;

import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterStates;
import dev.outreachroutes.deadletter.DeadLetterStates.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What people decide about open dead letters, whether in the console, by JMX or by a command on the topic. However many there
 * are, they are changed in steps, each a transaction with its own entry in the audit.
 */
public final class Decisions {

    /** Of a note, in characters. */
    public static final int LONGEST_NOTE = 500;

    /** Of one step, all waiting for others' locks included. */
    static final Duration LONGEST_STEP = Duration.ofSeconds(20);

    private static final int NAMED_ONE_BY_ONE = 20;

    private final DeadLetterStates letters;
    private final Audit audit;
    private final Overviews overviews;
    private final TransactionTemplate transactions;

    Decisions(
            DeadLetterStates letters,
            Audit audit,
            Overviews overviews,
            PlatformTransactionManager transactions,
            Duration longestStep) {
        this.letters = letters;
        this.audit = audit;
        this.overviews = overviews;
        this.transactions = new TransactionTemplate(transactions);
        this.transactions.setTimeout((int) longestStep.toSeconds());
    }

    /** The newest dead letter: what is shown from it downwards can be decided on, and what comes later cannot. */
    public long newest() {
        return letters.newest();
    }

    /** The same for all that there are now. */
    public long replay(DeadLetterFilter which, String by) {
        return replay(which, newest(), by);
    }

    /** The same for all that there are now. */
    public long discard(DeadLetterFilter which, String note, String by) {
        return discard(which, newest(), note, by);
    }

    /**
     * Asks for a replay. It is done in the background, by whichever replica gets to it first.
     *
     * @param which those of them that are open and whose destination is configured
     * @param upTo none that came after this one
     * @param by who decides it
     * @return how many will be replayed; those whose replay was asked for before are not counted again
     * @throws org.springframework.dao.DataAccessException when the database does not answer, or a step takes too long; what was done
     *     before stays done, and the rest can be asked for again
     */
    public long replay(DeadLetterFilter which, long upTo, String by) {
        return inSteps("replay", which, by, after -> letters.askForReplay(which, after, upTo, by));
    }

    /**
     * Gives letters up. What Outreach refused stays refused until something new is desired.
     *
     * @param which those of them that are open
     * @param upTo none that came after this one
     * @param note why; kept with the letters
     * @param by who decides it
     * @return how many were discarded
     * @throws IllegalArgumentException when there is no note, or one over {@value #LONGEST_NOTE} characters
     * @throws org.springframework.dao.DataAccessException when the database does not answer, or a step takes too long; what was done
     *     before stays done, and the rest can be discarded again
     */
    public long discard(DeadLetterFilter which, long upTo, String note, String by) {
        String told = note == null ? "" : note.replace("\0", "").strip();
        if (told.isEmpty()) {
            throw new IllegalArgumentException("Say in a note why they are discarded");
        }
        if (told.length() > LONGEST_NOTE) {
            throw new IllegalArgumentException("A note has at most " + LONGEST_NOTE + " characters");
        }
        return inSteps("discard", which, by, after -> letters.discard(which, after, upTo, by, told));
    }

    private long inSteps(String what, DeadLetterFilter which, String by, OneStep change) {
        long count = 0;
        Step step = Step.BEGINNING;
        try {
            while (step.more()) {
                long after = step.last();
                step = transactions.execute(status -> {
                    Step changed = change.make(after);
                    if (changed.count() > 0) {
                        audit.add(entry(what, which, by, changed));
                    }
                    return changed;
                });
                count += step.count();
            }
            return count;
        } finally {
            overviews.refresh();
        }
    }

    private static Audit.Entry entry(String what, DeadLetterFilter which, String by, Step changed) {
        int count = changed.count();
        return new Audit.Entry(
                by,
                what,
                changed.destination(),
                count == 1 && which.ids().size() == 1
                        ? "dead letter " + which.ids().get(0)
                        : count == 1 ? "1 dead letter" : count + " dead letters",
                which.ids().size() == 1 ? "" : inWords(which));
    }

    /** Which ones, without any value of a profile. */
    private static String inWords(DeadLetterFilter which) {
        if (!which.ids().isEmpty()) {
            String numbers = which.ids().stream()
                    .limit(NAMED_ONE_BY_ONE)
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            return "selected: " + numbers + (which.ids().size() > NAMED_ONE_BY_ONE ? ", ..." : "");
        }
        List<String> parts = new ArrayList<>();
        if (which.reason() != null) {
            parts.add("reason " + which.reason());
        }
        if (which.from() != null) {
            parts.add("since " + ManagedDestination.time(which.from()));
        }
        if (which.to() != null) {
            parts.add("before " + ManagedDestination.time(which.to()));
        }
        if (which.prospectId() != null) {
            parts.add("of one prospect");
        }
        if (which.text() != null) {
            parts.add("with a text in them");
        }
        return "all that are open" + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }

    private interface OneStep {
        Step make(long after);
    }
}
