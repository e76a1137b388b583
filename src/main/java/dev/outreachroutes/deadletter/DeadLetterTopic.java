package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.outreachroutes.log.Cause;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings kept dead letters to their topic, at least once: each when it is new, and once more, without its payload, when it is
 * settled. The record's key is the letter's number, so of a compacted topic the newest state remains. While broker or database are
 * away they wait in the database, and one line says so.
 */
public final class DeadLetterTopic {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int PUBLISHED_TOGETHER = 500;

    /** In bytes; Kafka's own limit is 1 MB by default. */
    private static final int LONGEST_RECORD = 700_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final CamelContext camel;
    private boolean waiting;

    public DeadLetterTopic(
            JdbcTemplate jdbc, TransactionTemplate transactions, InstantSource clock, CamelContext camel) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.camel = camel;
    }

    /** A step of the route that runs once a second, never twice at once. Writes a limited number. */
    public void publish() throws java.io.IOException {
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            int published = 0;
            while (published < PUBLISHED_TOGETHER && publishOne(producer)) {
                published++;
            }
            if (waiting) {
                LOG.info("Dead letters reach their topic again");
            }
            waiting = false;
        } catch (CamelExecutionException e) {
            waits("their topic cannot be written", e);
        } catch (DataAccessException | TransactionException e) {
            waits("which fails", e);
        }
    }

    private void waits(String why, RuntimeException cause) {
        if (!waiting) {
            LOG.warn("Dead letters wait in the database, {} ({})", why, Cause.of(cause));
        }
        waiting = true;
    }

    private boolean publishOne(ProducerTemplate producer) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            List<Kept> letters = jdbc.query(
                    """
                    select id, created_at, destination, reason, detail, source_topic, source_partition, source_offset,
                           record_time, places, more_places, prospect_id, http_status, error_text, attributes, state, settled_at,
                           settled_by, note, case when state = 'open' then payload end as payload
                    from dead_letter
                    where published_at is null
                    order by id
                    limit 1
                    for update skip locked
                    """,
                    (row, number) -> new Kept(row.getLong("id"), json(row)));
            for (Kept letter : letters) {
                producer.sendBodyAndHeader(
                        "direct:dead-letter-topic", letter.json(), KafkaConstants.KEY, Long.toString(letter.id()));
                jdbc.update(
                        "update dead_letter set published_at = ? where id = ?",
                        Timestamp.from(clock.instant()),
                        letter.id());
            }
            return !letters.isEmpty();
        }));
    }

    private static String json(ResultSet row) throws SQLException {
        ObjectNode json = JSON.createObjectNode()
                .put("id", row.getLong("id"))
                .put("at", time(row, "created_at"))
                .put("destination", row.getString("destination"))
                .put("reason", row.getString("reason"))
                .put("state", row.getString("state"))
                .put("settledAt", time(row, "settled_at"))
                .put("settledBy", row.getString("settled_by"))
                .put("note", row.getString("note"))
                .put("detail", row.getString("detail"))
                .put("topic", row.getString("source_topic"))
                .put("partition", row.getObject("source_partition", Integer.class))
                .put("offset", row.getObject("source_offset", Long.class))
                .put("recordTime", time(row, "record_time"))
                .put("prospectId", row.getObject("prospect_id", Long.class))
                .put("httpStatus", row.getObject("http_status", Integer.class))
                .put("errorText", row.getString("error_text"));
        json.putRawValue("places", new RawValue(row.getString("places"))).put("morePlaces", row.getLong("more_places"));
        DeadLetterSearch.texts(row, "attributes").forEach(json.putArray("attributes")::add);
        byte[] payload = row.getBytes("payload");
        json.put("payload", payload == null ? null : new String(payload, StandardCharsets.UTF_8));
        return bounded(json);
    }

    private static String time(ResultSet row, String column) throws SQLException {
        Instant time = DeadLetterSearch.instant(row, column);
        return time == null ? null : time.toString();
    }

    /** What is too large for a record of the topic goes without its payload; the database has it. */
    private static String bounded(ObjectNode letter) {
        String json = letter.toString();
        return json.getBytes(StandardCharsets.UTF_8).length <= LONGEST_RECORD
                ? json
                : letter.putNull("payload").put("payloadLeftOut", true).toString();
    }

    private record Kept(long id, String json) {}
}
