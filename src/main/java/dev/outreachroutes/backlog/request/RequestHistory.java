package dev.outreachroutes.backlog.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.encryption.Encryption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds requests that left, the newest first. */
public final class RequestHistory {

    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<Map<String, JsonNode>> VALUES = new TypeReference<>() {};

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JdbcClient jdbc;
    private final Encryption encryption;

    public RequestHistory(JdbcClient jdbc, Encryption encryption) {
        this.jdbc = jdbc;
        this.encryption = encryption;
    }

    /**
     * A request that left.
     *
     * @param id rises with time, over all destinations; the cursor of a page
     * @param destination whose prospect it was for
     * @param prospectId Outreach's number for the prospect
     * @param at when it ended
     * @param outcome as in the metric {@code outreach_deliveries_total}: {@code acknowledged}, {@code retry}, {@code refused}, ...
     * @param status of HTTP; 0 when no answer was seen
     * @param error in words, without values; empty when there was none
     * @param attributes names of what stood in the document that left
     * @param events the records that asked for it, each as partition-offset; none when that is not known
     * @param took from when it left to the answer, in milliseconds; null when that is not known
     * @param valuesKept whether the values were kept
     * @param values that left, by attribute; null when they were not kept, were not asked for, or cannot be read
     * @param problem why values that were asked for cannot be read; empty when they can
     */
    public record Logged(
            long id,
            String destination,
            long prospectId,
            Instant at,
            String outcome,
            int status,
            String error,
            List<String> attributes,
            List<String> events,
            Duration took,
            boolean valuesKept,
            Map<String, JsonNode> values,
            String problem) {}

    /**
     * The last requests of a prospect.
     *
     * @param limit the most to give
     * @param withValues whether the values are decrypted that were kept
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public List<Logged> ofProspect(String destination, long prospectId, int limit, boolean withValues) {
        return jdbc.sql(columns(withValues)
                        + "from request r where destination = ? and prospect_id = ? order by id desc limit ?")
                .params(destination, prospectId, limit)
                .query((row, number) -> logged(row, withValues))
                .list();
    }

    /**
     * A page of the requests of some destinations, such as all of an account.
     *
     * @param before only those whose number is smaller, such as that of the last one of the page before; null for the newest
     * @param limit the most to give
     * @param withValues whether the values are decrypted that were kept
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public List<Logged> page(Collection<String> destinations, Long before, int limit, boolean withValues) {
        return jdbc.sql(
                        columns(withValues)
                                + """
                        from unnest(?::text[]) as each (name)
                        cross join lateral (
                          select * from request where destination = each.name and id < ? order by id desc limit ?) r
                        order by id desc limit ?
                        """)
                .params(
                        destinations.stream().distinct().toArray(String[]::new),
                        before == null ? Long.MAX_VALUE : before,
                        limit,
                        limit)
                .query((row, number) -> logged(row, withValues))
                .list();
    }

    /**
     * Selects requests. What is null selects by nothing.
     *
     * @param event they brought what this record asks for: partition-offset
     * @param outcome as {@link Logged#outcome}
     * @param from they ended at this time or later
     * @param to they ended before this time
     */
    public record Filter(String event, String outcome, Instant from, Instant to) {

        private String where(List<Object> parameters) {
            StringBuilder where = new StringBuilder();
            add(where, parameters, " and events <> '{}' and events @> array[?::text]", event);
            add(where, parameters, " and outcome = ?", outcome);
            add(where, parameters, " and at >= ?", Instants.parameter(from));
            add(where, parameters, " and at < ?", Instants.parameter(to));
            return where.toString();
        }

        private static void add(StringBuilder where, List<Object> parameters, String condition, Object parameter) {
            if (parameter != null) {
                where.append(condition);
                parameters.add(parameter);
            }
        }
    }

    /** A page of those of one destination that a filter selects. */
    public List<Logged> page(String destination, Filter filter, Long before, int limit, boolean withValues) {
        List<Object> parameters = new ArrayList<>(List.of(destination, before == null ? Long.MAX_VALUE : before));
        String where = filter.where(parameters);
        parameters.add(limit);
        return jdbc.sql(columns(withValues) + "from request r where destination = ? and id < ?" + where
                        + " order by id desc limit ?")
                .params(parameters)
                .query((row, number) -> logged(row, withValues))
                .list();
    }

    private static String columns(boolean withValues) {
        return "select r.id, r.destination, r.prospect_id, r.at, r.outcome, r.status, r.error, r.attributes, r.events,"
                + " r.millis, r.sent is not null as kept, " + (withValues ? "r.sent" : "null::bytea as sent") + " ";
    }

    private Logged logged(ResultSet row, boolean withValues) throws SQLException {
        byte[] sent = withValues ? row.getBytes("sent") : null;
        Map<String, JsonNode> values = null;
        String problem = "";
        try {
            values = sent == null ? null : JSON.readValue(encryption.decrypt(sent), VALUES);
        } catch (Encryption.UnreadableException e) {
            problem = "The values " + e.getMessage();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was encrypted is JSON", e);
        }
        Integer millis = row.getObject("millis", Integer.class);
        return new Logged(
                row.getLong("id"),
                row.getString("destination"),
                row.getLong("prospect_id"),
                Instants.of(row, "at"),
                row.getString("outcome"),
                row.getInt("status"),
                row.getString("error"),
                names(row.getString("attributes")),
                List.of((String[]) row.getArray("events").getArray()),
                millis == null ? null : Duration.ofMillis(millis),
                row.getBoolean("kept"),
                values,
                problem);
    }

    private static List<String> names(String column) {
        try {
            return JSON.readValue(column, NAMES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps JSON", e);
        }
    }
}
