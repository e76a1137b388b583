package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands on a topic, for people who live in Kafka. One is a JSON object: {@code {"replay": 17}}, {@code {"discard": [17, 18],
 * "note": "..."}}, or with {@code {"destination": "emea-sales", "reason": "rejected"}} in place of numbers; {@code "by"} says who
 * sends it. Whoever may write to the topic may send them.
 */
public final class DeadLetterCommands {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterCommands.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST = 100_000;
    private static final int LONGEST_NAME = 100;
    private static final Set<String> MEMBERS = Set.of("replay", "discard", "note", "by");
    private static final Set<String> FILTERS = Set.of("destination", "reason");

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
        return Outage.is(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** A step of the route of commands: passes over one that failed with an error, again and again. */
    public void giveUp(Exchange exchange) {
        failed.increment();
        LOG.warn(
                "The command at {}-{} offset {} fails each time and is passed over ({}); what it had done by then stays done",
                exchange.getMessage().getHeader(KafkaConstants.TOPIC),
                exchange.getMessage().getHeader(KafkaConstants.PARTITION),
                exchange.getMessage().getHeader(KafkaConstants.OFFSET),
                Cause.withoutValues(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    /**
     * A step of the route of commands. What is no command is counted, said in the log and passed over.
     *
     * @param record the record's value; null for a tombstone
     * @throws org.springframework.dao.DataAccessException when the database does not answer; the command can be tried again
     */
    public void obey(byte[] record) {
        try {
            String done = obey(command(record));
            obeyed.increment();
            LOG.info("A command on the topic: {}", done);
        } catch (IllegalArgumentException e) {
            bad.increment();
            refuse(e.getMessage());
        }
    }

    private String obey(JsonNode command) {
        boolean replay = command.has("replay");
        DeadLetterFilter which = which(command.get(replay ? "replay" : "discard"));
        String by = by(command.path("by"));
        if (replay) {
            long count = decisions.replay(which, by);
            return count + (count == 1 ? " dead letter is to be replayed" : " dead letters are to be replayed");
        }
        long count = decisions.discard(which, text(command.path("note"), "note"), by);
        return count + (count == 1 ? " dead letter is discarded" : " dead letters are discarded");
    }

    private static JsonNode command(byte[] record) {
        if (record == null || record.length > LARGEST) {
            throw new IllegalArgumentException("a record without a value, or a very large one, is none");
        }
        JsonNode command;
        try {
            command = JSON.readTree(record);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON");
        }
        if (!command.isObject() || command.has("replay") == command.has("discard")) {
            throw new IllegalArgumentException("it is no JSON object with either replay or discard");
        }
        known(command, MEMBERS);
        return command;
    }

    private static void known(JsonNode object, Set<String> names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("it has a member that is not known; known are "
                        + names.stream().sorted().toList());
            }
        });
    }

    private static DeadLetterFilter which(JsonNode value) {
        if (value.isObject()) {
            known(value, FILTERS);
            if (!value.has("destination")) {
                throw new IllegalArgumentException("it does not say of which destination");
            }
            return DeadLetterFilter.open(
                    text(value.get("destination"), "destination"),
                    value.has("reason") ? text(value.get("reason"), "reason") : null);
        }
        List<Long> ids = new ArrayList<>();
        Iterable<JsonNode> numbers = value.isArray() ? value : List.of(value);
        for (JsonNode number : numbers) {
            if (!number.canConvertToLong() || !number.isIntegralNumber()) {
                throw new IllegalArgumentException("it names no dead letter by its number");
            }
            ids.add(number.longValue());
        }
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("it names no dead letter");
        }
        return DeadLetterFilter.open(ids);
    }

    private static String text(JsonNode value, String name) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return value.textValue();
    }

    private static String by(JsonNode value) {
        if (!value.isTextual()) {
            return "the topic of commands";
        }
        String name = ErrorText.clean(value.textValue());
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
