package dev.outreachroutes.backlog;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The statements on table {@code prospect}. Rows are always locked in the order of their IDs, so that writers wait for
 * each other instead of deadlocking. All of it runs in the caller's transaction.
 */
final class ProspectTable {

    private static final Logger LOG = LoggerFactory.getLogger(ProspectTable.class);

    /** What a {@link ProspectRow} is made of. */
    static final String COLUMNS =
            """
            prospect_id, desired, acknowledged, acknowledged_at, in_doubt, refused, refused_alone, withheld, narrowing, consent,
            pending_since, due_at, claim, attempts, blocked, fields_version, gone_since, change_key, priority""";

    private static final String LOCK =
            """
            select %s
            from prospect
            where destination = ? and prospect_id = any(?)
            order by prospect_id
            for update
            """
                    .formatted(COLUMNS);

    /** What is not claimed, see table {@code set_aside}. */
    static final String NOT_SET_ASIDE =
            """
            not exists (select from set_aside s where s.destination = p.destination and s.prospect_id = p.prospect_id)
            """;

    /**
     * Whether a due prospect may be claimed: not if another destination of the account has a request under way for it, or one that was
     * not answered and may still be applied. That row is in doubt and waits. Nor if it was forgotten, here or there, with such a request,
     * or is in a bulk request whose end is awaited.
     */
    private static final String CLAIMABLE =
            """
            %s
              and not exists (
                select from prospect other
                where other.destination = any(:siblings) and other.prospect_id = p.prospect_id
                  and ((other.claim is not null or other.in_doubt <> '[]') and other.due_at > :now
                       or exists (select from batch b where b.id = other.claim and b.state not in ('late', 'doubtful'))))
              and (claim is null or not exists (
                select from batch b where b.id = p.claim and b.state not in ('late', 'doubtful')))
              and not exists (
                select from forgotten f
                where (f.destination = :destination or f.destination = any(:siblings)) and f.prospect_id = p.prospect_id
                  and f.busy_until > :now)
            """
                    .formatted(NOT_SET_ASIDE);

    /** Those of one urgency that are due, the longest waiting first: as the index has them. */
    private static final String DUE_OF_URGENCY =
            """
            (select prospect_id, due_at + priority * :age::interval as turn from prospect p
             where destination = :destination and priority = %d and due_at <= :now
               and %s
               and (claim is not null or change_key is null or change_key <> all(:leaving))
             order by due_at limit :limit)
            """;

    /** The most urgent that are due, and what has waited so much longer before it. */
    private static final String LOCK_DUE =
            """
            select %s
            from prospect p
            where destination = :destination and due_at <= :now and prospect_id in (
              select prospect_id from (
                %s) due
              order by turn limit :limit)
            order by due_at + priority * :age::interval
            for update skip locked
            """
                    .formatted(
                            COLUMNS,
                            IntStream.rangeClosed(Urgency.FIRST, Urgency.LAST)
                                    .mapToObj(urgency -> DUE_OF_URGENCY.formatted(urgency, CLAIMABLE))
                                    .collect(Collectors.joining("union all\n")));

    /** The oldest and the newest that are due: what fails moves from the one end to the other, and so do those that are next. */
    private static final String LOCK_PROBE =
            """
            select %s
            from prospect p
            where destination = :destination and due_at <= :now and %s
              and prospect_id in (
                %s)
            order by attempts, due_at desc
            limit 1
            for update skip locked
            """
                    .formatted(
                            COLUMNS,
                            CLAIMABLE,
                            Stream.of("", "desc")
                                    .flatMap(order -> IntStream.rangeClosed(Urgency.FIRST, Urgency.LAST)
                                            .mapToObj(urgency ->
                                                    """
                                                    (select prospect_id from prospect p
                                                     where destination = :destination and priority = %d and due_at <= :now and %s
                                                     order by due_at %s limit 100)
                                                    """
                                                            .formatted(urgency, NOT_SET_ASIDE, order)))
                                    .collect(Collectors.joining("union all\n")));

