package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.outreach.RejectedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What could not be done. A dead letter is kept in the database first; from there it is written to the topic of dead letters,
 * at least once, so that neither a broker that is away nor a crash loses one.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int PUBLISHED_TOGETHER = 100;

    /** In bytes; Kafka's own limit is 1 MB by default. */
    private static final int LONGEST_RECORD = 700_000;

    /** Many may come at once; one line in this time says how many. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final AtomicLong said = new AtomicLong();
    private final AtomicLong unsaid = new AtomicLong();
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final MeterRegistry meters;

    public DeadLetters(JdbcTemplate jdbc, TransactionTemplate transactions, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.meters = meters;
    }

    /** A step of the delivery route: puts the dead letter for a change that failed for good in the body, as a list of one. */
    public void describe(Exchange exchange) throws JsonProcessingException {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        boolean rejected = failure instanceof RejectedException;
        exchange.getMessage()
                .setBody(List.of(new DeadLetter(
                        exchange.getProperty(OutreachExchange.DESTINATION, String.class),
                        rejected ? "rejected" : "attempts-exhausted",
                        failure instanceof OutreachException known
                                ? known.getMessage()
                                : failure.getClass().getName(),
                        null,
                        exchange.getProperty(OutreachExchange.PROSPECT_ID, Long.class),
                        failure instanceof OutreachException known && known.status() > 0 ? known.status() : null,
                        failure instanceof RejectedException rejection ? rejection.errorText() : null,
                        JSON.writeValueAsBytes(refused(
                                exchange.getProperty(OutreachExchange.UPDATE, ProspectUpdate.class), failure)))));
    }

    /** Of a change whose attributes Outreach points at, these alone: the others are sent without them. */
    private static ProspectUpdate refused(ProspectUpdate update, Throwable failure) {
        if (!(failure instanceof RejectedException rejection)) {
            return update;
        }
        Map<String, JsonNode> attributes = new LinkedHashMap<>(update.data().attributes());
        attributes.keySet().retainAll(rejection.refused(Set.copyOf(attributes.keySet())));
        return ProspectUpdate.of(update.data().id(), attributes);
    }

    /**
     * Keeps dead letters, all or none of them. The same record read again, after a crash or by another replica, is kept once.
     */
    public void keep(List<DeadLetter> letters) {
        int[] kept = jdbc.batchUpdate(
                """
                insert into dead_letter (destination, reason, detail, source_topic, source_partition, source_offset,
                                         source_place, prospect_id, http_status, error_text, payload)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """,
                letters.stream().map(DeadLetters::columns).toList());
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] != 0) {
                kept(letters.get(i));
            }
        }
    }

    private static Object[] columns(DeadLetter letter) {
        DeadLetter.Source source = letter.source();
        return new Object[] {
            letter.destination(),
            letter.reason(),
            storable(letter.detail()),
            source == null ? null : source.topic(),
            source == null ? null : source.partition(),
            source == null ? null : source.offset(),
            source == null ? null : source.place(),
            letter.prospectId(),
            letter.httpStatus(),
            storable(letter.errorText()),
            letter.payload()
        };
    }

    private void kept(DeadLetter letter) {
        meters.counter("outreach.dead.letters", "destination", letter.destination(), "reason", letter.reason())
                .increment();
        long quiet = unsaid.incrementAndGet();
        long now = System.nanoTime();
        long last = said.get();
        if ((last == 0 || now - last > BETWEEN_LINES.toNanos()) && said.compareAndSet(last, now)) {
            unsaid.addAndGet(-quiet);
            LOG.warn(
                    "{}: {} new, the last for {}: {}",
                    letter.destination(),
                    quiet == 1 ? "a dead letter is" : quiet + " dead letters are",
                    letter.subject(),
                    letter.detail());
        }
    }

    /** PostgreSQL's text cannot hold the character NUL. */
    private static String storable(String text) {
        return text == null ? null : text.replace("\0", "");
    }

    /**
     * Writes dead letters that are not on the topic yet to it, a limited number at a time.
     *
     * @param producer sends the body to the route that writes to the topic
     */
    public void publish(ProducerTemplate producer) {
        for (int i = 0; i < PUBLISHED_TOGETHER; i++) {
            if (!publishOne(producer)) {
                return;
            }
        }
    }

    private boolean publishOne(ProducerTemplate producer) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            List<Kept> letters = jdbc.query(
                    """
                    select id, created_at, destination, reason, detail, source_topic, source_partition, source_offset,
                           source_place, prospect_id, http_status, error_text, payload
                    from dead_letter
                    where published_at is null
                    order by id
                    limit 1
                    for update skip locked
                    """,
                    (row, number) -> {
                        ObjectNode json = JSON.createObjectNode()
                                .put("id", row.getLong("id"))
                                .put(
                                        "at",
                                        row.getTimestamp("created_at")
                                                .toInstant()
                                                .toString())
                                .put("destination", row.getString("destination"))
                                .put("reason", row.getString("reason"))
                                .put("detail", row.getString("detail"))
                                .put("topic", row.getString("source_topic"))
                                .put("partition", row.getObject("source_partition", Integer.class))
                                .put("offset", row.getObject("source_offset", Long.class))
                                .put("place", row.getString("source_place"))
                                .put("prospectId", row.getObject("prospect_id", Long.class))
                                .put("httpStatus", row.getObject("http_status", Integer.class))
                                .put("errorText", row.getString("error_text"))
                                .put("payload", new String(row.getBytes("payload"), StandardCharsets.UTF_8));
                        return new Kept(row.getLong("id"), bounded(json));
                    });
            for (Kept letter : letters) {
                producer.sendBody("direct:dead-letter-topic", letter.json());
                jdbc.update("update dead_letter set published_at = now() where id = ?", letter.id());
            }
            return !letters.isEmpty();
        }));
    }

    /** What is too large for a record of the topic goes without its payload; the database has it. */
    private static String bounded(ObjectNode letter) {
        String json = letter.toString();
        return json.getBytes(StandardCharsets.UTF_8).length <= LONGEST_RECORD
                ? json
                : letter.putNull("payload").put("payloadLeftOut", true).toString();
    }

    /** How many dead letters a destination has. */
    public long count(String destination) {
        return jdbc.queryForObject("select count(*) from dead_letter where destination = ?", Long.class, destination);
    }

    private record Kept(long id, String json) {}
}
