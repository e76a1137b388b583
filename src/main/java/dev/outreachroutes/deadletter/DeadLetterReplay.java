package dev.outreachroutes.deadletter;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Does dead letters again whose replay somebody asked for. Of a change, what is desired of the prospect now is tried again, not what
 * was sent then. The bytes of a record are read, mapped and folded again, with the record's own time.
 *
 * <p>Whoever takes letters has a minute for them, during which nobody else takes them; if he dies they are replayed once more, which
 * changes nothing. A try is counted before it is made, so that a letter which ends the process is begun {@value #MOST_TRIES} times
 * and no more. Such a letter, and one that fails alone, stays open, says so, and is not taken again by itself.
 */
public final class DeadLetterReplay {

    static final int MOST_TRIES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterReplay.class);
    private static final int CHANGES_TOGETHER = 500;

    /** Each may hold tens of thousands of changes, and all of them have to be done in {@link #TO_REPLAY}. */
    private static final int RECORDS_TOGETHER = 10;

    private static final int MOST_ROUNDS = 20;
    private static final Duration TO_REPLAY = Duration.ofMinutes(1);

    /** For a letter whose prospect has a request under way. */
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private final JdbcTemplate jdbc;
    private final Destinations destinations;
    private final Backlog backlog;
    private final BacklogReader backlogs;
    private final RecordReader reader;
    private final InstantSource clock;
    private final LogThrottle lines = new LogThrottle(Duration.ofMinutes(1));

    /** Counted as tried, though it was an outage that ended the try. */
    private List<Letter> interrupted = List.of();

    public DeadLetterReplay(
            JdbcTemplate jdbc,
            Destinations destinations,
            Backlog backlog,
            BacklogReader backlogs,
            RecordReader reader,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.backlog = backlog;
        this.backlogs = backlogs;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * A letter that is to be replayed.
     *
     * @param source where the record stands; null for a change
     * @param prospectId null for a record
     * @param attributes of a change: what is to be tried again; none means all
     * @param tries how often its replay was begun and did not end
     */
    private record Letter(
            long id, String destination, DeadLetter.Source source, Long prospectId, Set<String> attributes, int tries) {

        boolean isChange() {
            return prospectId != null;
        }
    }

    /** A step of the route that runs once a second, never twice at once: replays what is due, a limited number. */
    public void replay() {
        try {
            forgetInterrupted();
            giveUp();
            boolean more = true;
            for (int round = 0; more && round < MOST_ROUNDS; round++) {
                more = replayChanges() | replayRecords();
            }
        } catch (RuntimeException e) {
            if (lines.times() > 0) {
                LOG.warn("The replay of dead letters waits and is tried again ({})", Cause.withoutValues(e));
            }
        }
    }

    /** Whether there may be more. */
    private boolean replayChanges() {
        List<Letter> taken = take(true, CHANGES_TOGETHER);
        Map<String, List<Letter>> byDestination = taken.stream().collect(groupingBy(Letter::destination));
        byDestination.forEach((destination, letters) -> {
            List<Letter> ready = withoutThoseUnderWay(destination, letters);
            List<Letter> first =
                    ready.stream().filter(letter -> letter.tries() == 0).toList();
            if (!first.isEmpty()) {
                together(destination, first);
            }
            ready.stream().filter(letter -> letter.tries() > 0).forEach(this::alone);
        });
        return taken.size() == CHANGES_TOGETHER;
    }

    private boolean replayRecords() {
        List<Letter> taken = take(false, RECORDS_TOGETHER);
        taken.forEach(this::alone);
        return taken.size() == RECORDS_TOGETHER;
    }

    private List<Letter> take(boolean changes, int limit) {
        Timestamp now = now();
        return jdbc.query(
                """
                with due as (
                  select id from dead_letter
                  where replay_at <= ? and destination = any(?) and (prospect_id is not null) = ?
                  order by replay_at, id
                  limit ?
                  for update skip locked)
                update dead_letter d set replay_at = ? from due where d.id = due.id
                returning d.id, destination, source_topic, source_partition, source_offset, record_time, record_key, prospect_id,
                          attributes, replay_tries
                """,
                (row, number) -> letter(row),
                now,
                destinations.destinations().stream().map(Destination::name).toArray(String[]::new),
                changes,
                limit,
                Timestamp.from(now.toInstant().plus(TO_REPLAY)));
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                row.getLong("id"),
                row.getString("destination"),
                DeadLetterSearch.source(row),
                row.getObject("prospect_id", Long.class),
                Set.copyOf(DeadLetterSearch.texts(row, "attributes")),
                row.getInt("replay_tries"));
    }

    /**
     * A letter is kept before the claim of its prospect is settled; a refusal that is withdrawn in between would be entered after. It
     * is replayed in a moment.
     */
    private List<Letter> withoutThoseUnderWay(String destination, List<Letter> letters) {
        Set<Long> underWay = backlogs.underWay(
                destination, letters.stream().map(Letter::prospectId).collect(toSet()));
        Map<Boolean, List<Letter>> byWhether =
                letters.stream().collect(partitioningBy(letter -> underWay.contains(letter.prospectId())));
        if (!underWay.isEmpty()) {
            jdbc.update(
                    "update dead_letter set replay_at = ? where id = any(?) and replay_at is not null",
                    Timestamp.from(clock.instant().plus(A_MOMENT)),
                    ids(byWhether.get(true)));
        }
        return byWhether.get(false);
    }

    private void together(String destination, List<Letter> changes) {
        try {
            begin(changes);
            backlog.tryAgain(destination, attributes(changes));
            settle(changes);
        } catch (RuntimeException e) {
            throwOutage(e, changes);
            changes.forEach(this::alone);
        }
    }

    private void alone(Letter letter) {
        try {
            Optional<byte[]> payload = begin(List.of(letter)).stream().findFirst();
            if (payload.isEmpty()) {
                return;
            }
            if (letter.isChange()) {
                backlog.tryAgain(letter.destination(), attributes(List.of(letter)));
                settle(List.of(letter));
            } else {
                readAgain(letter, payload.get());
            }
        } catch (RuntimeException e) {
            throwOutage(e, List.of(letter));
            failed(letter, e);
        }
    }

    private void throwOutage(RuntimeException failure, List<Letter> letters) {
        if (Outage.is(failure)) {
            interrupted = letters;
            throw failure;
        }
    }

    /**
     * Counts a try of those that are still to be replayed.
     *
     * @return of records their payloads, of changes nothing, one for each
     */
    private List<byte[]> begin(List<Letter> letters) {
        return jdbc.query(
                """
                update dead_letter set replay_tries = replay_tries + 1
                where id = any(?) and replay_at is not null
                returning case when prospect_id is null then payload else '' end as payload
                """,
                (row, number) -> row.getBytes("payload"),
                (Object) ids(letters));
    }

    /** By prospect. */
    private static Map<Long, Set<String>> attributes(List<Letter> changes) {
        return changes.stream().collect(toMap(Letter::prospectId, Letter::attributes, (one, other) -> {
            if (one.isEmpty() || other.isEmpty()) {
                return Set.of();
            }
            Set<String> both = new HashSet<>(one);
            both.addAll(other);
            return both;
        }));
    }

    private void readAgain(Letter letter, byte[] payload) {
        RecordReader.Reading reading = reader.readAgain(letter.destination(), letter.source(), payload);
        backlog.fold(letter.destination(), reading.changes());
        if (reading.unreadable().isEmpty()) {
            settle(List.of(letter));
        } else {
            stillUnreadable(letter, reading.unreadable().get());
        }
    }

    private void settle(List<Letter> letters) {
        jdbc.update(
                """
                update dead_letter
                set state = 'replayed', settled_at = ?, settled_by = replay_by, replay_at = null, outcome = null,
                    published_at = null
                where id = any(?) and state = 'open'
                """,
                now(),
                ids(letters));
    }

    private void stillUnreadable(Letter letter, DeadLetter still) {
        jdbc.update(
                """
                update dead_letter
                set replay_at = null, detail = ?, places = ?::jsonb, more_places = ?, published_at = null,
                    outcome = 'Read again for ' || replay_by || ', and still not readable'
                where id = ? and state = 'open'
                """,
                DeadLetters.storable(still.detail()),
                DeadLetters.places(still),
                still.morePlaces(),
                letter.id());
    }

    private void failed(Letter letter, RuntimeException failure) {
        jdbc.update(
                """
                update dead_letter set replay_at = null, outcome = 'Done again for ' || replay_by || ', and failed: ' || ?
                where id = ? and state = 'open'
                """,
                Cause.withoutValues(failure),
                letter.id());
    }

    private void forgetInterrupted() {
        if (!interrupted.isEmpty()) {
            jdbc.update(
                    "update dead_letter set replay_tries = replay_tries - 1 where id = any(?) and replay_tries > 0",
                    (Object) ids(interrupted));
            interrupted = List.of();
        }
    }

    private void giveUp() {
        int count = jdbc.update(
                """
                update dead_letter
                set replay_at = null,
                    outcome = 'Done again for ' || replay_by || ': the replay failed %1$d times without an end, as when the memory does not suffice'
                where replay_at <= ? and replay_tries >= %1$d and state = 'open'
                """
                        .formatted(MOST_TRIES),
                now());
        if (count > 0) {
            LOG.warn("Dead letters whose replay failed {} times without an end stay open: {}", MOST_TRIES, count);
        }
    }

    private static Long[] ids(List<Letter> letters) {
        return letters.stream().map(Letter::id).toArray(Long[]::new);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
