package dev.outreachroutes.deadletter;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replays and discards open dead letters as people decide in the console, by JMX or by a command on the topic. However many there
 * are, they are changed in steps, each a transaction with its own entry in the audit.
 */
public final class DeadLetterDecisions {

    /** Of a note, in characters. */
    public static final int LONGEST_NOTE = 500;

    /** Of one step, all waiting for others' locks included. */
    static final Duration LONGEST_STEP = Duration.ofSeconds(20);

    /** Letters of one step, so that none takes long. */
    private static final int STEP = 10_000;

    private static final int NAMED_ONE_BY_ONE = 20;

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public DeadLetterDecisions(
            JdbcClient jdbc,
            Destinations destinations,
            Audit audit,
            PlatformTransactionManager transactions,
            Duration longestStep,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.audit = audit;
        this.transactions = new TransactionTemplate(transactions);
        this.transactions.setTimeout((int) longestStep.toSeconds());
        this.clock = clock;
    }

    /** The newest dead letter: what is shown from it downwards can be decided on, and what comes later cannot. */
    public long newest() {
        return jdbc.sql("select coalesce(max(id), 0) from dead_letter")
                .query(Long.class)
                .single();
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
     * Asks for a replay. {@link DeadLetterReplay} does it in the background, on whichever replica gets to it first.
     *
     * @param which those of them that are open and whose destination is configured
     * @param upTo none that came after this one
     * @param by who decides it
     * @return how many will be replayed; those whose replay was asked for before are not counted again
     * @throws org.springframework.dao.DataAccessException when the database does not answer, or a step takes too long; what was done
     *     before stays done, and the rest can be asked for again
     */
    public long replay(DeadLetterFilter which, long upTo, String by) {
        String[] configured =
                destinations.destinations().stream().map(Destination::name).toArray(String[]::new);
        return inSteps(
                "replay",
                which,
                upTo,
                by,
                "and replay_at is null and destination = any(?)",
                List.of((Object) configured),
                "replay_at = ?, replay_by = ?, replay_tries = 0, outcome = null",
                List.of(now(), by));
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
        return inSteps(
                "discard",
                which,
                upTo,
                by,
                "",
                List.of(),
                "state = 'discarded', settled_at = ?, settled_by = ?, note = ?, replay_at = null, published_at = null",
                List.of(now(), by, told));
    }

    private OffsetDateTime now() {
        return Instants.parameter(clock.instant());
    }

    private long inSteps(
            String what,
            DeadLetterFilter which,
            long upTo,
            String by,
            String condition,
            List<Object> conditionValues,
            String assignments,
            List<Object> values) {
        List<Object> parameters = new ArrayList<>();
        String where = which.where(parameters);
        parameters.addAll(conditionValues);
        int after = parameters.size();
        parameters.addAll(List.of(0L, upTo, STEP));
        parameters.addAll(values);
        String statement =
                """
                with chosen as (
                  select id from dead_letter
                  where %s %s and state = 'open' and id > ? and id <= ?
                  order by id
                  limit ?
                  for update),
                changed as (
                  update dead_letter d set %s from chosen where d.id = chosen.id returning d.id, d.destination)
                select count(*) as count, coalesce(max(id), 0) as last,
                       case when min(destination) = max(destination) then min(destination) else '' end as destination
                from changed
                """
                        .formatted(where, condition, assignments);
        long count = 0;
        Step step;
        do {
            step = transactions.execute(status -> {
                Step changed =
                        jdbc.sql(statement).params(parameters).query(Step.class).single();
                if (changed.count() > 0) {
                    audit.add(entry(what, which, by, changed));
                }
                return changed;
            });
            count += step.count();
            parameters.set(after, step.last());
        } while (step.count() == STEP);
        return count;
    }

    /**
     * What one statement changed.
     *
     * @param count how many letters
     * @param destination whose; empty when they are of several, or there are none
     * @param last the largest number among them; the next statement goes on behind it
     */
    private record Step(int count, String destination, long last) {}

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
            parts.add("since " + which.from());
        }
        if (which.to() != null) {
            parts.add("before " + which.to());
        }
        if (which.prospectId() != null) {
            parts.add("of one prospect");
        }
        if (which.text() != null) {
            parts.add("with a text in them");
        }
        return "all that are open" + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }
}
