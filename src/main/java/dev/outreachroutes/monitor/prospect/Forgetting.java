package dev.outreachroutes.monitor.prospect;

import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.intake.Exclusions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets prospects, as a person may ask for: removes all that is kept of them in a destination, and remembers for a while that records
 * of before are not to bring them back. Nothing is asked of Outreach, and what stands in Kafka's topics stays there.
 */
public final class Forgetting {

    /** Prospects of one transaction, during which the destination takes nothing in. */
    static final int TOGETHER = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

    private static final int DEADLOCKS = 5;

    private final ForgottenProspects backlog;
    private final DeadLetters letters;
    private final Exclusions exclusions;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final MeterRegistry meters;
    private final Duration kept;
    private final InstantSource clock;

    /** @param kept how long it is remembered that a prospect was forgotten */
    public Forgetting(
            ForgottenProspects backlog,
            DeadLetters letters,
            Exclusions exclusions,
            Audit audit,
            TransactionTemplate transactions,
            MeterRegistry meters,
            Duration kept,
            InstantSource clock) {
        this.backlog = backlog;
        this.letters = letters;
        this.exclusions = exclusions;
        this.audit = audit;
        this.transactions = transactions;
        this.meters = meters;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * What was removed.
     *
     * @param prospects of which something was desired
     * @param requests that had left, as the log of requests kept them
     * @param deadLetters about changes of them
     * @param until how long it is remembered at least that they were forgotten; null when no prospect was named
     */
    public record Removed(int prospects, int requests, int deadLetters, Instant until) {

        private static final Removed NOTHING = new Removed(0, 0, 0, null);

        private Removed and(Removed more) {
            return new Removed(
                    prospects + more.prospects,
                    requests + more.requests,
                    deadLetters + more.deadLetters,
                    more.until == null ? until : more.until);
        }
    }

    /**
     * Forgets prospects in a destination, also those of which nothing is kept, and those of a destination that is not configured any more.
     * A thousand at a time: when it fails, those before are forgotten, and it can be done again.
     *
     * @param destination its name; whether there is one is not looked at
     * @param prospectIds Outreach's numbers for the prospects
     * @param actor who wants it, for the audit
     * @throws IllegalArgumentException when a number is below 1; then nothing is done
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public Removed forget(String destination, Collection<Long> prospectIds, String actor) {
        List<Long> ids = prospectIds.stream().distinct().sorted().toList();
        if (!ids.isEmpty() && ids.get(0) < 1) {
            throw new IllegalArgumentException("A prospect's number is 1 or more");
        }
        Removed removed = Removed.NOTHING;
        for (int from = 0; from < ids.size(); from += TOGETHER) {
            List<Long> some = ids.subList(from, Math.min(from + TOGETHER, ids.size()));
            removed = removed.and(againIfDeadlocked(destination, some, actor));
            forgotten(destination).increment(some.size());
        }
        if (!ids.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log(
                            "{}: {} forgotten, records of before are not taken in until {}",
                            destination,
                            ids.size() == 1 ? "a prospect is" : ids.size() + " prospects are",
                            Times.text(removed.until()));
        }
        return removed;
    }

    private Removed againIfDeadlocked(String destination, List<Long> ids, String actor) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.execute(status -> remove(destination, ids, actor));
            } catch (PessimisticLockingFailureException e) {
                if (attempt == DEADLOCKS) {
                    throw e;
                }
            }
        }
    }

    private Removed remove(String destination, List<Long> ids, String actor) {
        ForgottenProspects.Removed removed = backlog.remove(destination, ids, clock, kept);
        int keptLetters = letters.remove(destination, ids);
        exclusions.remove(destination, ids);
        audit.addAll(ids.stream()
                .map(id -> new Audit.Entry(actor, "forget", destination, "prospect " + id, ""))
                .toList());
        return new Removed(removed.prospects(), removed.requests(), keptLetters, removed.until());
    }

    private Counter forgotten(String destination) {
        return Counter.builder("outreach.forgotten")
                .description("Prospects that somebody had forgotten")
                .tag("destination", destination)
                .register(meters);
    }
}
