package dev.outreachroutes.deadletter;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.log.Cause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How open dead letters end: people discard them or have them replayed, deliveries settle them, time ends them, and later they are removed.
 * A letter that is settled goes to the topic once more, to say so.
 *
 * <p>A replay is asked for first, and done by a route. Whoever takes a letter to replay it has a minute for it, during which
 * nobody else does; if he dies, it is replayed once more, which changes nothing.
 */
public final class DeadLetterStates {

    /** Changed by one statement, so that none takes long. */
    private static final int STEP = 10_000;

    private static final int CHANGES_TOGETHER = 500;

    /** Each with its payload, so not many, and none but the first beyond these bytes together. */
    private static final int RECORDS_TOGETHER = 10;

    private static final int BYTES_TOGETHER = 4 * 1024 * 1024;

    private static final int LOOKED_AT_TOGETHER = 1_000;

    /**
     * A letter is kept before the claim of its prospect is settled; a refusal that is withdrawn in between would be entered after. The
     * claim of a prospect that was set aside is not settled.
     */
    private static final String NOT_UNDER_WAY =
            """
            not exists (
              select from prospect p
              where p.destination = d.destination and p.prospect_id = d.prospect_id and p.claim is not null
                and not exists (
                  select from set_aside s where s.destination = p.destination and s.prospect_id = p.prospect_id))
            """;

    private static final Duration TO_REPLAY = Duration.ofMinutes(1);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Destinations destinations;
    private final InstantSource clock;
    private long lookedAt;

    /** How many letters yet are taken one by one, because one among them fails. */
    private int alone;

    public DeadLetterStates(
            JdbcTemplate jdbc, TransactionTemplate transactions, Destinations destinations, InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.destinations = destinations;
        this.clock = clock;
    }

    /**
     * What one statement changed.
     *
     * @param count how many letters
     * @param destination whose; empty when they are of several, or there are none
     * @param last the largest number among them; the next statement goes on behind it
     * @param more whether there may be more
     */
    public record Step(int count, String destination, long last, boolean more) {

        /** Before the first. */
        public static final Step BEGINNING = new Step(0, "", 0, true);
    }

    /** The largest number given so far: what comes later is not meant by a decision made now. */
    public long newest() {
        return jdbc.queryForObject("select coalesce(max(id), 0) from dead_letter", Long.class);
    }

    /**
     * Asks for the replay of some that match and are open. Those of a destination that is not configured any more are left out.
     *
     * @param after only those with a larger number
     * @param upTo and with no larger one than this
     */
    public Step askForReplay(DeadLetterFilter filter, long after, long upTo, String by) {
        return change(
                "replay_at = ?, replay_by = ?, outcome = null",
                List.of(Timestamp.from(clock.instant()), by),
                filter,
                "and replay_at is null and destination = any(?)",
                List.of((Object) configured()),
                after,
                upTo);
    }

    /**
     * Gives some up that match and are open.
     *
     * @param after only those with a larger number
     * @param upTo and with no larger one than this
     * @param note why
     */
    public Step discard(DeadLetterFilter filter, long after, long upTo, String by, String note) {
        return change(
                "state = 'discarded', settled_at = ?, settled_by = ?, note = ?, replay_at = null, published_at = null",
                List.of(Timestamp.from(clock.instant()), by, note),
                filter,
                "",
                List.of(),
                after,
                upTo);
    }

    private Step change(
            String assignments,
            List<Object> values,
            DeadLetterFilter filter,
            String condition,
            List<Object> conditionValues,
            long after,
            long upTo) {
        List<Object> parameters = new ArrayList<>();
        String where = filter.where(parameters);
        parameters.addAll(conditionValues);
        parameters.addAll(List.of(after, upTo, STEP));
        parameters.addAll(values);
        return jdbc.queryForObject(
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
                        .formatted(where, condition, assignments),
                (row, number) -> {
                    int count = row.getInt("count");
                    return new Step(count, row.getString("destination"), row.getLong("last"), count == STEP);
                },
                parameters.toArray());
    }

    private String[] configured() {
        return destinations.destinations().stream().map(Destination::name).toArray(String[]::new);
    }

    /** A step of the replay route: takes the next letters whose replay was asked for; empty when there are none. */
    public Replay next() {
        return transactions.execute(status -> {
            Timestamp now = Timestamp.from(clock.instant());
            List<Replay> first = jdbc.query(
                    """
                    select destination, prospect_id is not null as change
                    from dead_letter d
                    where replay_at <= ? and destination = any(?) and %s
                    order by replay_at, id
                    limit 1
                    for update skip locked
                    """
                            .formatted(NOT_UNDER_WAY),
                    (row, number) -> take(row.getString("destination"), row.getBoolean("change"), now),
                    now,
                    configured());
            return first.isEmpty() ? new Replay(null, List.of()) : first.get(0);
        });
    }

    private Replay take(String destination, boolean change, Timestamp now) {
        int together = change ? CHANGES_TOGETHER : RECORDS_TOGETHER;
        if (alone > 0) {
            alone--;
            together = 1;
        }
        List<Replay.Letter> letters = jdbc.query(
                """
                with due as (
                  select id, replay_at, octet_length(payload) as bytes from dead_letter d
                  where replay_at <= ? and destination = ? and (prospect_id is not null) = ? and %s
                  order by replay_at, id
                  limit ?
                  for update skip locked),
                counted as (
                  select id, row_number() over places as number, sum(bytes) over places as bytes
                  from due
                  window places as (order by replay_at, id)),
                chosen as (select id from counted where number = 1 or bytes <= ?)
                update dead_letter d set replay_at = ? from chosen where d.id = chosen.id
                returning d.id, source_topic, source_partition, source_offset, record_time, record_key,
                          prospect_id, attributes, case when prospect_id is null then payload end as payload
                """
                        .formatted(NOT_UNDER_WAY),
                (row, number) -> letter(row),
                now,
                destination,
                change,
                together,
                BYTES_TOGETHER,
                Timestamp.from(now.toInstant().plus(TO_REPLAY)));
        return new Replay(destination, letters);
    }

