package dev.outreachroutes.deadletter;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does dead letters again whose replay somebody asked for, one after the other. Of a change, what is desired of the prospect now is
 * tried again, not what was sent then. The bytes of a record are read, mapped and folded again, with the record's own time.
 *
 * <p>A replica that takes a letter has a minute for it, during which no other takes it; if it dies the letter is replayed once more, which
 * changes nothing. A try is counted before it is made, so that a letter which ends the process is begun {@value #MOST_TRIES} times
 * and no more. Such a letter, and one that fails, stays open, says so, and is not taken again by itself.
 */
public final class DeadLetterReplay {

    static final int MOST_TRIES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterReplay.class);

    /** A stop waits until they are done. */
    private static final int MOST_IN_A_ROUND = 1_000;

    private static final Duration TO_REPLAY = Duration.ofMinutes(1);

    /** For a letter whose prospect has a request under way. */
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final Backlog backlog;
    private final BacklogReader backlogs;
    private final RecordReader reader;
    private final InstantSource clock;
    private final LogThrottle lines = new LogThrottle(Duration.ofMinutes(1));

    /** The letter whose try counts though it was an outage that ended it; null when there is none. */
    private Letter interrupted;

    public DeadLetterReplay(
            JdbcClient jdbc,
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
     * @param payload the record; null for a change
     * @param tries how often its replay was begun, this time included
     */
    private record Letter(
            long id,
            String destination,
            DeadLetter.Source source,
            Long prospectId,
            Set<String> attributes,
            byte[] payload,
            int tries) {}

    /**
     * A step of the route that runs once a second, never twice at once: replays what is due, a limited number.
     *
     * @return whether there was anything to do
     */
    public boolean replay() {
        try {
            boolean any = interrupted != null;
            if (interrupted != null) {
                giveBack(interrupted, Duration.ZERO);
                interrupted = null;
            }
            Optional<Letter> letter = take();
            any |= letter.isPresent();
            for (int i = 1; letter.isPresent(); i++) {
                replay(letter.get());
                letter = i < MOST_IN_A_ROUND ? take() : Optional.empty();
            }
            return any;
        } catch (RuntimeException e) {
            if (lines.times() > 0) {
                LOG.warn("The replay of dead letters waits and is tried again ({})", Cause.withoutValues(e));
            }
            return true;
        }
    }

    private Optional<Letter> take() {
        Instant now = clock.instant();
        return jdbc.sql(
                        """
                        update dead_letter set replay_at = ?, replay_tries = replay_tries + 1
                        where id = (
                          select id from dead_letter
                          where replay_at <= ? and destination = any(?)
                          order by replay_at, id
                          limit 1
                          for update skip locked)
                        returning id, destination, source_topic, source_partition, source_offset, record_time, record_key, prospect_id,
                                  attributes, case when prospect_id is null then payload end as payload, replay_tries
                        """)
                .param(Instants.parameter(now.plus(TO_REPLAY)))
                .param(Instants.parameter(now))
                .param(destinations.destinations().stream()
                        .map(Destination::name)
                        .toArray(String[]::new))
                .query(DeadLetterReplay::letter)
                .optional();
    }

    private static Letter letter(ResultSet row, int number) throws SQLException {
        return new Letter(
                row.getLong("id"),
                row.getString("destination"),
                DeadLetterSearch.source(row),
                row.getObject("prospect_id", Long.class),
                Set.copyOf(DeadLetterSearch.texts(row, "attributes")),
                row.getBytes("payload"),
                row.getInt("replay_tries"));
    }

    private void replay(Letter letter) {
        try {
            if (letter.tries() > MOST_TRIES) {
                failed(
                        letter,
                        "the replay failed " + MOST_TRIES
                                + " times without an end, as when the memory does not suffice");
            } else if (letter.prospectId() == null) {
                readAgain(letter);
            } else {
                tryAgain(letter);
            }
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                interrupted = letter;
                throw e;
            }
            failed(letter, "failed: " + Cause.withoutValues(e));
        }
    }

    /**
     * A letter is kept before the claim of its prospect is settled; a refusal that is withdrawn in between would be entered after. It
     * is withdrawn in a moment.
     */
    private void tryAgain(Letter letter) {
        if (backlogs.underWay(letter.destination(), letter.prospectId())) {
            giveBack(letter, A_MOMENT);
        } else {
            backlog.tryAgain(letter.destination(), Map.of(letter.prospectId(), letter.attributes()));
            settle(letter);
        }
    }

    private void readAgain(Letter letter) {
        RecordReader.Reading reading = reader.readAgain(letter.destination(), letter.source(), letter.payload());
        backlog.fold(letter.destination(), reading.changes());
        reading.unreadable().ifPresentOrElse(still -> stillUnreadable(letter, still), () -> settle(letter));
    }

    private void settle(Letter letter) {
        jdbc.sql(
                        """
                        update dead_letter
                        set state = 'replayed', settled_at = ?, settled_by = replay_by, replay_at = null, outcome = null,
                            published_at = null
                        where id = ? and state = 'open'
                        """)
                .params(Instants.parameter(clock.instant()), letter.id())
                .update();
    }

    private void stillUnreadable(Letter letter, DeadLetter still) {
        jdbc.sql(
                        """
                        update dead_letter
                        set replay_at = null, detail = ?, places = ?::jsonb, more_places = ?, published_at = null,
                            outcome = 'Read again for ' || replay_by || ', and still not readable'
                        where id = ? and state = 'open'
                        """)
                .param(DeadLetters.storable(still.detail()))
                .param(DeadLetters.places(still))
                .param(still.morePlaces())
                .param(letter.id())
                .update();
    }

    private void failed(Letter letter, String how) {
        jdbc.sql(
                        """
                        update dead_letter set replay_at = null, outcome = 'Done again for ' || replay_by || ', and ' || ?
                        where id = ? and state = 'open'
                        """)
                .params(how, letter.id())
                .update();
    }

    /** Has it replayed later, as if it had not been begun. */
    private void giveBack(Letter letter, Duration later) {
        jdbc.sql(
                        """
                        update dead_letter set replay_at = ?, replay_tries = replay_tries - 1
                        where id = ? and replay_at is not null and replay_tries > 0
                        """)
                .params(Instants.parameter(clock.instant().plus(later)), letter.id())
                .update();
    }
}
