package dev.outreachroutes.intake;

import dev.outreachroutes.database.Instants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps of each prospect the last event that asked for nothing we may send, so that it can be told from one that was never seen.
 * Two prospects whose numbers differ by a multiple of {@value #PLACES} share a place, which the later one takes: a destination has
 * never more rows than that.
 */
public final class Exclusions {

    /** Of one destination. */
    static final int PLACES = 1_000_000;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public Exclusions(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * An event of a prospect that asked for nothing.
     *
     * @param prospectId whose; of another prospect when that has taken the place
     * @param reason as in the metric {@code outreach_excluded_total}
     * @param topic where the record stands
     * @param recordTime when the record was written; null when that is not known
     * @param notedAt when it was read
     */
    public record Noted(
            long prospectId,
            String reason,
            String topic,
            int partition,
            long offset,
            Instant recordTime,
            Instant notedAt) {}

    static int place(long prospectId) {
        return (int) (prospectId % PLACES);
    }

    /**
     * A step of the intake route: notes what a batch holds of these. A record that was written before the one that is known of the same
     * prospect changes nothing.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not take them; they can be noted again
     */
    public void note(IntakeBatch batch, String destination) {
        List<IntakeBatch.Excluded> excluded = List.copyOf(batch.excluded());
        if (excluded.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        insert into exclusion (destination, place, prospect_id, reason, topic, partition, "offset", record_time, noted_at)
                        select ?, place, prospect_id, reason, topic, partition, "offset", record_time::timestamptz, ?
                        from unnest(?::int[], ?::bigint[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::text[])
                          as u (place, prospect_id, reason, topic, partition, "offset", record_time)
                        order by place
                        on conflict (destination, place) do update
                        set prospect_id = excluded.prospect_id, reason = excluded.reason, topic = excluded.topic,
                            partition = excluded.partition, "offset" = excluded."offset", record_time = excluded.record_time,
                            noted_at = excluded.noted_at
                        where exclusion.prospect_id <> excluded.prospect_id
                           or coalesce(excluded.record_time >= exclusion.record_time, true)
                        """)
                .param(destination)
                .param(Instants.parameter(clock.instant()))
                .param(column(excluded, Integer[]::new, each -> place(each.prospectId())))
                .param(column(excluded, Long[]::new, IntakeBatch.Excluded::prospectId))
                .param(column(excluded, String[]::new, IntakeBatch.Excluded::reason))
                .param(column(excluded, String[]::new, each -> each.source().topic()))
                .param(column(excluded, Integer[]::new, each -> each.source().partition()))
                .param(column(excluded, Long[]::new, each -> each.source().offset()))
                .param(column(
                        excluded,
                        String[]::new,
                        each -> Objects.toString(each.source().time(), null)))
                .update();
    }

    private static <T> T[] column(
            List<IntakeBatch.Excluded> rows, IntFunction<T[]> array, Function<IntakeBatch.Excluded, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** What is noted at a prospect's place: its own last such event, or that of a prospect who took the place. */
    public Optional<Noted> at(String destination, long prospectId) {
        return jdbc.sql("select * from exclusion where destination = ? and place = ?")
                .params(destination, place(prospectId))
                .query(Noted.class)
                .optional();
    }

    /** Removes what is known of some prospects, in the caller's transaction. */
    public void remove(String destination, Collection<Long> prospectIds) {
        jdbc.sql("delete from exclusion where destination = ? and place = any(?) and prospect_id = any(?)")
                .params(
                        destination,
                        prospectIds.stream().map(Exclusions::place).toArray(Integer[]::new),
                        prospectIds.toArray(Long[]::new))
                .update();
    }

    /**
     * Removes some that were noted before a time.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOlderThan(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from exclusion where (destination, place) in (
                          select destination, place from exclusion where noted_at < ? limit ? for update skip locked)
                        """)
                .params(Instants.parameter(before), limit)
                .update();
    }
}
