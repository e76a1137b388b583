package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.Replay;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.mapping.Exclusion;
import dev.outreachroutes.mapping.Mapping;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.ProspectMapper;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import dev.outreachroutes.profile.Reading;
import dev.outreachroutes.profile.Timestamps;
import dev.outreachroutes.profile.Unreadable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** The step of an intake route that reads and maps the records of a batch. */
public final class Intake {

    /** Exchange property of a batch whose events are counted. */
    static final String COUNTED = "intakeCounted";

    private static final byte[] TOMBSTONE = new byte[0];

    private final ProfileReader reader;
    private final Map<String, ProspectMapper> mappers = new HashMap<>();
    private final MeterRegistry meters;

    public Intake(ProfileReader reader, Destinations destinations, MeterRegistry meters) {
        this.reader = reader;
        this.meters = meters;
        destinations
                .destinations()
                .forEach(destination -> mappers.put(destination.name(), new ProspectMapper(destination)));
    }

    /**
     * Reads the records of a batch and maps their events for a destination. Every record ends as prospect changes, as counted
     * exclusions or as a dead letter.
     *
     * @param exchange its body is the list of exchanges that the Kafka component makes of a batch
     * @param destination the destination's name
     */
    public IntakeBatch read(Exchange exchange, String destination) {
        IntakeBatch batch = new IntakeBatch();
        Map<String, Integer> counts = new HashMap<>();
        exchange.setProperty(OneByOne.RECORDS, exchange.getMessage().getBody());
        for (Message record : records(exchange)) {
            read(destination, source(record), body(record), batch, counts);
        }
        if (exchange.getProperty(COUNTED) == null) {
            exchange.setProperty(COUNTED, true);
            counts.forEach((reason, count) -> counter(destination, reason).increment(count));
        }
        return batch;
    }

    static byte[] body(Message record) {
        return record.getBody() instanceof byte[] bytes ? bytes : TOMBSTONE;
    }

    /** Where a record stands, for a dead letter about the whole of it. */
    static DeadLetter.Source source(Message record) {
        return new DeadLetter.Source(
                record.getHeader(KafkaConstants.TOPIC, String.class),
                record.getHeader(KafkaConstants.PARTITION, Integer.class),
                record.getHeader(KafkaConstants.OFFSET, Long.class),
                "",
                time(record),
                record.getHeader(KafkaConstants.KEY) instanceof byte[] key ? key : null);
    }

    /**
     * A step of the replay route: reads records again that could not be read, as they were and with their own time. They are not
     * counted again.
     */
    public IntakeBatch readAgain(Replay replay) {
        IntakeBatch batch = new IntakeBatch();
        for (Replay.Letter letter : replay.getLetters()) {
            read(replay.getDestination(), letter.source(), letter.payload(), batch, new HashMap<>());
        }
        return batch;
    }

    private void read(
            String destination, DeadLetter.Source source, byte[] body, IntakeBatch batch, Map<String, Integer> counts) {
        ProspectMapper mapper = mappers.get(destination);
        // A record whose time is not known yields to every other.
        Instant time = source.time() == null ? Instant.EPOCH : source.time();
        Position position = new Position(source.partition(), source.offset(), time);
        for (Reading reading : reader.read(body)) {
            if (reading instanceof Unreadable unreadable) {
                batch.getDeadLetters().add(deadLetter(destination, source, body, unreadable));
            } else if (reading instanceof ProfileEvent event) {
                counts.merge("", 1, Integer::sum);
                for (Mapping mapping : mapper.map(event, time)) {
                    if (mapping instanceof ProspectChange change) {
                        batch.getChanges().add(change.at(position));
                    } else if (mapping instanceof Exclusion exclusion) {
                        counts.merge(exclusion.reason().label(), 1, Integer::sum);
                    }
                }
            }
        }
    }

    /** When the record was written; null when its sender claims a time that cannot be. */
    private static Instant time(Message record) {
        return Timestamps.ofEpochMillis(record.getHeader(KafkaConstants.TIMESTAMP, Long.class))
                .orElse(null);
    }

    private static List<Message> records(Exchange exchange) {
        return ((List<?>) exchange.getMessage().getBody())
                .stream().map(each -> ((Exchange) each).getMessage()).toList();
    }

    private static DeadLetter deadLetter(
            String destination, DeadLetter.Source source, byte[] body, Unreadable unreadable) {
        return DeadLetter.ofEvent(
                destination,
                unreadable.place() + ": " + unreadable.reason(),
                new DeadLetter.Source(
                        source.topic(),
                        source.partition(),
                        source.offset(),
                        unreadable.place(),
                        source.time(),
                        source.key()),
                body);
    }

    private Counter counter(String destination, String reason) {
        return reason.isEmpty()
                ? Counter.builder("outreach.events")
                        .description("Profile events read")
                        .tag("destination", destination)
                        .register(meters)
                : Counter.builder("outreach.excluded")
                        .description("What asked for nothing we may send, by reason")
                        .tag("destination", destination)
                        .tag("reason", reason)
                        .register(meters);
    }
}
