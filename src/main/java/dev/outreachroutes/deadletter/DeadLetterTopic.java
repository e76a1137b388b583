package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ExchangeBuilder;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * Brings kept dead letters to their topic, at least once: each when it is new, and once more, without its payload, when it is
 * settled. The record's key is the letter's number, so of a compacted topic the newest state remains. While broker or database are
 * away they wait in the database, and one line says so. A letter that the brokers refuse is tried without its payload, and refused
 * again once an hour; the letters behind it go on.
 *
 * <p>A replica takes letters for a time, as claims are taken: nobody else writes them meanwhile, in whatever state they are by
 * then, so a letter's states reach the topic in their order. No transaction is open while Kafka is written.
 */
public final class DeadLetterTopic {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final int ROUNDS = 5;
    private static final int TAKEN_TOGETHER = 100;

    /** In bytes of payload. */
    private static final int TAKEN_BYTES = 2_000_000;

    /** Longer than taken letters take to be written or refused, by the time-outs of the route. */
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
    private final JdbcTemplate jdbc;
    private final Counter refused;
    private final InstantSource clock;
    private final CamelContext camel;
    private boolean waiting;
    private boolean topicAway;
    private boolean told;

    public DeadLetterTopic(JdbcTemplate jdbc, MeterRegistry meters, InstantSource clock, CamelContext camel) {
        this.jdbc = jdbc;
        this.refused = meters.counter("outreach.dead.letters.refused");
        this.clock = clock;
        this.camel = camel;
    }

