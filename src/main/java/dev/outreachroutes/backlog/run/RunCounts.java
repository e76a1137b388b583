package dev.outreachroutes.backlog.run;

import dev.outreachroutes.database.Instants;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Adds to the numbers of a destination's hour, in the caller's transaction: what is rolled back is not counted, and what is durable is,
 * once, whichever replica did it.
 *
 * <p>To be called last in a transaction, which then waits for nothing that another one holds while that waits for the row of the hour. Each
 * database connection has a slot of its own, as far as they go round.
 */
public final class RunCounts {

    /** What becomes of numbers when the slot has some already. */
    static final String ADD_UP =
            """
            on conflict (destination, hour, slot) do update
            set received = run.received + excluded.received, unreadable = run.unreadable + excluded.unreadable,
                queued = run.queued + excluded.queued, merged = run.merged + excluded.merged,
                unchanged = run.unchanged + excluded.unchanged, forgotten = run.forgotten + excluded.forgotten,
                delivered = run.delivered + excluded.delivered, failed = run.failed + excluded.failed,
                withheld = run.withheld + excluded.withheld, requests = run.requests + excluded.requests
            """;

    static final String ADD_UP_EXCLUDED =
            """
            on conflict (destination, hour, reason, slot) do update set excluded = run_excluded.excluded + excluded.excluded
            """;

    private final JdbcClient jdbc;

    public RunCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a batch of records held.
     *
     * @param at decides about the hour
     * @param received profiles read
     * @param unreadable records of which something could not be read
     * @param excluded what asked for nothing we may send, by reason
     */
    public void read(String destination, Instant at, long received, long unreadable, Map<String, Integer> excluded) {
        if (received > 0 || unreadable > 0) {
            add(destination, at, received, unreadable, 0, 0, 0, 0, 0, 0, 0, 0);
        }
        if (!excluded.isEmpty()) {
            Map<String, Integer> sorted = new TreeMap<>(excluded);
            jdbc.sql(
                            """
                            insert into run_excluded (destination, hour, reason, slot, excluded)
                            select ?, ?, reason, pg_backend_pid() % 16, number
                            from unnest(?::text[], ?::bigint[]) as u (reason, number)
                            """
                                    + ADD_UP_EXCLUDED)
                    .params(
                            destination,
                            hour(at),
                            sorted.keySet().toArray(String[]::new),
                            sorted.values().stream().map(Integer::longValue).toArray(Long[]::new))
                    .update();
        }
    }

    /** What a fold did with its changes; see {@link dev.outreachroutes.backlog.FoldCount}. */
    public void folded(String destination, Instant at, long queued, long merged, long unchanged, long forgotten) {
        if (queued + merged + unchanged + forgotten > 0) {
            add(destination, at, 0, 0, queued, merged, unchanged, forgotten, 0, 0, 0, 0);
        }
    }

    /**
     * How deliveries ended.
     *
     * @param delivered confirmed by Outreach
     * @param failed given up
     * @param withheld attributes that a step of the route took out
     * @param requests that left, whatever came of them
     */
    public void settled(String destination, Instant at, long delivered, long failed, long withheld, long requests) {
        if (delivered + failed + withheld + requests > 0) {
            add(destination, at, 0, 0, 0, 0, 0, 0, delivered, failed, withheld, requests);
        }
    }

    /** @param numbers in the order of the columns */
    private void add(String destination, Instant at, long... numbers) {
        JdbcClient.StatementSpec statement = jdbc.sql(
                        """
                        insert into run (destination, hour, slot, received, unreadable, queued, merged, unchanged, forgotten, delivered,
                                         failed, withheld, requests)
                        values (?, ?, pg_backend_pid() % 16, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """
                                + ADD_UP)
                .params(destination, hour(at));
        for (long number : numbers) {
            statement = statement.param(number);
        }
        statement.update();
    }

    private static Object hour(Instant at) {
        return Instants.parameter(at.truncatedTo(ChronoUnit.HOURS));
    }
}
