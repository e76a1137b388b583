package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.Instants;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds dead letters, for people. Every question ends after 10 seconds, by an exception of type {@link
 * org.springframework.dao.QueryTimeoutException}.
 */
public final class DeadLetterSearch {

    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(10);

    private static final String COLUMNS =
            """
            id, created_at, destination, reason, detail, source_topic, source_partition, source_offset, record_time,
            record_key, places, more_places, prospect_id, http_status, error_text, attributes, octet_length(payload) as payload_bytes,
            state, settled_at, settled_by, note, replay_at, replay_by, outcome
            """;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;

    public DeadLetterSearch(DataSource database) {
        this(database, LONGEST_QUESTION);
    }

    DeadLetterSearch(DataSource database, Duration longestQuestion) {
        JdbcTemplate impatient = new JdbcTemplate(database);
        impatient.setQueryTimeout((int) longestQuestion.toSeconds());
        jdbc = JdbcClient.create(impatient);
    }

    /**
     * How many are open.
     *
     * @param destination whose
     * @param reason why
     * @param count at least 1
     */
    public record Open(String destination, String reason, long count) {}

    /** What is open, by destination and reason. */
    public List<Open> open() {
        return jdbc.sql(
                        """
                        select destination, reason, count(*) as count
                        from dead_letter
                        where state = 'open'
                        group by destination, reason
                        order by destination, reason
                        """)
                .query(Open.class)
                .list();
    }

    /**
     * Open letters that one cure most likely helps: alike in whose they are, why, and what was refused.
     *
     * @param reason as {@link DeadLetter#reason()}
     * @param httpStatus of Outreach's answer; null when there was none
     * @param kind of a record's first fault, as a label; null when none is known
     * @param attributes of a change: the prospect attributes that were given up
     * @param count how many, at least 1
     * @param oldest when the first was kept
     * @param newest when the last was kept
     * @param ids the newest, at most {@link DeadLetterFilter#MOST_IDS}
     */
    public record Group(
            String destination,
            String reason,
            Integer httpStatus,
            String kind,
            List<String> attributes,
            long count,
            Instant oldest,
            Instant newest,
            List<Long> ids) {

        public Group {
            attributes = List.copyOf(attributes);
            ids = List.copyOf(ids);
        }
    }

    /**
     * What is open, by what helps; the largest groups first.
     *
     * @param destination whose; null for all
     * @param most groups to give
     */
    public List<Group> groups(String destination, int most) {
        if (destination != null && destination.indexOf('\0') >= 0) {
            return List.of();
        }
        return jdbc.sql(
                        """
                        select destination, reason, http_status, places -> 0 ->> 'kind' as kind, attributes, count(*) as count,
                               min(created_at) as oldest, max(created_at) as newest, (array_agg(id order by id desc))[1:?] as ids
                        from dead_letter
                        where state = 'open' and (?::text is null or destination = ?)
                        group by destination, reason, http_status, kind, attributes
                        order by count desc, newest desc
                        limit ?
                        """)
                .params(Arrays.asList(DeadLetterFilter.MOST_IDS, destination, destination, most))
                .query((row, number) -> new Group(
                        row.getString("destination"),
                        row.getString("reason"),
                        row.getObject("http_status", Integer.class),
                        row.getString("kind"),
                        texts(row, "attributes"),
                        row.getLong("count"),
                        Instants.of(row, "oldest"),
                        Instants.of(row, "newest"),
                        List.of((Long[]) row.getArray("ids").getArray())))
                .list();
    }

    /**
     * A page of dead letters, the newest first.
     *
     * @param before only those whose number is smaller; null for the newest
     * @param limit the most to give
     */
    public List<KeptDeadLetter> page(DeadLetterFilter filter, Long before, int limit) {
        List<Object> parameters = new ArrayList<>();
        String where = filter.where(parameters);
        if (before != null) {
            where += " and id < ?";
            parameters.add(before);
        }
        parameters.add(limit);
        return jdbc.sql("select " + COLUMNS + " from dead_letter where " + where + " order by id desc limit ?")
                .params(parameters)
                .query(DeadLetterSearch::letter)
                .list();
    }

    /** How many there are; {@code most} stands for that many and more. */
    public long count(DeadLetterFilter filter, int most) {
        List<Object> parameters = new ArrayList<>();
        String where = filter.where(parameters);
        parameters.add(most);
        return jdbc.sql("select count(*) from (select from dead_letter where " + where + " limit ?) found")
                .params(parameters)
                .query(Long.class)
                .single();
    }

    /**
     * Open dead letters about records that have an identity of this number, as far as that can be seen in what could not be read or
     * failed; the newest first.
     *
     * @param most to be found
     */
    public List<Long> recordsWith(String destination, long prospectId, int most) {
        return jdbc.sql(
                        """
                        select id from dead_letter
                        where state = 'open' and destination = ? and prospect_id is null and readable(payload) ~* ?
                        order by id desc
                        limit ?
                        """)
                .param(destination)
                // Of JSON, and of JSON within a text.
                .param("\"id\\\\*\"\\s*:\\s*(\\\\*\")?" + prospectId + "[\\\\\"\\s,}]")
                .param(most)
                .query(Long.class)
                .list();
    }

    /** The dead letter of this number. */
    public Optional<KeptDeadLetter> one(long id) {
        return jdbc.sql("select " + COLUMNS + " from dead_letter where id = ?")
                .param(id)
                .query(DeadLetterSearch::letter)
                .optional();
    }

    /** The beginning of a dead letter's payload, at most so many bytes; empty when there is no such letter. */
    public Optional<byte[]> payload(long id, int most) {
        return jdbc.sql("select substring(payload from 1 for ?) as payload from dead_letter where id = ?")
                .params(most, id)
                .query((row, number) -> row.getBytes("payload"))
                .optional();
    }

    private static KeptDeadLetter letter(ResultSet row, int number) throws SQLException {
        return new KeptDeadLetter(
                row.getLong("id"),
                Instants.of(row, "created_at"),
                row.getString("destination"),
                row.getString("reason"),
                row.getString("detail"),
                source(row),
                places(row),
                row.getLong("more_places"),
                row.getObject("prospect_id", Long.class),
                row.getObject("http_status", Integer.class),
                row.getString("error_text"),
                texts(row, "attributes"),
                row.getInt("payload_bytes"),
                DeadLetterState.of(row.getString("state")),
                Instants.of(row, "settled_at"),
                row.getString("settled_by"),
                row.getString("note"),
                Instants.of(row, "replay_at") == null ? null : row.getString("replay_by"),
                row.getString("outcome"));
    }

    /** Null for a prospect change. */
    static DeadLetter.Source source(ResultSet row) throws SQLException {
        String topic = row.getString("source_topic");
        return topic == null
                ? null
                : new DeadLetter.Source(
                        topic,
                        row.getInt("source_partition"),
                        row.getLong("source_offset"),
                        Instants.of(row, "record_time"),
                        row.getBytes("record_key"));
    }

    private static List<DeadLetter.Place> places(ResultSet row) throws SQLException {
        try {
            return List.of(JSON.readValue(row.getString("places"), DeadLetter.Place[].class));
        } catch (JsonProcessingException e) {
            throw new SQLException("dead_letter.places holds something else than places", e);
        }
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }
}
