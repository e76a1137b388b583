package dev.outreachroutes.backlog.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.encryption.Encryption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps which requests left for prospects, and what came of each. Of one that Outreach did not confirm, and of those that come after it
 * for the same prospect, the last {@value #MOST_OF_A_PROSPECT} are kept for longer than of the others.
 */
public final class RequestLog {

    /** That are kept for the longer time; more of them go with the next removal. */
    public static final int MOST_OF_A_PROSPECT = 20;

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

    private static final String INSERT =
            """
            insert into request (destination, prospect_id, at, outcome, status, error, attributes, events, millis, sent,
                                 troubled)
            select ?, u.prospect_id, u.at::timestamptz, u.outcome, u.status, u.error, u.attributes::jsonb,
                   string_to_array(u.events, ' '), u.millis, u.sent,
                   not u.confirmed or exists (
                     select from request before
                     where before.destination = ? and before.prospect_id = u.prospect_id and before.troubled
                       and before.outcome <> 'acknowledged')
            from unnest(?::bigint[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::int[],
                        ?::bytea[], ?::boolean[])
              as u (prospect_id, at, outcome, status, error, attributes, events, millis, sent, confirmed)
            """;

    private static final String RETURNING = " returning id, prospect_id, outcome, status, events";

    private static final int MOST_ATTRIBUTES = 1_000;
    private static final int LONGEST_ERROR = 2_000;

    /** Shorter values are no person's, and may stand in an error by chance. */
    private static final int SHORTEST_VALUE = 3;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final RequestSettings settings;
    private final RequestRecordings recordings;
    private final Encryption encryption;

    public RequestLog(JdbcClient jdbc, RequestSettings settings, RequestRecordings recordings, Encryption encryption) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.recordings = recordings;
        this.encryption = encryption;
    }

    /**
     * A request that left.
     *
     * @param prospectId Outreach's number for the prospect
     * @param at when it ended
     * @param outcome as in the metric {@code outreach_deliveries_total}
     * @param confirmed whether Outreach confirmed all of it
     * @param status of HTTP; 0 when no answer was seen
     * @param error in words; values that were sent are taken out of it. Empty when there was none
     * @param attributes names of what stood in the document that left
     * @param events the records that asked for it, each as partition-offset
     * @param values that stood there, by attribute; empty when they are not known
     * @param took from when it left to the answer; null when that is not known
     */
    public record Entry(
            long prospectId,
            Instant at,
            String outcome,
            boolean confirmed,
            int status,
            String error,
            Collection<String> attributes,
            Collection<String> events,
            Map<String, JsonNode> values,
            Duration took) {}

    /**
     * Adds requests, in the caller's transaction and in one statement.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not take them
     */
    public void add(String destination, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Recorded recorded = recorded(destination);
        JdbcClient.StatementSpec insert = jdbc.sql(INSERT + (LOG.isDebugEnabled() ? RETURNING : ""))
                .params(destination, destination)
                .param(column(entries, Long[]::new, Entry::prospectId))
                .param(column(entries, String[]::new, each -> each.at().toString()))
                .param(column(entries, String[]::new, Entry::outcome))
                .param(column(entries, Integer[]::new, Entry::status))
                .param(column(entries, String[]::new, RequestLog::error))
                .param(column(entries, String[]::new, RequestLog::names))
                .param(column(entries, String[]::new, RequestLog::events))
                .param(column(entries, Integer[]::new, RequestLog::millis))
                .param(column(entries, byte[][]::new, each -> recorded.is(each) ? encrypted(each) : null))
                .param(column(entries, Boolean[]::new, Entry::confirmed));
        if (LOG.isDebugEnabled()) {
            insert.query(row -> {
                tell(destination, row);
            });
        } else {
            insert.update();
        }
    }

    private static void tell(String destination, ResultSet row) throws SQLException {
        if (LOG.isDebugEnabled()) {
            long id = row.getLong("id");
            long prospect = row.getLong("prospect_id");
            String events = String.join(" ", (String[]) row.getArray("events").getArray());
            LOG.atDebug()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .addKeyValue(LogFields.REQUEST, id)
                    .addKeyValue(LogFields.PROSPECT, prospect)
                    .addKeyValue(LogFields.EVENTS, events)
                    .log(
                            "{}: request {} for prospect {} brought events {}: {}, status {}",
                            destination,
                            id,
                            prospect,
                            events.isEmpty() ? "unknown" : events,
                            row.getString("outcome"),
                            row.getInt("status"));
        }
    }

    private static String events(Entry entry) {
        return entry.events().stream().sorted().limit(MOST_ATTRIBUTES).collect(Collectors.joining(" "));
    }

    private interface Recorded {
        boolean is(Entry entry);
    }

    private Recorded recorded(String destination) {
        if (settings.values() == RequestSettings.Values.ENCRYPTED) {
            return entry -> true;
        }
        List<RequestRecordings.Recording> on = recordings.on(destination);
        return entry -> on.stream().anyMatch(each -> each.matches(entry));
    }

    private byte[] encrypted(Entry entry) {
        return entry.values().isEmpty() ? null : encryption.encrypt(json(entry.values()));
    }

    /** Outreach's own words may repeat what it refuses. */
    private static String error(Entry entry) {
        String error = entry.error();
        if (!error.isEmpty()) {
            List<String> values = entry.values().values().stream()
                    .flatMap(value ->
                            value.isArray() ? StreamSupport.stream(value.spliterator(), false) : Stream.of(value))
                    .filter(value -> value.isTextual() || value.isNumber())
                    .map(JsonNode::asText)
                    .map(String::strip)
                    .filter(value -> value.length() >= SHORTEST_VALUE)
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
            for (String value : values) {
                error = error.replace(value, "<value>");
            }
        }
        return error.substring(0, Math.min(error.length(), LONGEST_ERROR)).replace("\0", "");
    }

    private static String names(Entry entry) {
        return json(entry.attributes().stream()
                .map(name -> name.replace("\0", ""))
                .sorted()
                .limit(MOST_ATTRIBUTES)
                .toList());
    }

    private static Integer millis(Entry entry) {
        return entry.took() == null
                ? null
                : (int) Math.min(Math.max(entry.took().toMillis(), 0), Integer.MAX_VALUE);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Names and nodes can be written as JSON", e);
        }
    }

    private static <T> T[] column(List<Entry> rows, IntFunction<T[]> array, Function<Entry, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    /**
     * Removes some that ended before a time.
     *
     * @param troubled whether those that are kept longer, or the others
     * @return how many; as many as the limit when there may be more
     */
    public int removeOlderThan(Instant before, boolean troubled, int limit) {
        return jdbc.sql(
                        """
                        delete from request where (destination, id) in (
                          select destination, id from request where troubled = ? and at < ? order by at limit ?
                          for update skip locked)
                        """)
                .params(troubled, Instants.parameter(before), limit)
                .update();
    }

    /**
     * Removes some of those that are kept longer, of prospects that have more than {@value #MOST_OF_A_PROSPECT} of them.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeBeyondTheLast(int limit) {
        return jdbc.sql(
                        """
                        delete from request where (destination, id) in (
                          select destination, id from request where (destination, id) in (
                            select destination, id from (
                              select destination, id, row_number() over (partition by destination, prospect_id order by id desc) as number
                              from request where troubled) each
                            where number > ? limit ?)
                          for update skip locked)
                        """)
                .params(MOST_OF_A_PROSPECT, limit)
                .update();
    }
}
