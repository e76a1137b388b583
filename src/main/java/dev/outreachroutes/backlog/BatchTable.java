package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.database.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements on the tables {@code batch} and {@code bulk}. All of it runs in the caller's transaction. */
final class BatchTable {

    private static final String COLUMNS =
            """
            id, destination, account, change, whole, prospects, state, outreach_id, asked_at, look_at, give_up_at, looks, done, failures, page
            """;

    private final JdbcClient jdbc;

    BatchTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Batch batch) {
        jdbc.sql(
                        """
                        insert into batch (id, destination, account, change, whole, prospects, state, asked_at, look_at, give_up_at)
                        values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
                        """)
                .params(batch.id(), batch.destination(), batch.account())
                .param(ProspectStateJson.change(batch.change()))
                .param(batch.whole())
                .param(ids(batch.prospects()))
                .param(text(batch.state()))
                .param(Instants.parameter(batch.askedAt()))
                .param(Instants.parameter(batch.lookAt()))
                .param(Instants.parameter(batch.giveUpAt()))
                .update();
    }

    /** Writes what is known of one, and when it is looked at next; whoever had it to look at, has it no more. */
    void update(Batch batch, Instant lookAt) {
        jdbc.sql(
                        """
                        update batch
                        set prospects = ?, state = ?, outreach_id = ?, give_up_at = ?, looks = ?, done = ?, failures = ?, page = ?,
                            look_at = ?, leased_until = null
                        where id = ?
                        """)
                .param(ids(batch.prospects()))
                .param(text(batch.state()))
                .param(batch.outreachId())
                .param(Instants.parameter(batch.giveUpAt()))
                .params(batch.looks(), batch.done(), batch.failures(), batch.page())
                .param(Instants.parameter(lookAt))
                .param(batch.id())
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from batch where id = ?").param(id).update();
    }

    Optional<Batch> lock(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from batch where id = ? for update")
                .param(id)
                .query((row, number) -> batch(row))
                .optional();
    }

    /** Locks some that are to be looked at, and that nobody looks at. */
    List<Batch> lockDue(String destination, Instant now, int most) {
        return jdbc.sql(
                        "select " + COLUMNS
                                + """
                         from batch
                        where destination = ? and look_at <= ? and (leased_until is null or leased_until <= ?)
                        order by look_at
                        limit ?
                        for update skip locked
                        """)
                .params(destination, Instants.parameter(now), Instants.parameter(now), most)
                .query((row, number) -> batch(row))
                .list();
    }

    boolean anyDue(String destination, Instant now) {
        return jdbc.sql("select exists (select from batch where destination = ? and look_at <= ?"
                        + " and (leased_until is null or leased_until <= ?))")
                .params(destination, Instants.parameter(now), Instants.parameter(now))
                .query(Boolean.class)
                .single();
    }

    /** Whether there is any of a destination. */
    boolean any(String destination) {
        return jdbc.sql("select exists (select from batch where destination = ?)")
                .param(destination)
                .query(Boolean.class)
                .single();
    }

    /** Nobody else looks at it until then. */
    void lease(UUID id, Instant until) {
        jdbc.sql("update batch set leased_until = ? where id = ?")
                .params(Instants.parameter(until), id)
                .update();
    }

    /** Those whose prospects wait for them. */
    List<Batch> awaited(String destination) {
        return jdbc.sql("select " + COLUMNS + " from batch where destination = ? and state not in ('late', 'doubtful')")
                .param(destination)
                .query((row, number) -> batch(row))
                .list();
    }

    /** The one that a prospect is in. */
    Optional<Batch> of(String destination, long prospectId) {
        return jdbc.sql(
                        "select " + COLUMNS
                                + " from batch where id = (select claim from prospect where destination = ? and prospect_id = ?)")
                .params(destination, prospectId)
                .query((row, number) -> batch(row))
                .optional();
    }

    /** How many bulk requests of an account have which size, and whether any are made. */
    Optional<Limit> limit(String account) {
        return jdbc.sql("select most, taken, refused_until, reason from bulk where account = ?")
                .param(account)
                .query((row, number) -> new Limit(
                        row.getInt("most"),
                        row.getInt("taken"),
                        Instants.of(row, "refused_until"),
                        row.getString("reason")))
                .optional();
    }

    void save(String account, Limit limit) {
        jdbc.sql(
                        """
                        insert into bulk (account, most, taken, refused_until, reason) values (?, ?, ?, ?, ?)
                        on conflict (account) do update
                        set most = excluded.most, taken = excluded.taken, refused_until = excluded.refused_until,
                            reason = excluded.reason
                        """)
                .params(account, limit.most(), limit.taken())
                .param(Instants.parameter(limit.refusedUntil()))
                .param(limit.reason())
                .update();
    }

    /**
     * What is known of the bulk requests that Outreach takes of an account.
     *
     * @param most prospects in one
     * @param taken of that size in a row, without trouble
     * @param refusedUntil none before; null for now
     * @param reason why, in words
     */
    record Limit(int most, int taken, Instant refusedUntil, String reason) {

        Limit of(int other, int takenOfIt) {
            return new Limit(other, takenOfIt, refusedUntil, reason);
        }
    }

    private static Batch batch(ResultSet row) throws SQLException {
        Map<String, JsonNode> change = ProspectStateJson.change(row.getString("change"));
        return new Batch(
                row.getObject("id", UUID.class),
                row.getString("destination"),
                row.getString("account"),
                change,
                row.getBoolean("whole"),
                Set.of((Long[]) row.getArray("prospects").getArray()),
                Batch.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("outreach_id", Long.class),
                Instants.of(row, "asked_at"),
                Instants.of(row, "look_at"),
                Instants.of(row, "give_up_at"),
                row.getInt("looks"),
                row.getInt("done"),
                row.getInt("failures"),
                row.getString("page"));
    }

    private static String text(Batch.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Long[] ids(Set<Long> prospects) {
        return prospects.stream().sorted().toArray(Long[]::new);
    }
}