    /** Prospects of which the same is pending, and may go in a bulk request. */
    private static final String GROUPS =
            """
            select change_key, count(*) as prospects, min(priority) as priority, min(prospect_id) as one
            from prospect p
            where destination = ? and due_at <= ? and due_at is not null and change_key is not null and claim is null
            group by change_key
            order by count(*) desc
            limit ?
            """;

    /** Of these groups those prospects that may be claimed. */
    private static final String LOCK_GROUPS =
            """
            select %s
            from prospect p
            where destination = :destination and due_at <= :now and due_at is not null and claim is null and change_key is not null
              and change_key = any(:keys)
              and %s
            order by due_at
            limit :limit
            for update skip locked
            """
                    .formatted(COLUMNS, CLAIMABLE);

    /** Prospects of which something is withheld by other routes than these. */
    private static final String LOCK_WITHHELD =
            """
            select %s
            from prospect p
            where destination = ? and withheld <> '{}'
              and %s
              and exists (select from jsonb_each(withheld) each where each.value ->> 1 <> ?)
            order by prospect_id
            limit ?
            for update skip locked
            """
                    .formatted(COLUMNS, NOT_SET_ASIDE);

    /** Prospects that wait for mappings not all of which are blocked any more. */
    private static final String LOCK_BLOCKED =
            """
            select %s
            from prospect p
            where destination = ? and blocked is not null and not blocked <@ ?::jsonb
              and %s
            order by prospect_id
            limit ?
            for update skip locked
            """
                    .formatted(COLUMNS, NOT_SET_ASIDE);

    private static final String UNNEST =
            """
            unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                   ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::boolean[], ?::int[], ?::bigint[], ?::int[])
            as u (prospect_id, desired, acknowledged, acknowledged_at, in_doubt, refused, refused_alone, withheld, narrowing, consent,
                  pending_since, due_at, claim, attempts, blocked, confirmed, fields_version, change_key, priority)
            """;

    private static final String INSERT =
            """
            insert into prospect (destination, prospect_id, desired, acknowledged, acknowledged_at, in_doubt, refused, refused_alone,
                                  withheld, narrowing, consent, pending_since, due_at, claim, attempts, blocked, fields_version,
                                  change_key, priority)
            select ?, prospect_id, desired::jsonb, acknowledged::jsonb, acknowledged_at::jsonb, in_doubt::jsonb, refused::jsonb, refused_alone::jsonb,
                   withheld::jsonb, narrowing::jsonb, consent::jsonb, pending_since::timestamptz, due_at::timestamptz, claim::uuid,
                   attempts, blocked::jsonb, fields_version, change_key, priority
            from %s
            on conflict do nothing
            returning prospect_id
            """
                    .formatted(UNNEST);

    private static final String UPDATE =
            """
            update prospect p
            set desired = u.desired::jsonb, acknowledged = u.acknowledged::jsonb,
                acknowledged_at = u.acknowledged_at::jsonb, in_doubt = u.in_doubt::jsonb,
                refused = u.refused::jsonb, refused_alone = u.refused_alone::jsonb, withheld = u.withheld::jsonb,
                narrowing = u.narrowing::jsonb, consent = u.consent::jsonb,
                pending_since = u.pending_since::timestamptz, due_at = u.due_at::timestamptz, claim = u.claim::uuid, attempts = u.attempts,
                blocked = u.blocked::jsonb, fields_version = u.fields_version, change_key = u.change_key,
                priority = u.priority,
                gone_since = case when not u.confirmed then p.gone_since end
            from %s
            where p.destination = ? and p.prospect_id = u.prospect_id
            """
                    .formatted(UNNEST);

    /** What is asked for when Outreach is asked what it holds: prospects of which one of these attributes is desired. */
    private static final String COMPARABLE =
            """
            from prospect p
            where destination = ? and jsonb_exists_any(desired, ?) and (?::bigint[] is null or prospect_id = any(?)) and %s
            """
                    .formatted(NOT_SET_ASIDE);

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final FieldTable fields;

