package dev.outreachroutes.backlog.run;

import dev.outreachroutes.database.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The runs that are kept. An hour in which nothing came, nothing was delivered, and at the end of which nothing waited has none. */
public final class Runs {

    private static final Instant A_LATE_HOUR = Instant.parse("9999-01-01T00:00:00Z");

    private final JdbcClient jdbc;

    public Runs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is one run. */
    public enum Bucket {
        HOUR,
        /** Of UTC. */
        DAY;

        private Instant start(Instant at) {
            return at.truncatedTo(this == DAY ? ChronoUnit.DAYS : ChronoUnit.HOURS);
        }

        private String unit() {
            return this == DAY ? "day" : "hour";
        }
    }

    /**
     * The runs of a destination, the oldest first.
     *
     * @param from the first hour or day is the one in which it lies
     * @param to the last one begins before
     */
    public List<Run> between(String destination, Instant from, Instant to, Bucket bucket) {
        Instant start = bucket.start(from);
        Map<Instant, Map<String, Long>> excluded = excluded(destination, start, to, bucket);
        Map<Instant, Long> pending = pending(destination, start, to, bucket);
        Map<Instant, Run> runs = new TreeMap<>();
        pending.forEach((hour, prospects) -> {
            if (prospects > 0) {
                runs.put(hour, Run.of(hour, prospects));
            }
        });
        jdbc.sql(
                        """
                        select date_trunc(?, hour, 'UTC') as start, sum(received) as received, sum(unreadable) as unreadable,
                               sum(queued) as queued, sum(merged) as merged, sum(unchanged) as unchanged,
                               sum(forgotten) as forgotten, sum(delivered) as delivered, sum(failed) as failed,
                               sum(withheld) as withheld, sum(requests) as requests
                        from run where destination = ? and hour >= ? and hour < ? group by start
                        """)
                .params(bucket.unit(), destination, Instants.parameter(start), Instants.parameter(to))
                .query((row, number) -> run(row, excluded, pending))
                .list()
                .forEach(run -> runs.put(run.hour(), run));
        return List.copyOf(runs.values());
    }

    /**
     * All of a destination's runs since a time added up; all zero when there was none.
     *
     * @param from the first hour is the one in which it lies
     */
    public Run sum(String destination, Instant from) {
        List<Run> runs = between(destination, from, A_LATE_HOUR, Bucket.HOUR);
        Map<String, Long> excluded = new HashMap<>();
        runs.forEach(run -> run.excluded().forEach((reason, number) -> excluded.merge(reason, number, Long::sum)));
        return new Run(
                Bucket.HOUR.start(from),
                sum(runs, Run::received),
                sum(runs, Run::unreadable),
                excluded,
                sum(runs, Run::queued),
                sum(runs, Run::merged),
                sum(runs, Run::unchanged),
                sum(runs, Run::forgotten),
                sum(runs, Run::delivered),
                sum(runs, Run::failed),
                sum(runs, Run::withheld),
                sum(runs, Run::requests),
                null);
    }

    private static long sum(List<Run> runs, ToLongFunction<Run> number) {
        return runs.stream().mapToLong(number).sum();
    }

    /** When something came for a destination the last time, to the hour: the end of that hour. Nothing when it never did. */
    public Optional<Instant> lastReceived(String destination) {
        return jdbc.sql("select max(hour) as hour from run where destination = ? and received + unreadable > 0")
                .param(destination)
                .query((row, number) -> Optional.ofNullable(Instants.of(row, "hour")))
                .single()
                .map(hour -> hour.plus(1, ChronoUnit.HOURS));
    }

    private static Run run(ResultSet row, Map<Instant, Map<String, Long>> excluded, Map<Instant, Long> pending)
            throws SQLException {
        Instant start = Instants.of(row, "start");
        return new Run(
                start,
                row.getLong("received"),
                row.getLong("unreadable"),
                excluded.getOrDefault(start, Map.of()),
                row.getLong("queued"),
                row.getLong("merged"),
                row.getLong("unchanged"),
                row.getLong("forgotten"),
                row.getLong("delivered"),
                row.getLong("failed"),
                row.getLong("withheld"),
                row.getLong("requests"),
                pending.get(start));
    }

    /**
     * How many prospects of a destination were pending at the end of each hour or day of which that is known, the oldest first.
     *
     * @param from the first hour or day is the one in which it lies
     * @param to the last one begins before
     */
    public SortedMap<Instant, Long> pending(String destination, Instant from, Instant to, Bucket bucket) {
        SortedMap<Instant, Long> pending = new TreeMap<>();
        jdbc.sql(
                        """
                        select date_trunc(?, hour, 'UTC') as start, (array_agg(pending order by hour desc))[1] as pending
                        from run_pending where destination = ? and hour >= ? and hour < ? group by start
                        """)
                .params(bucket.unit(), destination, Instants.parameter(bucket.start(from)), Instants.parameter(to))
                .query(row -> {
                    pending.put(Instants.of(row, "start"), row.getLong("pending"));
                });
        return pending;
    }

