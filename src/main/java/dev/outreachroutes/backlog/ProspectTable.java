package dev.outreachroutes.backlog;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.Outage;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The statements on table {@code prospect}. Rows are always locked in the order of their IDs, so that writers wait for
 * each other instead of deadlocking. All of it runs in the caller's transaction.
 */
final class ProspectTable {

    private static final String LOCK =
            """
            select prospect_id, desired, acknowledged, in_doubt, refused, refused_alone, withheld, narrowing, pending_since, due_at,
                   claim, attempts
            from prospect
            where destination = ? and prospect_id = any(?)
            order by prospect_id
            for update
            """;

    /** What is not claimed, see table {@code set_aside}. */
    private static final String NOT_SET_ASIDE =
            """
            not exists (select from set_aside s where s.destination = p.destination and s.prospect_id = p.prospect_id)
            """;

    /**
     * Due prospects, the longest due first, but none for which another destination of the account has a request under way, or one
     * that was not answered and may still be applied: that row is in doubt and waits.
     */
    /** Of a prospect that another destination of the account does not hold. */
    private static final String DUE =
            """
            select prospect_id, desired, acknowledged, in_doubt, refused, refused_alone, withheld, narrowing, pending_since, due_at,
                   claim, attempts
            from prospect p
            where destination = ? and due_at <= ?
              and %s
              and not exists (
                select from prospect other
                where other.destination = any(?) and other.prospect_id = p.prospect_id
                  and (other.claim is not null or other.in_doubt <> '[]') and other.due_at > ?)
            """
                    .formatted(NOT_SET_ASIDE);

    private static final String LOCK_DUE = DUE
            + """
            order by due_at
            limit ?
            for update skip locked
            """;

    /** The oldest and the newest that are due: what fails moves from the one end to the other, and so do those that are next. */
    private static final String LOCK_PROBE = DUE
            + """
              and prospect_id in (
                (select prospect_id from prospect p where destination = ? and due_at <= ? and %1$s order by due_at limit %2$d)
                union all
                (select prospect_id from prospect p where destination = ? and due_at <= ? and %1$s order by due_at desc limit %2$d))
            order by attempts, due_at desc
            limit 1
            for update skip locked
            """
                    .formatted(NOT_SET_ASIDE, 100);

    /** Prospects of which something is withheld by other routes than these. */
    private static final String LOCK_WITHHELD =
            """
            select prospect_id, desired, acknowledged, in_doubt, refused, refused_alone, withheld, narrowing, pending_since, due_at,
                   claim, attempts
            from prospect p
            where destination = ? and withheld <> '{}'
              and %s
              and exists (select from jsonb_each(withheld) each where each.value ->> 1 <> ?)
            order by prospect_id
            limit ?
            for update skip locked
            """
                    .formatted(NOT_SET_ASIDE);

    private static final String UNNEST =
            """
            unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                   ?::text[], ?::int[])
            as u (prospect_id, desired, acknowledged, in_doubt, refused, refused_alone, withheld, narrowing, pending_since, due_at,
                  claim, attempts)
            """;

    private static final String INSERT =
            """
            insert into prospect (destination, prospect_id, desired, acknowledged, in_doubt, refused, refused_alone,
                                  withheld, narrowing, pending_since, due_at, claim, attempts)
            select ?, prospect_id, desired::jsonb, acknowledged::jsonb, in_doubt::jsonb, refused::jsonb, refused_alone::jsonb,
                   withheld::jsonb, narrowing::jsonb, pending_since::timestamptz, due_at::timestamptz, claim::uuid, attempts
            from %s
            on conflict do nothing
            returning prospect_id
            """
                    .formatted(UNNEST);

    private static final String UPDATE =
            """
            update prospect p
            set desired = u.desired::jsonb, acknowledged = u.acknowledged::jsonb, in_doubt = u.in_doubt::jsonb,
                refused = u.refused::jsonb, refused_alone = u.refused_alone::jsonb, withheld = u.withheld::jsonb,
                narrowing = u.narrowing::jsonb, pending_since = u.pending_since::timestamptz, due_at = u.due_at::timestamptz, claim = u.claim::uuid, attempts = u.attempts
            from %s
            where p.destination = ? and p.prospect_id = u.prospect_id
            """
                    .formatted(UNNEST);

    private final JdbcTemplate jdbc;

    ProspectTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the rows that exist of these prospects. */
    Map<Long, ProspectRow> lock(String destination, Collection<Long> prospectIds) {
        return with(LOCK, statement -> {
            statement.setString(1, destination);
            statement.setArray(2, ids(statement.getConnection(), prospectIds));
            Map<Long, ProspectRow> rows = new HashMap<>();
            read(statement, row -> rows.put(row.prospectId, row));
            return rows;
        });
    }

    /** Locks prospects that are due, at most {@code limit}, and none that somebody else has locked. */
    List<ProspectRow> lockDue(String destination, List<String> siblings, Instant now, int limit) {
        return with(LOCK_DUE, statement -> {
            statement.setString(1, destination);
            statement.setObject(2, Instants.parameter(now));
            statement.setArray(3, statement.getConnection().createArrayOf("text", siblings.toArray()));
            statement.setObject(4, Instants.parameter(now));
            statement.setInt(5, limit);
            List<ProspectRow> rows = new java.util.ArrayList<>();
            read(statement, rows::add);
            return rows;
        });
    }

    /**
     * Locks the one that goes ahead of the others, to find out whether Outreach takes requests: the one that was tried least. If it
     * were always the longest waiting one, some prospects whose requests fail would keep all others waiting.
     */
    List<ProspectRow> lockProbe(String destination, List<String> siblings, Instant now) {
        return with(LOCK_PROBE, statement -> {
            statement.setString(1, destination);
            statement.setObject(2, Instants.parameter(now));
            statement.setArray(3, statement.getConnection().createArrayOf("text", siblings.toArray()));
            statement.setObject(4, Instants.parameter(now));
            statement.setString(5, destination);
            statement.setObject(6, Instants.parameter(now));
            statement.setString(7, destination);
            statement.setObject(8, Instants.parameter(now));
            List<ProspectRow> rows = new java.util.ArrayList<>();
            read(statement, rows::add);
            return rows;
        });
    }

    /** Locks some prospects of which other routes than these have withheld something. */
    List<ProspectRow> lockWithheld(String destination, String routes, int limit) {
        return with(LOCK_WITHHELD, statement -> {
            statement.setString(1, destination);
            statement.setString(2, routes);
            statement.setInt(3, limit);
            List<ProspectRow> rows = new java.util.ArrayList<>();
            read(statement, rows::add);
            return rows;
        });
    }

    /** Counts the prospects of which something is withheld, by the index alone. */
    long withheld(String destination) {
        return jdbc.queryForObject(
                "select count(*) from prospect where destination = ? and withheld <> '{}'", Long.class, destination);
    }

    /** How one stands, without locking it. */
    Optional<ProspectStanding> find(String destination, long prospectId) {
        return jdbc
                .query(
                        """
                        select prospect_id, desired, acknowledged, in_doubt, refused, refused_alone, withheld, narrowing,
                               pending_since, due_at, claim, attempts, not %s as set_aside
                        from prospect p
                        where destination = ? and prospect_id = ?
                        """
                                .formatted(NOT_SET_ASIDE),
                        (row, number) -> ProspectStanding.of(new ProspectRow(row), row.getBoolean("set_aside")),
                        destination,
                        prospectId)
                .stream()
                .findFirst();
    }

