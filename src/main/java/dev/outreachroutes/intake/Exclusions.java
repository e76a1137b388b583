package dev.outreachroutes.intake;

import dev.outreachroutes.backlog.run.RunCounts;
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
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps what is left of a batch behind its mapping, besides changes and dead letters: how many profiles it held, what of them was excluded,
 * and the last ones that were.
 *
 * <p>Of each prospect the last event is kept that asked for nothing we may send, so that it can be told from one that was never seen.
 * Two prospects whose numbers differ by a multiple of {@value #PLACES} share a place, which the later one takes: a destination has
 * never more rows than that. And of each reason the last {@value #LAST} exclusions are kept, also those of no prospect and of single
 * values; of one batch no more than {@value #LAST_OF_A_BATCH} of a reason.
 */
public final class Exclusions {

    /** Of one destination. */
    static final int PLACES = 1_000_000;

    /** Of a destination and a reason; now and then some more. */
    static final int LAST = 100;

    /** More of them would cost a batch of which much is excluded as much as all the rest. */
    static final int LAST_OF_A_BATCH = 10;

    private static final int LONGEST_DETAIL = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final RunCounts runs;
    private final InstantSource clock;

    public Exclusions(JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.runs = new RunCounts(jdbc);
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

    /**
     * What was excluded: a profile, or a value of it.
     *
     * @param id rises with the order in which they were noted
     * @param reason as in the metric {@code outreach_excluded_total}
     * @param subject {@code event}, or the prospect attribute or identity namespace concerned
     * @param detail a sentence for people, without any value
     * @param prospectId whose; null when the event names no prospect
     * @param topic where the record stands
     * @param recordTime when the record was written; null when that is not known
     * @param notedAt when it was read
     */
    public record ExcludedProfile(
            long id,
            String reason,
            String subject,
            String detail,
            Long prospectId,
            String topic,
            int partition,
            long offset,
            Instant recordTime,
            Instant notedAt) {}

    static int place(long prospectId) {
        return (int) (prospectId % PLACES);
    }

    /**
     * A step of the intake route: notes what a batch holds of these, and counts it, in one transaction. A record that was written before the
     * one that is known of the same prospect changes nothing there. A batch is counted once, also when its records are tried one by one later.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not take them; they can be noted again
     */
    public void note(IntakeBatch batch, String destination) {
        boolean counts = !batch.areCountsKept();
        transactions.executeWithoutResult(status -> {
            Instant now = clock.instant();
            note(destination, List.copyOf(batch.excluded()), now);
            if (counts) {
                keepLast(destination, batch.leftOut(), now);
                runs.read(
                        destination,
                        now,
                        batch.counts().events(),
                        batch.getDeadLetters().size(),
                        batch.counts().excluded());
            }
        });
        batch.countsAreKept();
    }

    private void note(String destination, List<IntakeBatch.Excluded> excluded, Instant now) {
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
                .param(Instants.parameter(now))
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

    private void keepLast(String destination, List<IntakeBatch.LeftOut> some, Instant now) {
        if (some.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        insert into excluded_profile
                          (destination, reason, subject, detail, prospect_id, topic, partition, "offset", record_time, noted_at)
                        select ?, reason, subject, detail, prospect_id, topic, partition, "offset", record_time::timestamptz, ?
                        from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::int[], ?::bigint[], ?::text[])
                          with ordinality
                          as u (reason, subject, detail, prospect_id, topic, partition, "offset", record_time, number)
                        order by number
                        """)
                .param(destination)
                .param(Instants.parameter(now))
                .param(column(
                        some, String[]::new, each -> each.exclusion().reason().label()))
                .param(column(some, String[]::new, each -> each.exclusion().subject()))
                .param(column(some, String[]::new, Exclusions::detail))
                .param(column(some, Long[]::new, IntakeBatch.LeftOut::prospectId))
                .param(column(some, String[]::new, each -> each.source().topic()))
                .param(column(some, Integer[]::new, each -> each.source().partition()))
                .param(column(some, Long[]::new, each -> each.source().offset()))
                .param(column(
                        some,
                        String[]::new,
                        each -> Objects.toString(each.source().time(), null)))
                .update();
        jdbc.sql(
                        """
                        delete from excluded_profile where (destination, reason, id) in (
                          select x.destination, x.reason, x.id
                          from unnest(?::text[]) as r (reason)
                          cross join lateral (
                            select id from excluded_profile
                            where destination = ? and reason = r.reason order by id desc offset ? limit 1) oldest
                          join excluded_profile x on x.destination = ? and x.reason = r.reason and x.id < oldest.id
                          for update of x skip locked)
                        """)
                .params(
                        some.stream()
                                .map(each -> each.exclusion().reason().label())
                                .distinct()
                                .toArray(String[]::new),
                        destination,
                        LAST - 1,
                        destination)
                .update();
    }

    private static String detail(IntakeBatch.LeftOut each) {
        String detail = each.exclusion().detail();
        return detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL));
    }

    private static <R, T> T[] column(List<R> rows, IntFunction<T[]> array, Function<R, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** What is noted at a prospect's place: its own last such event, or that of a prospect who took the place. */
    public Optional<Noted> at(String destination, long prospectId) {
        return jdbc.sql("select * from exclusion where destination = ? and place = ?")
                .params(destination, place(prospectId))
                .query(Noted.class)
                .optional();
    }

    /**
     * The last exclusions of a destination, the newest first.
     *
     * @param reason as in the metric; null for all
     * @param from read at this time or later; null for all
     * @param to read before this time; null for all
     * @param before only with smaller numbers; null for the newest
     */
    public List<ExcludedProfile> last(
            String destination, String reason, Instant from, Instant to, Long before, int limit) {
        return jdbc.sql(
                        """
                        select * from excluded_profile
                        where destination = :destination and (:reason::text is null or reason = :reason)
                          and (:from::timestamptz is null or noted_at >= :from) and (:to::timestamptz is null or noted_at < :to)
                          and (:before::bigint is null or id < :before)
                        order by id desc limit :limit
                        """)
                .param("destination", destination)
                .param("reason", reason)
                .param("from", Instants.parameter(from))
                .param("to", Instants.parameter(to))
                .param("before", before)
                .param("limit", limit)
                .query(ExcludedProfile.class)
                .list();
    }

    /** Removes what is known of some prospects, in the caller's transaction. */
    public void remove(String destination, Collection<Long> prospectIds) {
        jdbc.sql("delete from exclusion where destination = ? and place = any(?) and prospect_id = any(?)")
                .params(
                        destination,
                        prospectIds.stream().map(Exclusions::place).toArray(Integer[]::new),
                        prospectIds.toArray(Long[]::new))
                .update();
        jdbc.sql("delete from excluded_profile where destination = ? and prospect_id = any(?)")
                .params(destination, prospectIds.toArray(Long[]::new))
                .update();
    }

    /**
     * Removes some of the last exclusions that were noted before a time.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeLastOlderThan(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from excluded_profile where (destination, reason, id) in (
                          select destination, reason, id from excluded_profile where noted_at < ? limit ? for update skip locked)
                        """)
                .params(Instants.parameter(before), limit)
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
