package dev.outreachroutes.resync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.backlog.Reconciliation.Difference;
import dev.outreachroutes.backlog.Reconciliation.Found;
import dev.outreachroutes.backlog.Reconciliation.Kind;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.resync.Resync.Progress;
import dev.outreachroutes.resync.Resync.State;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements on the tables {@code resync} and {@code resync_difference}. */
final class ResyncTable {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Lists do without the numbers of the prospects: there may be many. */
    private static final String SELECT =
            """
            select id, destination, mode, attributes, %s as prospects, coalesce(cardinality(prospects), 0) as named, state, scheduled, by_whom, created_at, begun_at, ended_at, expected,
                   page_size, looked_to, looked, different, gone, back, left_alone, requests, by_attribute, waits_since, waiting, failures,
                   problem
            from resync
            """;

    private static final String ONE = SELECT.formatted("prospects") + "where id = ?";

    private static final String LIST = SELECT.formatted("null::bigint[]");

    private final JdbcClient jdbc;

    ResyncTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A resync on which somebody works.
     *
     * @param lookedTo the number after which to go on
     * @param waitsSince since when the next page waits for what is due; null when it does not
     */
    record Row(Resync resync, long lookedTo, Instant waitsSince) {}

    /**
     * Adds a resync.
     *
     * @return empty when another one of the destination is under way
     */
    Optional<Long> add(
            ResyncRequest request,
            State state,
            boolean scheduled,
            String by,
            long expected,
            int pageSize,
            Instant now) {
        return jdbc.sql(
                        """
                        insert into resync (destination, mode, attributes, prospects, state, scheduled, by_whom, created_at, begun_at,
                                            expected, page_size, due_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict do nothing
                        returning id
                        """)
                .param(request.destination())
                .param(request.mode().label())
                .param(
                        request.attributes().isEmpty()
                                ? null
                                : request.attributes().toArray(String[]::new))
                .param(
                        request.prospects().isEmpty()
                                ? null
                                : request.prospects().toArray(Long[]::new))
                .param(state.label())
                .param(scheduled)
                .param(by)
                .param(Instants.parameter(now))
                .param(Instants.parameter(state == State.RUNNING ? now : null))
                .param(expected)
                .param(pageSize)
                .param(Instants.parameter(now))
                .query(Long.class)
                .optional();
    }

    Optional<Resync> find(long id) {
        return jdbc.sql(ONE).param(id).query(ResyncTable::row).optional().map(Row::resync);
    }

    /** The latest first. */
    List<Resync> latest(String destination, int limit) {
        return jdbc
                .sql(LIST + "where destination = ? order by id desc limit ?")
                .params(destination, limit)
                .query(ResyncTable::row)
                .list()
                .stream()
                .map(Row::resync)
                .toList();
    }

    /** The latest of each destination that was begun. */
    List<Resync> latestBegun() {
        return jdbc
                .sql(LIST + "where id in (select max(id) from resync where begun_at is not null group by destination)")
                .query(ResyncTable::row)
                .list()
                .stream()
                .map(Row::resync)
                .toList();
    }

    /** Whether one that nobody had to ask for was planned after a time, or any is under way. */
    boolean scheduledSince(String destination, Instant time) {
        return jdbc.sql(
                        """
                        select exists (select from resync where destination = ?
                                       and (scheduled and created_at > ? or state in ('running', 'paused')))
                        """)
                .params(destination, Instants.parameter(time))
                .query(Boolean.class)
                .single();
    }

    /**
     * Brings a resync from one of some states to another.
     *
     * @return whether it was in one of them
     * @throws DuplicateKeyException when it would be the second of its destination that is under way
     */
    boolean change(long id, Set<State> from, State to, Instant now) {
        boolean ends = to == State.CANCELLED;
        return jdbc.sql(
                                """
                        update resync
                        set state = ?, begun_at = coalesce(begun_at, ?), ended_at = ?, due_at = ?, waits_since = null, waiting = '',
                            failures = 0, problem = '', worker = null, leased_until = null
                        where id = ? and state = any(?)
                        """)
                        .param(to.label())
                        .param(Instants.parameter(to == State.RUNNING ? now : null))
                        .param(Instants.parameter(ends ? now : null))
                        .param(Instants.parameter(now))
                        .param(id)
                        .param(from.stream().map(State::label).toArray(String[]::new))
                        .update()
                > 0;
    }

    /** Those whose next page may be asked for, and on which nobody works. */
    List<Long> due(Instant now) {
        return jdbc.sql(
                        """
                        select id from resync
                        where state = 'running' and due_at <= :now and (leased_until is null or leased_until <= :now) order by due_at
                        """)
                .param("now", Instants.parameter(now))
                .query(Long.class)
                .list();
    }

    /** Whether any is under way. */
    boolean anyRunning() {
        return jdbc.sql("select exists (select from resync where state = 'running')")
                .query(Boolean.class)
                .single();
    }

    /** Takes a resync over, so that of all replicas one works on it; empty when somebody else does, or nothing is to be done. */
    Optional<Row> begin(long id, UUID worker, Instant now, Instant until) {
        int begun = jdbc.sql(
                        """
                        update resync set worker = :worker, leased_until = :until
                        where id in (select id from resync
                                     where id = :id and state = 'running' and due_at <= :now
                                       and (leased_until is null or leased_until <= :now)
                                     for update skip locked)
                        """)
                .param("worker", worker)
                .param("until", Instants.parameter(until))
                .param("id", id)
                .param("now", Instants.parameter(now))
                .update();
        return begun == 0
                ? Optional.empty()
                : jdbc.sql(ONE).param(id).query(ResyncTable::row).optional();
    }

