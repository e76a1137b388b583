package dev.outreachroutes.backlog;

import dev.outreachroutes.database.Instants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes what a backlog holds of prospects, and remembers that they are forgotten: while that stands, records written before do not
 * bring them back, and one that is written afterwards does.
 *
 * <p>Whoever takes something in of a destination's prospects holds its lock, shared with others who do, until the end of the
 * transaction, and looks only then who is forgotten. Who forgets has the lock alone. So what is taken in is there when it is forgotten, or is
 * looked at when it was.
 */
public final class ForgottenProspects {

    /** Of the advisory locks, those of this class; the other half of a lock's number is the destination's. */
    private static final int LOCKS = 0x666f7267;

    private final JdbcClient jdbc;

    public ForgottenProspects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * That a prospect is forgotten.
     *
     * @param at when it was; what was written up to then is not taken in
     * @param until how long that is remembered at least
     */
    public record Forgotten(Instant at, Instant until) {}

    /**
     * What was removed.
     *
     * @param prospects of which something was desired
     * @param requests that had left
     * @param at when they were forgotten
     * @param until how long that is remembered
     */
    public record Removed(int prospects, int requests, Instant at, Instant until) {}

    /** Whether and when a prospect was forgotten. */
    public Optional<Forgotten> find(String destination, long prospectId) {
        return jdbc.sql("select at, until from forgotten where destination = ? and prospect_id = ?")
                .params(destination, prospectId)
                .query((row, number) -> new Forgotten(Instants.of(row, "at"), Instants.of(row, "until")))
                .optional();
    }

    /**
     * Of these prospects those that are forgotten and have not been sent anything since: what is told of their requests now is of before.
     * In the caller's transaction, during which nobody forgets any of the destination.
     */
    public Set<Long> withoutRequest(String destination, Collection<Long> prospectIds) {
        share(destination);
        return jdbc.sql(
                        """
                        select prospect_id from forgotten f
                        where destination = ? and prospect_id = any(?)
                          and not exists (
                            select from prospect p
                            where p.destination = f.destination and p.prospect_id = f.prospect_id and p.claim is not null)
                        """)
                .params(destination, ids(prospectIds))
                .query(Long.class)
                .set();
    }

    /**
     * A prospect that was forgotten, to who takes something in of it.
     *
     * @param at what was written up to then is not taken in
     * @param busyUntil nothing is sent before; null: it may be at once
     */
    record Tombstone(Instant at, Instant busyUntil) {}

    /** Those of these prospects that are forgotten. In the caller's transaction, during which nobody forgets any of the destination. */
    Map<Long, Tombstone> among(String destination, Collection<Long> prospectIds) {
        share(destination);
        Map<Long, Tombstone> found = new HashMap<>();
        jdbc.sql("select prospect_id, at, busy_until from forgotten where destination = ? and prospect_id = any(?)")
                .params(destination, ids(prospectIds))
                .query(row -> {
                    found.put(
                            row.getLong("prospect_id"),
                            new Tombstone(Instants.of(row, "at"), Instants.of(row, "busy_until")));
                });
        return found;
    }

    /** A statement of its own: the next one sees what was committed while this one waited. */
    private void share(String destination) {
        lock("select pg_advisory_xact_lock_shared(?, hashtext(?))", destination);
    }

    private void lock(String statement, String destination) {
        jdbc.sql(statement)
                .params(LOCKS, destination)
                .query((row, number) -> "")
                .list();
    }

    /**
     * Waits until nobody takes anything in of a destination's prospects, so that what is read of the clock then is later than all that was
     * taken in. Nobody does until the end of the caller's transaction.
     */
    public void lockAlone(String destination) {
        lock("select pg_advisory_xact_lock(?, hashtext(?))", destination);
    }

    /**
     * Forgets prospects: removes their state, their requests and what records these, in the caller's transaction. An answer that is yet to
     * come of a request under way changes nothing any more; the request counts in the quota all the same.
     *
     * @param prospectIds at most 1,000 at once, since nobody takes anything in of the destination meanwhile
     * @param kept how long that is remembered
     */
    public Removed remove(String destination, Collection<Long> prospectIds, InstantSource clock, Duration kept) {
        lockAlone(destination);
        // Times in the database have this resolution, and the time has to be the same when it is read again.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = at.plus(kept);
        Long[] ids = prospectIds.stream().distinct().sorted().toArray(Long[]::new);
        Map<Long, Instant> busy = new HashMap<>();
        int prospects = jdbc.sql(
                        """
                        select prospect_id, due_at, claim is not null or in_doubt <> '[]' as busy from prospect
                        where destination = ? and prospect_id = any(?)
                        order by prospect_id
                        for update
                        """)
                .params(destination, ids)
                .query((row, number) -> {
                    Instant due = Instants.of(row, "due_at");
                    if (row.getBoolean("busy") && due != null && due.isAfter(at)) {
                        busy.put(row.getLong("prospect_id"), due);
                    }
                    return "";
                })
                .list()
                .size();
        delete("delete from prospect where destination = ? and prospect_id = any(?)", destination, ids);
        delete("delete from set_aside where destination = ? and prospect_id = any(?)", destination, ids);
        delete("delete from request_recording where destination = ? and prospect_id = any(?)", destination, ids);
        int requests = delete("delete from request where destination = ? and prospect_id = any(?)", destination, ids);
        jdbc.sql(
                        """
                        insert into forgotten (destination, prospect_id, at, until, busy_until)
                        select ?, prospect_id, ?, ?, busy_until::timestamptz
                        from unnest(?::bigint[], ?::text[]) as u (prospect_id, busy_until)
                        on conflict (destination, prospect_id) do update
                        set at = excluded.at, until = greatest(forgotten.until, excluded.until),
                            busy_until = greatest(forgotten.busy_until, excluded.busy_until)
                        """)
                .param(destination)
                .param(Instants.parameter(at))
                .param(Instants.parameter(until))
                .param(ids)
                .param(List.of(ids).stream()
                        .map(busy::get)
                        .map(time -> time == null ? null : time.toString())
                        .toArray(String[]::new))
                .update();
        return new Removed(prospects, requests, at, until);
    }

    private int delete(String statement, String destination, Long[] ids) {
        return jdbc.sql(statement).params(destination, ids).update();
    }

    /**
     * Stops remembering some whose time is over.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOver(Instant now, int limit) {
        return jdbc.sql(
                        """
                        delete from forgotten where (destination, prospect_id) in (
                          select destination, prospect_id from forgotten where until <= ? order by until limit ?
                          for update skip locked)
                        """)
                .params(Instants.parameter(now), limit)
                .update();
    }

    private static Long[] ids(Collection<Long> prospectIds) {
        return prospectIds.toArray(Long[]::new);
    }
}
