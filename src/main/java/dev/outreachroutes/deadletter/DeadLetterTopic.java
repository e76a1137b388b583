package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Brings kept dead letters to their topic, one after the other and at least once: each when it is new, and once more, without its
 * payload, when it is settled. The record's key is the letter's number, so of a compacted topic the newest state remains. While broker
 * or database are away they wait in the database, and one line says so. A letter that the brokers refuse is tried without its payload,
 * and refused again once an hour; the letters behind it go on.
 *
 * <p>A replica takes a letter for a time, as claims are taken: nobody else writes it meanwhile, in whatever state it is by
 * then, so a letter's states reach the topic in their order. No transaction is open while Kafka is written.
 */
public final class DeadLetterTopic {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** A stop waits until they are written. */
    private static final int MOST_IN_A_ROUND = 500;

    /** Longer than a letter takes to be written or refused, by the time-outs of the route. */
    private static final Duration TAKEN_FOR = Duration.ofMinutes(2);

    /** The others are tried before one that failed is tried again. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private static final Duration AFTER_REFUSAL = Duration.ofHours(1);

    /** In bytes; Kafka's own limit is 1 MB by default. */
    private static final int LONGEST_RECORD = 700_000;

    /** What is about the record, and not about the brokers or the way to them. */
    private static final List<Class<? extends ApiException>> REFUSALS = List.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            InvalidRecordException.class,
            InvalidTimestampException.class,
            UnsupportedForMessageFormatException.class);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(10);

    private final LogThrottle refusals = new LogThrottle(AFTER_REFUSAL);
    private final LogThrottle waits = new LogThrottle(BETWEEN_LINES);
    private final JdbcClient jdbc;
    private final Counter refused;
    private final InstantSource clock;
    private final CamelContext camel;

    /** Whether the last letter could not be written. */
    private boolean waiting;

    private boolean told;

    public DeadLetterTopic(JdbcClient jdbc, MeterRegistry meters, InstantSource clock, CamelContext camel) {
        this.jdbc = jdbc;
        this.refused = meters.counter("outreach.dead.letters.refused");
        this.clock = clock;
        this.camel = camel;
    }

    /** A letter as it is written; its state tells whether it is the same when that is done. */
    private record Kept(long id, String state, ObjectNode json, Instant takenUntil) {}

    /**
     * A step of the route that runs once a second, never twice at once. Writes a limited number.
     *
     * @return whether there was anything to do
     */
    public boolean publish() throws IOException {
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            Optional<Kept> letter = take();
            boolean any = letter.isPresent();
            for (int i = 1; letter.isPresent() && publish(letter.get(), producer); i++) {
                letter = i < MOST_IN_A_ROUND ? take() : Optional.empty();
            }
            return any;
        } catch (DataAccessException | TransactionException e) {
            if (waits.times() > 0) {
                LOG.warn("Dead letters wait in the database, which fails ({})", Cause.of(e));
            }
            return true;
        }
    }

    /** Whether the topic can be written, be it that this letter is refused. */
    private boolean publish(Kept letter, ProducerTemplate producer) {
        Exception failure = write(letter, producer);
        if (isRefusal(failure) && letter.json().hasNonNull("payload")) {
            withoutPayload(letter.json());
            failure = write(letter, producer);
        }
        if (failure == null) {
            written(letter);
        } else if (isRefusal(failure)) {
            setAside(letter, failure);
        } else {
            after(letter, AFTER_FAILURE);
            if (!waiting && (told = waits.times() > 0)) {
                LOG.warn("Dead letters wait in the database, their topic cannot be written ({})", Cause.of(failure));
            }
            waiting = true;
            return false;
        }
        if (waiting && told) {
            LOG.info("Dead letters reach their topic again");
        }
        waiting = false;
        return true;
    }

    private static Exception write(Kept letter, ProducerTemplate producer) {
        return producer.send("direct:dead-letter-topic", exchange -> {
                    exchange.getMessage().setBody(letter.json().toString());
                    exchange.getMessage().setHeader(KafkaConstants.KEY, Long.toString(letter.id()));
                })
                .getException();
    }

    private static boolean isRefusal(Exception failure) {
        return failure != null && REFUSALS.stream().anyMatch(kind -> ObjectHelper.getException(kind, failure) != null);
    }

    private void setAside(Kept letter, Exception failure) {
        after(letter, AFTER_REFUSAL);
        refused.increment();
        long times = refusals.times();
        if (times > 0) {
            LOG.warn(
                    "{}: the brokers refuse it, without its event too ({}). Such letters stay in the database and the console,"
                            + " and are tried again once an hour; look at the settings of their topic, such as max.message.bytes",
                    times == 1
                            ? "Dead letter " + letter.id() + " is not written to its topic"
                            : times + " dead letters, the last of them " + letter.id()
                                    + ", are not written to their topic",
                    Cause.of(failure));
        }
    }

    private Optional<Kept> take() {
        Instant now = clock.instant();
        Instant until = now.plus(TAKEN_FOR).truncatedTo(ChronoUnit.MICROS);
        return jdbc.sql(
                        """
                        update dead_letter
                        set publish_at = :until
                        where id = (
                          select id from dead_letter
                          where published_at is null and publish_at <= :now
                          order by publish_at, id
                          limit 1
                          for update skip locked)
                        returning id, created_at, destination, reason, detail, source_topic, source_partition, source_offset,
                                  record_time, places, more_places, prospect_id, http_status, error_text, attributes, state,
                                  settled_at, settled_by, note,
                                  case when state = 'open' and octet_length(payload) <= :longest then payload end as payload,
                                  state = 'open' and octet_length(payload) > :longest as payload_left_out
                        """)
                .param("until", Instants.parameter(until))
                .param("now", Instants.parameter(now))
                .param("longest", LONGEST_RECORD)
                .query((row, number) -> new Kept(row.getLong("id"), row.getString("state"), json(row), until))
                .optional();
    }

    /** A letter that was settled meanwhile is due again in that state. */
    private void written(Kept letter) {
        jdbc.sql(
                        """
                        update dead_letter
                        set publish_at = 'epoch', published_at = case when state = ? then ?::timestamptz end
                        where id = ? and publish_at = ?
                        """)
                .param(letter.state())
                .param(Instants.parameter(clock.instant()))
                .param(letter.id())
                .param(Instants.parameter(letter.takenUntil()))
                .update();
    }

    /** If this replica has still taken it. */
    private void after(Kept letter, Duration wait) {
        jdbc.sql("update dead_letter set publish_at = ? where id = ? and publish_at = ?")
                .param(Instants.parameter(clock.instant().plus(wait)))
                .param(letter.id())
                .param(Instants.parameter(letter.takenUntil()))
                .update();
    }

    private static ObjectNode json(ResultSet row) throws SQLException {
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
        // What is too large for a record of the topic goes without its payload; the database has it.
        return row.getBoolean("payload_left_out")
                        || json.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_RECORD
                ? withoutPayload(json)
                : json;
    }

    private static String time(ResultSet row, String column) throws SQLException {
        Instant time = Instants.of(row, column);
        return time == null ? null : time.toString();
    }

    private static ObjectNode withoutPayload(ObjectNode letter) {
        return letter.putNull("payload").put("payloadLeftOut", true);
    }
}