    /** Locks a resync, to enter what was found; false when it is not this worker's any more, or was paused or cancelled. */
    boolean lock(long id, UUID worker) {
        return jdbc.sql("select id from resync where id = ? and worker = ? and state = 'running' for update")
                .params(id, worker)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** Enters that nothing could be asked now. */
    void postpone(long id, UUID worker, Instant dueAt, Instant waitsSince, String waiting) {
        jdbc.sql(
                        """
                        update resync set worker = null, leased_until = null, due_at = ?, waits_since = ?, waiting = ?
                        where id = ? and worker = ?
                        """)
                .params(Instants.parameter(dueAt), Instants.parameter(waitsSince), waiting, id, worker)
                .update();
    }

    /** Enters that a page was not answered as it should be. */
    void failed(long id, UUID worker, Instant dueAt, int requests, int pageSize, String problem) {
        jdbc.sql(
                        """
                        update resync
                        set worker = null, leased_until = null, due_at = ?, requests = requests + ?, page_size = ?,
                            failures = failures + 1, problem = ?, waiting = ''
                        where id = ? and worker = ?
                        """)
                .params(Instants.parameter(dueAt), requests, pageSize, problem, id, worker)
                .update();
    }

    /** Ends a resync; one that somebody has ended or paused meanwhile stays so. */
    boolean end(long id, UUID worker, State state, int requests, String problem, Instant now) {
        return jdbc.sql(
                                """
                        update resync
                        set worker = null, leased_until = null, state = ?, requests = requests + ?, problem = ?, waiting = '',
                            waits_since = null, ended_at = ?
                        where id = ? and worker = ? and state = 'running'
                        """)
                        .params(state.label(), requests, problem, Instants.parameter(now), id, worker)
                        .update()
                > 0;
    }

    /** Enters what a page showed, of a locked resync, and gives it back; the wait of the next page begins anew. */
    void found(Row row, long lookedTo, Found found, int requests, int mostListed) {
        long id = row.resync().id();
        Progress before = row.resync().progress();
        Map<String, Long> byAttribute = new TreeMap<>(before.byAttribute());
        found.byAttribute().forEach((attribute, count) -> byAttribute.merge(attribute, (long) count, Long::sum));
        jdbc.sql(
                        """
                        update resync
                        set worker = null, leased_until = null, looked_to = ?, looked = looked + ?, different = different + ?,
                            gone = gone + ?, back = back + ?, left_alone = left_alone + ?, requests = requests + ?,
                            by_attribute = ?::jsonb, waits_since = null, waiting = '', failures = 0, problem = ''
                        where id = ?
                        """)
                .params(
                        lookedTo,
                        found.looked(),
                        found.different(),
                        found.gone(),
                        found.back(),
                        found.left(),
                        requests,
                        JSON.valueToTree(byAttribute).toString(),
                        id)
                .update();
        long listed = before.different() + before.gone() + before.back();
        List<Difference> list = found.differences().stream()
                .limit(Math.max(0, mostListed - listed))
                .toList();
        list.forEach(each -> jdbc.sql(
                        """
                        insert into resync_difference (resync, prospect_id, kind, attributes) values (?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .param(id)
                .param(each.prospectId())
                .param(each.kind().name().toLowerCase(Locale.ROOT))
                .param(each.attributes().toArray(String[]::new))
                .update());
    }

    List<Difference> differences(long id, long after, int limit) {
        return jdbc.sql(
                        """
                        select prospect_id, kind, attributes from resync_difference
                        where resync = ? and prospect_id > ? order by prospect_id limit ?
                        """)
                .params(id, after, limit)
                .query((row, number) -> new Difference(
                        row.getLong("prospect_id"),
                        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        Set.of(array(row, "attributes", String[].class))))
                .list();
    }

    /**
     * Removes some that ended, or were planned and never begun, before a time. The last scheduled one of a destination stays: it tells when the
     * next one is due.
     */
    int remove(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from resync where id in (
                          select id from resync
                          where state not in ('running', 'paused') and coalesce(ended_at, created_at) < ?
                            and id not in (select max(id) from resync where scheduled group by destination)
                          limit ? for update skip locked)
                        """)
                .params(Instants.parameter(before), limit)
                .update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        String[] attributes = array(row, "attributes", String[].class);
        Long[] prospects = array(row, "prospects", Long[].class);
        Resync resync = new Resync(
                row.getLong("id"),
                new ResyncRequest(
                        row.getString("destination"),
                        ResyncRequest.Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                        attributes == null ? Set.of() : Set.of(attributes),
                        prospects == null ? List.of() : List.of(prospects)),
                State.of(row.getString("state")),
                row.getBoolean("scheduled"),
                row.getString("by_whom"),
                Instants.of(row, "created_at"),
                Instants.of(row, "begun_at"),
                Instants.of(row, "ended_at"),
                row.getInt("named"),
                row.getLong("expected"),
                row.getInt("page_size"),
                new Progress(
                        row.getLong("looked"),
                        row.getLong("different"),
                        row.getLong("gone"),
                        row.getLong("back"),
                        row.getLong("left_alone"),
                        row.getLong("requests"),
                        counts(row.getString("by_attribute"))),
                row.getString("waiting"),
                row.getInt("failures"),
                row.getString("problem"));
        return new Row(resync, row.getLong("looked_to"), Instants.of(row, "waits_since"));
    }

    private static <T> T array(ResultSet row, String column, Class<T> type) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : type.cast(array.getArray());
    }

    private static Map<String, Long> counts(String column) {
        try {
            return JSON.readValue(column, new TypeReference<Map<String, Long>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("table resync holds a value that this version does not understand", e);
        }
    }
}