    /** A step of the route that runs once a second, never twice at once. Writes a limited number. */
    public void publish() throws java.io.IOException {
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            boolean more = true;
            for (int round = 0; more && round < ROUNDS; round++) {
                more = publishSome(producer);
            }
        } catch (DataAccessException | TransactionException e) {
            waits("which fails", e);
        }
    }

    private void waits(String why, Exception cause) {
        if (!waiting && (told = waits.times() > 0)) {
            LOG.warn("Dead letters wait in the database, {} ({})", why, Cause.of(cause));
        }
        waiting = true;
    }

    /** Whether there may be more that can be written. */
    private boolean publishSome(ProducerTemplate producer) {
        Instant until = clock.instant().plus(TAKEN_FOR).truncatedTo(ChronoUnit.MICROS);
        int limit = waiting ? 1 : TAKEN_TOGETHER;
        List<Kept> letters = take(limit, until);
        if (letters.isEmpty() && topicAway && anyWaits(until)) {
            // What failed last is not due yet, so nothing shows that the topic can be written.
            return false;
        }
        if (!letters.isEmpty()) {
            // While the brokers are away, each record takes seconds to fail: the first shows it for all.
            Exception away = write(letters.subList(0, 1), until, producer);
            if (away == null && letters.size() > 1) {
                away = write(letters.subList(1, letters.size()), until, producer);
            }
            if (away != null) {
                giveBack(letters, until);
                topicAway = true;
                waits("their topic cannot be written", away);
                return false;
            }
        }
        if (waiting) {
            if (told) {
                LOG.info("Dead letters reach their topic again");
            }
            waiting = false;
            topicAway = false;
        }
        return letters.size() == limit;
    }

    /**
     * Writes letters, at once and together.
     *
     * @return why the topic cannot be written; null when each letter was written or refused
     */
    private Exception write(List<Kept> letters, Instant until, ProducerTemplate producer) {
        List<Exchange> records = letters.stream().map(this::toRecord).toList();
        Exchange together = producer.send(
                "direct:dead-letter-topic", exchange -> exchange.getMessage().setBody(records));
        List<Kept> written = new ArrayList<>();
        List<Kept> smaller = new ArrayList<>();
        List<Kept> failed = new ArrayList<>();
        Exception away = null;
        for (int i = 0; i < letters.size(); i++) {
            Kept letter = letters.get(i);
            Exchange record = records.get(i);
            Exception failure = record.getException() == null && letters.size() == 1
                    ? together.getException()
                    : record.getException();
            if (failure == null) {
                if (together.getException() == null || isWritten(record)) {
                    written.add(letter);
                } else if (away == null) {
                    away = together.getException();
                }
            } else if (!isRefusal(failure)) {
                failed.add(letter);
                away = failure;
            } else if (letter.hasPayload()) {
                smaller.add(letter.withoutPayload());
            } else {
                setAside(letter, until, failure);
            }
        }
        written(written, until);
        after(failed, until, AFTER_FAILURE);
        return away != null || smaller.isEmpty() ? away : write(smaller, until, producer);
    }

    private Exchange toRecord(Kept letter) {
        return ExchangeBuilder.anExchange(camel)
                .withBody(letter.json())
                .withHeader(KafkaConstants.KEY, Long.toString(letter.id()))
                .build();
    }

    private static boolean isWritten(Exchange record) {
        return record.getMessage().getHeader(KafkaConstants.KAFKA_RECORD_META) != null;
    }

    private static boolean isRefusal(Exception failure) {
        return REFUSALS.stream().anyMatch(kind -> ObjectHelper.getException(kind, failure) != null);
    }

    private void setAside(Kept letter, Instant until, Exception failure) {
        after(List.of(letter), until, AFTER_REFUSAL);
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

    private List<Kept> take(int limit, Instant until) {
        List<Long> taken = jdbc.queryForList(
                """
                update dead_letter
                set publish_at = ?
                where id in (
                  select id
                  from (select id, sum(size) over (order by publish_at, id) - size as before
                        from (select id, publish_at, case when state = 'open' then octet_length(payload) else 0 end as size
                              from dead_letter
                              where published_at is null and publish_at <= ?
                              order by publish_at, id
                              limit ?
                              for update skip locked) as due) as sized
                  where before < ?)
                returning id
                """,
                Long.class,
                Timestamp.from(until),
                Timestamp.from(clock.instant()),
                limit,
                TAKEN_BYTES);
        if (taken.isEmpty()) {
            return List.of();
        }
        return jdbc.query(
                """
                select id, created_at, destination, reason, detail, source_topic, source_partition, source_offset,
                       record_time, places, more_places, prospect_id, http_status, error_text, attributes, state, settled_at,
                       settled_by, note,
                       case when state = 'open' and octet_length(payload) <= ? then payload end as payload,
                       state = 'open' and octet_length(payload) > ? as payload_left_out
                from dead_letter
                where id = any(?)
                order by id
                """,
                (row, number) -> new Kept(row.getLong("id"), row.getString("state"), json(row)),
                LONGEST_RECORD,
                LONGEST_RECORD,
                taken.toArray(Long[]::new));
    }

    private boolean anyWaits(Instant until) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select from dead_letter where published_at is null and publish_at <= ?)",
                Boolean.class,
                Timestamp.from(until)));
    }

    /** A letter that was settled meanwhile is due again in that state. */
    private void written(List<Kept> letters, Instant until) {
        if (!letters.isEmpty()) {
            jdbc.update(
                    """
                    update dead_letter
                    set publish_at = 'epoch',
                        published_at = case when dead_letter.state = written.state then ?::timestamptz end
                    from unnest(?, ?) as written (id, state)
                    where dead_letter.id = written.id and dead_letter.publish_at = ?
                    """,
                    Timestamp.from(clock.instant()),
                    ids(letters),
                    letters.stream().map(Kept::state).toArray(String[]::new),
                    Timestamp.from(until));
        }
    }

    private void after(List<Kept> letters, Instant until, Duration wait) {
        if (!letters.isEmpty()) {
            due(letters, until, clock.instant().plus(wait));
        }
    }

    private void giveBack(List<Kept> letters, Instant until) {
        due(letters, until, Instant.EPOCH);
    }

    /** Those that this replica has still taken. */
    private void due(List<Kept> letters, Instant until, Instant at) {
        jdbc.update(
                "update dead_letter set publish_at = ? where id = any(?) and publish_at = ?",
                Timestamp.from(at),
                ids(letters),
                Timestamp.from(until));
    }

    private static Long[] ids(List<Kept> letters) {
        return letters.stream().map(Kept::id).toArray(Long[]::new);
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
        return row.getBoolean("payload_left_out") ? withoutPayload(json) : bounded(json);
    }

    private static String time(ResultSet row, String column) throws SQLException {
        Instant time = Instants.of(row, column);
        return time == null ? null : time.toString();
    }

    /** What is too large for a record of the topic goes without its payload; the database has it. */
    private static String bounded(ObjectNode letter) {
        String json = letter.toString();
        return json.getBytes(StandardCharsets.UTF_8).length <= LONGEST_RECORD ? json : withoutPayload(letter);
    }

    private static String withoutPayload(ObjectNode letter) {
        return letter.putNull("payload").put("payloadLeftOut", true).toString();
    }

    private record Kept(long id, String state, String json) {

        boolean hasPayload() {
            return read().hasNonNull("payload");
        }

        Kept withoutPayload() {
            return new Kept(id, state, DeadLetterTopic.withoutPayload(read()));
        }

        private ObjectNode read() {
            try {
                return JSON.readValue(json, ObjectNode.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what was written just now cannot be read", e);
            }
        }
    }
}