    /** Whether it is claimed, and not set aside: such a claim is not settled. */
    boolean underWay(String destination, long prospectId) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select from prospect p where destination = ? and prospect_id = ? and claim is not null and "
                        + NOT_SET_ASIDE + ")",
                Boolean.class,
                destination,
                prospectId));
    }

    /** Of these those of which nothing waits, with the attributes that Outreach has refused. */
    Map<Long, Set<String>> refusedOfThoseAtRest(String destination, Collection<Long> prospectIds) {
        Map<Long, Set<String>> refused = new HashMap<>();
        jdbc.query(
                """
                select prospect_id, array(select jsonb_object_keys(refused)) as refused from prospect
                where destination = ? and prospect_id = any(?) and pending_since is null and jsonb_typeof(refused) = 'object'
                """,
                row -> {
                    refused.put(row.getLong("prospect_id"), Set.of((String[])
                            row.getArray("refused").getArray()));
                },
                destination,
                prospectIds.toArray(Long[]::new));
        return refused;
    }

    boolean anyDue(String destination, Instant now) {
        return !jdbc.queryForList(
                        "select 1 from prospect p where destination = ? and due_at <= ? and " + NOT_SET_ASIDE
                                + " limit 1",
                        destination,
                        Instants.parameter(now))
                .isEmpty();
    }

    /**
     * Inserts new rows.
     *
     * @return the prospects inserted; the others came into being meanwhile and are to be locked and folded again
     */
    Set<Long> insert(String destination, List<ProspectRow> rows) {
        return with(INSERT, statement -> {
            statement.setString(1, destination);
            columns(statement, 2, rows);
            Set<Long> inserted = new HashSet<>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    inserted.add(result.getLong(1));
                }
            }
            return inserted;
        });
    }

    /** Counts what is pending, by the index alone. */
    Pending pending(String destination) {
        return jdbc.queryForObject(
                """
                select count(pending_since) as count, min(pending_since) as since
                from prospect p
                where destination = ? and due_at is not null and %s
                """
                        .formatted(NOT_SET_ASIDE),
                (row, number) -> new Pending(row.getLong("count"), Instants.of(row, "since")),
                destination);
    }

    /**
     * Writes locked rows back.
     *
     * @throws ProspectFailedException when there is only one, and the database does not take it
     */
    void update(String destination, List<ProspectRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            with(UPDATE, statement -> {
                columns(statement, 1, rows);
                statement.setString(13, destination);
                return statement.executeUpdate();
            });
        } catch (RuntimeException e) {
            throw rows.size() > 1 || Outage.is(e) ? e : new ProspectFailedException(rows.get(0).prospectId, e);
        }
    }

    /** Takes a prospect out of what is due. */
    void setAside(String destination, long prospectId, Instant now, String reason) {
        jdbc.update(
                """
                insert into set_aside (destination, prospect_id, since, reason) values (?, ?, ?, ?)
                on conflict (destination, prospect_id) do update set since = excluded.since, reason = excluded.reason
                """,
                destination,
                prospectId,
                Instants.parameter(now),
                reason);
    }

    /** Has prospects that were set aside tried again. */
    void bringBack(String destination, Collection<Long> prospectIds) {
        if (!prospectIds.isEmpty()) {
            jdbc.update(
                    "delete from set_aside where destination = ? and prospect_id = any(?)",
                    destination,
                    prospectIds.toArray(Long[]::new));
        }
    }

    private static void columns(PreparedStatement statement, int first, List<ProspectRow> rows) throws SQLException {
        Connection connection = statement.getConnection();
        int at = first;
        statement.setArray(
                at++, ids(connection, rows.stream().map(row -> row.prospectId).toList()));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.desired(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.acknowledged(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.inDoubt(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.refused(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.refusedAlone(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.withheld(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> ProspectStateJson.narrowing(row.state)));
        statement.setArray(at++, texts(connection, rows, row -> row.pendingSince));
        statement.setArray(at++, texts(connection, rows, row -> row.dueAt));
        statement.setArray(at++, texts(connection, rows, row -> row.claim));
        statement.setArray(
                at,
                connection.createArrayOf(
                        "int4", rows.stream().map(row -> row.attempts).toArray()));
    }

    private static Array ids(Connection connection, Collection<Long> prospectIds) throws SQLException {
        return connection.createArrayOf("int8", prospectIds.toArray());
    }

    private static Array texts(Connection connection, List<ProspectRow> rows, Function<ProspectRow, Object> column)
            throws SQLException {
        return connection.createArrayOf(
                "text",
                rows.stream()
                        .map(column)
                        .map(value -> value == null ? null : value.toString())
                        .toArray());
    }

    private static void read(PreparedStatement statement, java.util.function.Consumer<ProspectRow> to)
            throws SQLException {
        try (var result = statement.executeQuery()) {
            while (result.next()) {
                to.accept(row(result));
            }
        }
    }

    private static ProspectRow row(ResultSet result) throws SQLException {
        try {
            return new ProspectRow(result);
        } catch (RuntimeException e) {
            throw new ProspectFailedException(result.getLong("prospect_id"), e);
        }
    }

    private <T> T with(String sql, StatementWork<T> work) {
        return jdbc.execute((ConnectionCallback<T>) connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return work.run(statement);
            }
        });
    }

    /** How many prospects are pending, and since when the first of them is; null when none is. */
    record Pending(long count, Instant since) {}

    private interface StatementWork<T> {
        T run(PreparedStatement statement) throws SQLException;
    }
}