    ProspectTable(JdbcClient jdbc, Destinations destinations) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.fields = new FieldTable(jdbc);
    }

    /** How a destination's rows are to be read that were selected before, in this transaction. */
    Configured configured(String destination) {
        SegmentFields known = fields.of(destination);
        return destinations
                .find(destination)
                .map(each -> Configured.of(each, known, ofOthers(each)))
                .orElseGet(() -> Configured.of(known));
    }

    private Set<String> ofOthers(Destination destination) {
        Set<String> others = new HashSet<>();
        destinations.of(destination.account()).stream()
                .filter(each -> !each.name().equals(destination.name()))
                .forEach(each -> others.addAll(each.mapped()));
        others.removeAll(destination.mapped());
        return others;
    }

    /** Locks the rows that exist of these prospects. */
    Map<Long, ProspectRow> lock(String destination, Collection<Long> prospectIds) {
        return jdbc.sql(LOCK).params(destination, ids(prospectIds)).query(rows(destination)).list().stream()
                .collect(Collectors.toMap(row -> row.prospectId, row -> row));
    }

    /** The same, but for those that cannot be read: they are left to whoever claims them. */
    List<ProspectRow> lockReadable(String destination, Collection<Long> prospectIds) {
        return jdbc
                .sql(LOCK)
                .params(destination, ids(prospectIds))
                .query(rows(destination, ProspectTable::readable))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<ProspectRow> readable(ResultSet row, Configured configured) throws SQLException {
        try {
            return Optional.of(new ProspectRow(row, configured));
        } catch (RuntimeException e) {
            LOG.debug("Prospect {} cannot be read, so it is passed over", row.getLong("prospect_id"), e);
            return Optional.empty();
        }
    }

    private StatementSpec comparable(
            String select, String rest, String destination, Collection<String> attributes, List<Long> among) {
        Long[] ids = among == null ? null : ids(among);
        return jdbc.sql(select + COMPARABLE + rest)
                .param(destination)
                .param(attributes.toArray(String[]::new))
                .param(ids)
                .param(ids);
    }

    /** The next of them by their number. */
    List<Long> comparableAfter(
            String destination, Collection<String> attributes, List<Long> among, long after, int limit) {
        return comparable(
                        "select prospect_id ",
                        " and prospect_id > ? order by prospect_id limit ?",
                        destination,
                        attributes,
                        among)
                .param(after)
                .param(limit)
                .query(Long.class)
                .list();
    }

    /** How many there are, and their largest number, which is 0 when there is none. */
    Comparable countComparable(String destination, Collection<String> attributes, List<Long> among) {
        return comparable(
                        "select count(*) as count, coalesce(max(prospect_id), 0) as largest ",
                        "",
                        destination,
                        attributes,
                        among)
                .query(Comparable.class)
                .single();
    }

    /** How many prospects there are to be compared, and the largest of their numbers. */
    record Comparable(long count, long largest) {}

    /** Of these those that Outreach confirmed something of after a time, or in its second. */
    Set<Long> acknowledgedAfter(String destination, Collection<Long> prospectIds, Instant time) {
        return jdbc.sql(
                        "select prospect_id from prospect where destination = ? and prospect_id = any(?)"
                                + " and exists (select from jsonb_each_text(acknowledged_at) each where each.value::bigint >= ?)")
                .params(destination, ids(prospectIds), time.getEpochSecond())
                .query(Long.class)
                .set();
    }

    /** Notes that Outreach does not know these prospects. */
    void gone(String destination, Collection<Long> prospectIds, Instant now) {
        if (!prospectIds.isEmpty()) {
            jdbc.sql("update prospect set gone_since = ? where destination = ? and prospect_id = any(?)"
                            + " and gone_since is null")
                    .params(Instants.parameter(now), destination, ids(prospectIds))
                    .update();
        }
    }

    /**
     * Notes that Outreach knows these prospects.
     *
     * @return those of them of which it was noted that it does not
     */
    Set<Long> back(String destination, Collection<Long> prospectIds) {
        return prospectIds.isEmpty()
                ? Set.of()
                : jdbc.sql("update prospect set gone_since = null where destination = ? and prospect_id = any(?)"
                                + " and gone_since is not null returning prospect_id")
                        .params(destination, ids(prospectIds))
                        .query(Long.class)
                        .set();
    }

    /** Of these those of which it is noted that Outreach does not know them. */
    Set<Long> areGone(String destination, Collection<Long> prospectIds) {
        return jdbc.sql("select prospect_id from prospect where destination = ? and prospect_id = any(?)"
                        + " and gone_since is not null")
                .params(destination, ids(prospectIds))
                .query(Long.class)
                .set();
    }

    /**
     * Locks prospects that are due, at most {@code limit}, and none that somebody else has locked.
     *
     * @param age how much longer the less urgent must have waited to go before the more urgent
     * @param leaving keys of the groups that go in bulk requests, and so are left alone
     */
    List<ProspectRow> lockDue(
            String destination, List<String> siblings, Instant now, int limit, Duration age, Set<Long> leaving) {
        return due(LOCK_DUE, destination, siblings, now)
                .param("limit", limit)
                .param("age", age.toString())
                .param("leaving", leaving.toArray(Long[]::new))
                .query(rows(destination))
                .list();
    }

    /**
     * Locks the one that goes ahead of the others, to find out whether Outreach takes requests: the one that was tried least. If it
     * were always the longest waiting one, some prospects whose requests fail would keep all others waiting.
     */
    List<ProspectRow> lockProbe(String destination, List<String> siblings, Instant now) {
        return due(LOCK_PROBE, destination, siblings, now)
                .query(rows(destination))
                .list();
    }

    /** Locks prospects of these groups that are due, at most {@code limit}, and none that somebody else has locked. */
    List<ProspectRow> lockGroups(String destination, List<String> siblings, Instant now, Set<Long> keys, int limit) {
        return due(LOCK_GROUPS, destination, siblings, now)
                .param("keys", keys.toArray(Long[]::new))
                .param("limit", limit)
                .query(rows(destination))
                .list();
    }

    /** The largest groups of prospects that are due and of which the same is pending. Looks at all that are due. */
    List<Group> groups(String destination, Instant now, int most) {
        return jdbc.sql(GROUPS)
                .params(destination, Instants.parameter(now), most)
                .query(Group.class)
                .list();
    }

    /**
     * Prospects of which the same is pending.
     *
     * @param one of them
     */
    record Group(long changeKey, int prospects, int priority, long one) {}

    /** Whether any is due that is not left to bulk requests. Looks at all that are due where all are. */
    boolean anyDueBut(String destination, Instant now, Set<Long> leaving) {
        return jdbc.sql(
                        """
                        select exists (
                          select from prospect p
                          where destination = ? and priority = any(?) and due_at <= ?
                            and (claim is not null or change_key is null or change_key <> all(?)))
                        """)
                .params(destination, Urgency.ALL, Instants.parameter(now), leaving.toArray(Long[]::new))
                .query(Boolean.class)
                .single();
    }

    /** Locks rows in the order in which all lock them, for those that are then read in parts. */
    void lockOnly(String destination, Collection<Long> prospectIds) {
        if (!prospectIds.isEmpty()) {
            jdbc.sql("select prospect_id from prospect where destination = ? and prospect_id = any(?)"
                            + " order by prospect_id for update")
                    .params(destination, ids(prospectIds))
                    .query(Long.class)
                    .list();
        }
    }

    /** Ends a claim without a look at what the rows hold: they are sent one by one, and what cannot be read is set aside then. */
    void release(String destination, Collection<Long> prospectIds, UUID claim, Instant now) {
        jdbc.sql(
                        """
                        update prospect set claim = null, due_at = ?, change_key = null, attempts = attempts + 1
                        where destination = ? and prospect_id = any(?) and claim = ?
                        """)
                .params(Instants.parameter(now), destination, ids(prospectIds), claim)
                .update();
    }

    /** How these stand, without locking them; not those that cannot be read. */
    Map<Long, ProspectRow> look(String destination, Collection<Long> prospectIds) {
        return jdbc
                .sql("select " + COLUMNS + " from prospect where destination = ? and prospect_id = any(?)")
                .params(destination, ids(prospectIds))
                .query(rows(destination, ProspectTable::readable))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toMap(row -> row.prospectId, row -> row));
    }

    /** Has prospects of a claim wait for its end for longer. */
    void holdUntil(String destination, Collection<Long> prospectIds, UUID claim, Instant until) {
        jdbc.sql("update prospect set due_at = ? where destination = ? and prospect_id = any(?) and claim = ?")
                .params(Instants.parameter(until), destination, ids(prospectIds), claim)
                .update();
    }

    private StatementSpec due(String sql, String destination, List<String> siblings, Instant now) {
        return jdbc.sql(sql)
                .param("destination", destination)
                .param("now", Instants.parameter(now))
                .param("siblings", siblings.toArray(String[]::new));
    }

    /** Locks some prospects of which other routes than these have withheld something. */
    List<ProspectRow> lockWithheld(String destination, String routes, int limit) {
        return jdbc.sql(LOCK_WITHHELD)
                .params(destination, routes, limit)
                .query(rows(destination))
                .list();
    }

    /** Locks some prospects that wait for mappings not all of which are in the given set. */
    List<ProspectRow> lockBlocked(String destination, Set<String> blocked, int limit) {
        return jdbc.sql(LOCK_BLOCKED)
                .params(destination, ProspectStateJson.blocked(blocked), limit)
                .query(rows(destination))
                .list();
    }

    /** Counts the prospects that wait for blocked mappings only, by the index alone. */
    long blocked(String destination) {
        return jdbc.sql("select count(*) from prospect where destination = ? and blocked is not null")
                .param(destination)
                .query(Long.class)
                .single();
    }

    /** Counts the prospects of which something is withheld, by the index alone. */
    long withheld(String destination) {
        return jdbc.sql("select count(*) from prospect where destination = ? and withheld <> '{}'")
                .param(destination)
                .query(Long.class)
                .single();
    }

    /**
     * How one stands, without locking it.
     *
     * @throws ProspectFailedException when its row cannot be read
     */
    Optional<ProspectStanding> find(String destination, long prospectId) {
        return jdbc.sql(
                        """
                        select %s, not %s as set_aside from prospect p where destination = ? and prospect_id = ?
                        """
                                .formatted(COLUMNS, NOT_SET_ASIDE))
                .params(destination, prospectId)
                .query(rows(
                        destination,
                        (row, configured) -> ProspectStanding.of(row(row, configured), row.getBoolean("set_aside"))))
                .optional();
    }

    /** Whether it is claimed, and not set aside: such a claim is not settled. */
    boolean underWay(String destination, long prospectId) {
        return jdbc.sql(
                        "select exists (select from prospect p where destination = ? and prospect_id = ? and claim is not null and "
                                + NOT_SET_ASIDE + ")")
                .params(destination, prospectId)
                .query(Boolean.class)
                .single();
    }

    /** Of these those of which nothing waits, with the attributes that Outreach has refused. */
    Map<Long, Set<String>> refusedOfThoseAtRest(String destination, Collection<Long> prospectIds) {
        Map<Long, Set<String>> refused = new HashMap<>();
        jdbc.sql(
                        """
                        select prospect_id, array(select jsonb_object_keys(refused)) as refused from prospect
                        where destination = ? and prospect_id = any(?) and pending_since is null and jsonb_typeof(refused) = 'object'
                        """)
                .params(destination, ids(prospectIds))
                .query(row -> {
                    refused.put(row.getLong("prospect_id"), Set.of((String[])
                            row.getArray("refused").getArray()));
                });
        return refused;
    }

    boolean anyDue(String destination, Instant now) {
        return jdbc.sql("select 1 from prospect p where destination = ? and priority = any(?) and due_at <= ? and "
                        + NOT_SET_ASIDE + " limit 1")
                .params(destination, Urgency.ALL, Instants.parameter(now))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Whether any prospect is due, is claimed, or will be due some day. */
    boolean anyScheduled(String destination) {
        return jdbc.sql(
                        "select 1 from prospect p where destination = ? and priority = any(?) and due_at is not null and "
                                + NOT_SET_ASIDE + " limit 1")
                .params(destination, Urgency.ALL)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * Inserts new rows.
     *
     * @return the prospects inserted; the others came into being meanwhile and are to be locked and folded again
     */
    Set<Long> insert(String destination, List<ProspectRow> rows) {
        return columns(jdbc.sql(INSERT).param(destination), rows)
                .query(Long.class)
                .set();
    }

    /** Counts what is pending, by the index alone. */
    Pending pending(String destination) {
        return jdbc.sql(
                        """
                        select count(pending_since) as count, min(pending_since) as since
                        from prospect p
                        where destination = ? and due_at is not null and %s
                        """
                                .formatted(NOT_SET_ASIDE))
                .param(destination)
                .query(Pending.class)
                .single();
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
            columns(jdbc.sql(UPDATE), rows).param(destination).update();
        } catch (RuntimeException e) {
            throw rows.size() > 1 || Outage.is(e) ? e : new ProspectFailedException(rows.get(0).prospectId, e);
        }
    }

    /** Counts what is due, and no further than a number. */
    int countDue(String destination, Instant now, int most) {
        return jdbc.sql(
                        """
                        select count(*) from (
                          select from prospect p where destination = ? and due_at <= ? and claim is null and %s limit ?) due
                        """
                                .formatted(NOT_SET_ASIDE))
                .params(destination, Instants.parameter(now), most)
                .query(Integer.class)
                .single();
    }

    /** Looks at the prospects with the next larger numbers, without locking them. */
    <T> List<T> after(String destination, long prospectId, int limit, Look<T> look) {
        return jdbc.sql(
                        """
                        select %s from prospect where destination = ? and prospect_id > ? order by prospect_id limit ?
                        """
                                .formatted(COLUMNS))
                .params(destination, prospectId, limit)
                .query(rows(destination, look))
                .list();
    }

    /** Reads of a row what is needed of it. */
    interface Look<T> {
        T at(ResultSet row, Configured configured) throws SQLException;
    }

    /**
     * Counts prospects that have a status in an attribute. Looks at all of the destination.
     *
     * @param attributes and for each of them, in the same place, a status
     */
    long countHaving(String destination, List<String> attributes, List<String> statuses) {
        return jdbc.sql(
                        """
                        select count(*) from prospect
                        where destination = ?
                          and exists (
                            select from (select attribute, status, desired -> attribute as entry
                                         from unnest(?::text[], ?::text[]) as wanted (attribute, status)) each
                            where case when jsonb_typeof(entry) <> 'array' then null
                                       when jsonb_array_length(entry) in (3, 6) then entry ->> -1
                                       else entry ->> 0 end = status)
                        """)
                .params(destination, attributes.toArray(String[]::new), statuses.toArray(String[]::new))
                .query(Long.class)
                .single();
    }

    /** Counts the prospects of which Outreach has confirmed something. Looks at all of the destination. */
    long countAcknowledged(String destination) {
        return jdbc.sql("select count(*) from prospect where destination = ? and acknowledged <> '{}'")
                .param(destination)
                .query(Long.class)
                .single();
    }

    /** How many prospects are still to be sent otherwise, since the values of statuses changed. */
    long statusesToRenew(String destination) {
        return jdbc.sql(
                        """
                        select greatest(concerns - renewed, 0) from status_values
                        where destination = ? and looked_to is not null and concerns > 0
                        """)
                .param(destination)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Takes a prospect out of what is due, if there is one. */
    void setAside(String destination, long prospectId, Instant now, String reason) {
        jdbc.sql(
                        """
                        insert into set_aside (destination, prospect_id, since, reason)
                        select destination, prospect_id, ?, ? from prospect where destination = ? and prospect_id = ? for update
                        on conflict (destination, prospect_id) do update set since = excluded.since, reason = excluded.reason
                        """)
                .params(Instants.parameter(now), reason, destination, prospectId)
                .update();
    }

    /** Has prospects that were set aside tried again. */
    void bringBack(String destination, Collection<Long> prospectIds) {
        if (!prospectIds.isEmpty()) {
            jdbc.sql("delete from set_aside where destination = ? and prospect_id = any(?)")
                    .params(destination, ids(prospectIds))
                    .update();
        }
    }

    private static StatementSpec columns(StatementSpec statement, List<ProspectRow> rows) {
        return statement
                .param(column(rows, Long[]::new, row -> row.prospectId))
                .param(texts(rows, row -> ProspectStateJson.desired(row.state)))
                .param(texts(rows, row -> ProspectStateJson.acknowledged(row.state)))
                .param(texts(rows, row -> ProspectStateJson.acknowledgedAt(row.state)))
                .param(texts(rows, row -> ProspectStateJson.inDoubt(row.state)))
                .param(texts(rows, row -> ProspectStateJson.refused(row.state)))
                .param(texts(rows, row -> ProspectStateJson.refusedAlone(row.state)))
                .param(texts(rows, row -> ProspectStateJson.withheld(row.state)))
                .param(texts(rows, row -> ProspectStateJson.narrowing(row.state)))
                .param(texts(rows, row -> ProspectStateJson.consent(row.state)))
                .param(texts(rows, row -> row.pendingSince))
                .param(texts(rows, row -> row.dueAt))
                .param(texts(rows, row -> row.claim))
                .param(column(rows, Integer[]::new, row -> row.attempts))
                .param(texts(rows, row -> ProspectStateJson.blocked(row.blocked)))
                .param(column(rows, Boolean[]::new, row -> row.confirmed))
                .param(column(rows, Integer[]::new, row -> row.fieldsVersion))
                .param(column(rows, Long[]::new, row -> row.changeKey))
                .param(column(rows, Integer[]::new, row -> row.priority));
    }

    private static <T> T[] column(List<ProspectRow> rows, IntFunction<T[]> array, Function<ProspectRow, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    private static String[] texts(List<ProspectRow> rows, Function<ProspectRow, Object> value) {
        return column(rows, String[]::new, row -> Objects.toString(value.apply(row), null));
    }

    private static Long[] ids(Collection<Long> prospectIds) {
        return prospectIds.toArray(Long[]::new);
    }

    private RowMapper<ProspectRow> rows(String destination) {
        return rows(destination, ProspectTable::row);
    }

    /** Looks at the configuration when the first row is there: what another writer has locked is read after that writer's commit. */
    <T> RowMapper<T> rows(String destination, Look<T> look) {
        Configured[] configured = new Configured[1];
        return (row, number) -> {
            if (configured[0] == null) {
                configured[0] = configured(destination);
            }
            return look.at(row, configured[0]);
        };
    }

    private static ProspectRow row(ResultSet result, Configured configured) throws SQLException {
        try {
            return new ProspectRow(result, configured);
        } catch (RuntimeException e) {
            throw new ProspectFailedException(result.getLong("prospect_id"), e);
        }
    }

    /** How many prospects are pending, and since when the first of them is; null when none is. */
    record Pending(long count, Instant since) {}
}
