package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.outreach.ErrorText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out commands that people write to a Kafka topic. One is a JSON object: {@code {"replay": 17}}, {@code {"discard": [17,
 * 18], "note": "..."}}, or with {@code {"destination": "emea-sales", "reason": "rejected"}} in place of numbers; {@code "by"} says
 * who sends it. Whoever may write to the topic may send them.
 */
public final class DeadLetterCommands {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterCommands.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    private static final int LARGEST = 100_000;
    private static final int LONGEST_NAME = 100;

    private static final String METRIC = "outreach.dead.letters.commands";
    private static final String RESULT = "result";

    /** A flood of bad commands is no flood of lines. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final DeadLetterDecisions decisions;
    private final Counter obeyed;
    private final Counter bad;
    private final Counter failed;
    private final LogThrottle lines = new LogThrottle(BETWEEN_LINES);

    DeadLetterCommands(DeadLetterDecisions decisions, MeterRegistry meters) {
        this.decisions = decisions;
        this.obeyed = meters.counter(METRIC, RESULT, "obeyed");
        this.bad = meters.counter(METRIC, RESULT, "bad");
        this.failed = meters.counter(METRIC, RESULT, "failed");
    }

    /** Whether a command waits: what it needs is away now, and the failure is not about the command. */
    public boolean isOutage(Exchange exchange) {
        return Outage.is(failure(exchange));
    }

    /** A step of the route of commands: passes over one that failed with an error, again and again. */
    public void giveUp(Exchange exchange) {
        failed.increment();
        LOG.warn(
                "The command at {}-{} offset {} fails each time and is passed over ({}); what it had done by then stays done",
                exchange.getMessage().getHeader(KafkaConstants.TOPIC),
                exchange.getMessage().getHeader(KafkaConstants.PARTITION),
                exchange.getMessage().getHeader(KafkaConstants.OFFSET),
                Cause.withoutValues(failure(exchange)));
    }

    private static Throwable failure(Exchange exchange) {
        return exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
    }

    /**
     * A step of the route of commands. What is no command is counted, said in the log and passed over.
     *
     * @param record the record's value; null for a tombstone
     * @throws org.springframework.dao.DataAccessException when the database does not answer; the command can be tried again
     */
    public void obey(byte[] record) {
        try {
            if (record == null || record.length > LARGEST) {
                throw new IllegalArgumentException("a record without a value, or a very large one, is none");
            }
            String done = obey(JSON.readValue(record, Command.class));
            obeyed.increment();
            LOG.info("A command on the topic: {}", done);
        } catch (IOException e) {
            bad.increment();
            // Jackson's words may repeat what stands in it.
            refuse("it is no JSON object with the members that a command has");
        } catch (IllegalArgumentException e) {
            bad.increment();
            refuse(e.getMessage());
        }
    }

    private String obey(Command command) throws JsonProcessingException {
        if (command == null || (command.replay() == null) == (command.discard() == null)) {
            throw new IllegalArgumentException("it has not either replay or discard");
        }
        String by = by(command.by());
        if (command.replay() != null) {
            long count = decisions.replay(which(command.replay()), by);
            return count + (count == 1 ? " dead letter is to be replayed" : " dead letters are to be replayed");
        }
        long count = decisions.discard(which(command.discard()), command.note(), by);
        return count + (count == 1 ? " dead letter is discarded" : " dead letters are discarded");
    }

    /**
     * A record's value.
     *
     * @param replay a number, numbers or a {@link Which}; null when it is a discard
     * @param discard the same
     * @param note why; null for a replay
     * @param by who sends it; null when it does not say
     */
    private record Command(JsonNode replay, JsonNode discard, String note, String by) {}

    /** Dead letters by something else than their numbers. */
    private record Which(String destination, String reason) {}

    private static DeadLetterFilter which(JsonNode value) throws JsonProcessingException {
        if (value.isObject()) {
            Which which = JSON.treeToValue(value, Which.class);
            if (which.destination() == null || which.reason() == null && value.has("reason")) {
                throw new IllegalArgumentException("it does not say of which destination, or for which reason");
            }
            return DeadLetterFilter.open(which.destination(), which.reason());
        }
        List<Long> ids = value.isNull()
                ? List.of()
                : LongStream.of(JSON.treeToValue(value, long[].class)).boxed().toList();
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("it names no dead letter");
        }
        return DeadLetterFilter.open(ids);
    }

    private static String by(String sender) {
        if (sender == null) {
            return "the topic of commands";
        }
        String name = ErrorText.clean(sender);
        return name.substring(0, Math.min(name.length(), LONGEST_NAME)) + " (topic of commands)";
    }

    private void refuse(String why) {
        long count = lines.times();
        if (count > 0) {
            LOG.warn(
                    "{} on the topic of commands about dead letters cannot be carried out, the last because {}",
                    count == 1 ? "A record" : count + " records",
                    why);
        }
    }
}