    private static Replay.Letter letter(ResultSet row) throws SQLException {
        return new Replay.Letter(
                row.getLong("id"),
                DeadLetterSearch.source(row),
                row.getObject("prospect_id", Long.class),
                DeadLetterSearch.texts(row, "attributes"),
                row.getBytes("payload"));
    }

    /** A step of the replay route: the changes are in the hands of the backlog again. */
    public void replayed(Replay replay) {
        settleReplayed(replay.getLetters().stream().map(Replay.Letter::id).toList());
    }

    /**
     * A step of the replay route: the records were read again.
     *
     * @param unreadable for each record that still cannot be understood, or not all of it, its new letter; the old one stays open and
     *     has the new one's places
     */
    public void replayed(Replay replay, List<DeadLetter> unreadable) {
        // A letter that was read again has the very source of the letter that it was read for.
        Map<DeadLetter.Source, DeadLetter> faulty = new IdentityHashMap<>();
        unreadable.forEach(letter -> faulty.put(letter.source(), letter));
        List<Long> read = new ArrayList<>();
        for (Replay.Letter letter : replay.getLetters()) {
            DeadLetter still = faulty.get(letter.source());
            if (still == null) {
                read.add(letter.id());
            } else {
                stillUnreadable(letter.id(), still);
            }
        }
        settleReplayed(read);
    }

    /**
     * What is to be done when a replay fails with an error: several letters are taken again one by one, and a letter that fails alone
     * stays open and says so.
     *
     * @param replay null when none was under way
     */
    public void failed(Replay replay, Throwable failure) {
        if (replay == null) {
            return;
        }
        List<Long> ids = replay.getLetters().stream().map(Replay.Letter::id).toList();
        if (ids.size() > 1) {
            alone = ids.size();
            jdbc.update(
                    "update dead_letter set replay_at = ? where id = any(?) and state = 'open'",
                    Timestamp.from(clock.instant()),
                    ids.toArray(Long[]::new));
        } else {
            jdbc.update(
                    """
                    update dead_letter set replay_at = null, outcome = 'Done again for ' || replay_by || ', and failed: ' || ?
                    where id = any(?) and state = 'open'
                    """,
                    Cause.withoutValues(failure),
                    ids.toArray(Long[]::new));
        }
    }

    private void stillUnreadable(long id, DeadLetter letter) {
        jdbc.update(
                """
                update dead_letter
                set replay_at = null, detail = ?, places = ?::jsonb, more_places = ?, published_at = null,
                    outcome = 'Read again for ' || replay_by || ', and still not readable'
                where id = ? and state = 'open'
                """,
                DeadLetters.storable(letter.detail()),
                DeadLetters.places(letter),
                letter.morePlaces(),
                id);
    }

    private void settleReplayed(List<Long> ids) {
        jdbc.update(
                """
                update dead_letter
                set state = 'replayed', settled_at = ?, settled_by = replay_by, replay_at = null, outcome = null,
                    published_at = null
                where id = any(?) and state = 'open'
                """,
                Timestamp.from(clock.instant()),
                ids.toArray(Long[]::new));
    }

    /**
     * A step of a route that runs once a second, never twice at once: settles letters about changes that were delivered since,
     * because a newer event made the prospect be tried again. Looks at a limited number of open letters, and the next time at
     * those behind them.
     */
    public void settleDelivered() {
        List<Long> looked = jdbc.queryForList(
                "select id from dead_letter where state = 'open' and prospect_id is not null and id > ? order by id limit ?",
                Long.class,
                lookedAt,
                LOOKED_AT_TOGETHER);
        if (!looked.isEmpty()) {
            jdbc.update(
                    """
                    update dead_letter d
                    set state = 'delivered', settled_at = ?, replay_at = null, published_at = null
                    from prospect p
                    where d.id = any(?) and d.state = 'open' and d.replay_at is null
                      and p.destination = d.destination and p.prospect_id = d.prospect_id
                      and p.pending_since is null
                      and not jsonb_exists_any(p.refused, d.attributes)
                      and (d.attributes <> '{}' or p.refused = '{}')
                    """,
                    Timestamp.from(clock.instant()),
                    looked.toArray(Long[]::new));
        }
        lookedAt = looked.size() < LOOKED_AT_TOGETHER ? 0 : looked.get(looked.size() - 1);
    }

    /**
     * Removes some that were settled before a time.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeSettled(Instant before, int limit) {
        return jdbc.update(
                """
                delete from dead_letter where id in (
                  select id from dead_letter where state <> 'open' and settled_at < ? limit ? for update skip locked)
                """,
                Timestamp.from(before),
                limit);
    }

    /**
     * Ends some that were kept before a time and are open all the same; they are removed as settled ones are.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int expire(Instant before, int limit) {
        return jdbc.update(
                """
                update dead_letter
                set state = 'expired', settled_at = ?, replay_at = null, published_at = null
                where id in (
                  select id from dead_letter where state = 'open' and created_at < ? limit ? for update skip locked)
                """,
                Timestamp.from(clock.instant()),
                Timestamp.from(before),
                limit);
    }
}