    /**
     * Keeps how many prospects are pending at the end of an hour. In the caller's transaction.
     *
     * @param hour when it began
     */
    public void keepPending(String destination, Instant hour, long prospects) {
        jdbc.sql(
                        """
                        insert into run_pending (destination, hour, pending) values (?, ?, ?)
                        on conflict (destination, hour) do update set pending = excluded.pending
                        """)
                .params(destination, Instants.parameter(hour), prospects)
                .update();
    }

    private Map<Instant, Map<String, Long>> excluded(String destination, Instant start, Instant to, Bucket bucket) {
        Map<Instant, Map<String, Long>> excluded = new HashMap<>();
        jdbc.sql(
                        """
                        select start, array_agg(reason) as reasons, array_agg(excluded) as numbers
                        from (
                          select date_trunc(?, hour, 'UTC') as start, reason, sum(excluded)::bigint as excluded
                          from run_excluded where destination = ? and hour >= ? and hour < ? group by start, reason) each
                        group by start
                        """)
                .params(bucket.unit(), destination, Instants.parameter(start), Instants.parameter(to))
                .query(row -> {
                    String[] reasons = (String[]) row.getArray("reasons").getArray();
                    Long[] numbers = (Long[]) row.getArray("numbers").getArray();
                    Map<String, Long> each = new HashMap<>();
                    for (int i = 0; i < reasons.length; i++) {
                        each.put(reasons[i], numbers[i]);
                    }
                    excluded.put(Instants.of(row, "start"), each);
                });
        return excluded;
    }

    /**
     * Takes the hours that nobody has told yet. Of several replicas one gets each of them, once. In the caller's transaction.
     *
     * @param until the start of an hour: those before it are over
     * @return the start of the first of them, a day before the end at the earliest; nothing when all are told, and for the very first call
     */
    public Optional<Instant> takeUntold(Instant until) {
        jdbc.sql("insert into run_told (hour) values (?) on conflict do nothing")
                .param(Instants.parameter(until))
                .update();
        return jdbc.sql(
                        """
                        update run_told set hour = ?
                        from (select hour as first from run_told for update) told
                        where run_told.hour < ?
                        returning greatest(told.first, ?::timestamptz - interval '1 day') as first
                        """)
                .params(Instants.parameter(until), Instants.parameter(until), Instants.parameter(until))
                .query((row, number) -> Instants.of(row, "first"))
                .optional();
    }

    /**
     * Adds up some of the slots of hours that are over, so that there is less to read. What is still counted for such an hour is added up
     * the next time. Replicas may do it at once: they write the same rows in the same order.
     *
     * @param before the hours that began before
     * @return how many there were; as many as the limit, or more, when there may be more
     */
    public int addUpSlots(Instant before, int limit) {
        return jdbc.sql(
                                """
                                with over as (
                                  delete from run where (destination, hour, slot) in (
                                    select destination, hour, slot from run where slot >= 0 and hour < ? limit ? for update skip locked)
                                  returning *),
                                added as (
                                  insert into run (destination, hour, slot, received, unreadable, queued, merged, unchanged, forgotten,
                                                   delivered, failed, withheld, requests)
                                  select destination, hour, -1, sum(received), sum(unreadable), sum(queued), sum(merged),
                                         sum(unchanged), sum(forgotten), sum(delivered), sum(failed), sum(withheld), sum(requests)
                                  from over group by destination, hour order by destination, hour
                                  %s)
                                select count(*) from over
                                """
                                        .formatted(RunCounts.ADD_UP))
                        .params(Instants.parameter(before), limit)
                        .query(Integer.class)
                        .single()
                + jdbc.sql(
                                """
                                with over as (
                                  delete from run_excluded where (destination, hour, reason, slot) in (
                                    select destination, hour, reason, slot from run_excluded where slot >= 0 and hour < ? limit ?
                                    for update skip locked)
                                  returning *),
                                added as (
                                  insert into run_excluded (destination, hour, reason, slot, excluded)
                                  select destination, hour, reason, -1, sum(excluded)
                                  from over group by destination, hour, reason order by destination, hour, reason
                                  %s)
                                select count(*) from over
                                """
                                        .formatted(RunCounts.ADD_UP_EXCLUDED))
                        .params(Instants.parameter(before), limit)
                        .query(Integer.class)
                        .single();
    }

    /**
     * Removes some of before a time.
     *
     * @return how many rows; as many as the limit, or more, when there may be more
     */
    public int removeOlderThan(Instant before, int limit) {
        return jdbc.sql(
                                """
                                delete from run where (destination, hour, slot) in (
                                  select destination, hour, slot from run where hour < ? limit ? for update skip locked)
                                """)
                        .params(Instants.parameter(before), limit)
                        .update()
                + jdbc.sql(
                                """
                                delete from run_excluded where (destination, hour, reason, slot) in (
                                  select destination, hour, reason, slot from run_excluded where hour < ? limit ?
                                  for update skip locked)
                                """)
                        .params(Instants.parameter(before), limit)
                        .update()
                + jdbc.sql(
                                """
                                delete from run_pending where (destination, hour) in (
                                  select destination, hour from run_pending where hour < ? limit ? for update skip locked)
                                """)
                        .params(Instants.parameter(before), limit)
                        .update();
    }
}
