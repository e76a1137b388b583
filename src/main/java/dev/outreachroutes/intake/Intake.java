package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.Replay;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.mapping.Exclusion;
import dev.outreachroutes.mapping.FutureQualification;
import dev.outreachroutes.mapping.Mapping;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.ProspectMapper;
import dev.outreachroutes.mapping.Unreadable;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import dev.outreachroutes.profile.Timestamps;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** The step of an intake route that reads and maps the records of a batch. */
public final class Intake {

    /** Exchange property of a batch whose events are counted. */
    static final String COUNTED = "intakeCounted";

    private static final byte[] TOMBSTONE = new byte[0];

    /** A qualification may be so much later than now: clocks differ. What is later is dated by its record. */
    private static final Duration QUALIFIED_AHEAD = Duration.ofMinutes(10);

    /**
     * A record may. It is more, because what is later yields to every other: no wrong time zone, on either side, may let that happen
     * to the records of everybody.
     */
    private static final Duration WRITTEN_AHEAD = Duration.ofDays(1);

    private final ProfileReader reader;
    private final Destinations destinations;
    private final Tally.Teller teller;
    private final InstantSource clock;

    public Intake(ProfileReader reader, Destinations destinations, MeterRegistry meters, InstantSource clock) {
        this.reader = reader;
        this.teller = new Tally.Teller(meters);
        this.destinations = destinations;
        this.clock = clock;
    }

    /**
     * Reads the records of a batch and maps their events for a destination. Everything in a record ends as prospect changes, as
     * counted exclusions or as a place in the record's dead letter.
     *
     * @param exchange its body is the list of exchanges that the Kafka component makes of a batch
     * @param destination the destination's name
     */
    public IntakeBatch read(Exchange exchange, String destination) {
        IntakeBatch batch = new IntakeBatch();
        Tally tally = new Tally();
        Instant now = clock.instant();
        ProspectMapper mapper = new ProspectMapper(destinations.named(destination));
        exchange.setProperty(OneByOne.RECORDS, exchange.getMessage().getBody());
        for (Message record : records(exchange)) {
            read(mapper, source(record), body(record), now, batch, tally);
        }
        if (exchange.getProperty(COUNTED) == null) {
            exchange.setProperty(COUNTED, true);
            teller.tell(destination, tally);
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
                // Null when its sender claims a time that cannot be.
                Timestamps.ofEpochMillis(record.getHeader(KafkaConstants.TIMESTAMP, Long.class))
                        .orElse(null),
                record.getHeader(KafkaConstants.KEY) instanceof byte[] key ? key : null);
    }

    /**
     * A step of the replay route: reads records again that could not be understood, or not all of them, as they were and with their
     * own time. They are not counted again. A dead letter of the batch has the source of the letter that was read.
     */
    public IntakeBatch readAgain(Replay replay) {
        IntakeBatch batch = new IntakeBatch();
        Instant now = clock.instant();
        ProspectMapper mapper = new ProspectMapper(destinations.named(replay.getDestination()));
        for (Replay.Letter letter : replay.getLetters()) {
            read(mapper, letter.source(), letter.payload(), now, batch, new Tally());
        }
        return batch;
    }

    private void read(
            ProspectMapper mapper, DeadLetter.Source source, byte[] body, Instant now, IntakeBatch batch, Tally tally) {
        Position position = new Position(source.partition(), source.offset(), time(source, now, tally));
        Faults faults = new Faults();
        reader.read(body, faults, event -> {
            tally.event();
            List<Mapping> mappings = mapper.map(event, position, now.plus(QUALIFIED_AHEAD));
            noteExcluded(mapper, event, mappings, source, batch);
            for (Mapping mapping : mappings) {
                if (mapping instanceof ProspectChange change) {
                    batch.getChanges().add(change);
                } else if (mapping instanceof Exclusion exclusion) {
                    tally.excluded(exclusion);
                } else if (mapping instanceof Unreadable unreadable) {
                    faults.add(unreadable.fault());
                } else if (mapping instanceof FutureQualification future) {
                    tally.futureQualification(place(source) + ", " + future.place());
                }
            }
        });
        if (!faults.isEmpty()) {
            batch.getDeadLetters().add(DeadLetter.ofRecord(mapper.destination(), source, faults, body));
        }
    }

    /** An event that asks for nothing of the prospects that it names. */
    private static void noteExcluded(
            ProspectMapper mapper,
            ProfileEvent event,
            List<Mapping> mappings,
            DeadLetter.Source source,
            IntakeBatch batch) {
        // Those of other identities of the profile come first.
        if (!mappings.isEmpty()
                && mappings.get(mappings.size() - 1) instanceof Exclusion exclusion
                && mappings.stream().noneMatch(ProspectChange.class::isInstance)) {
            mapper.prospects(event)
                    .forEach(prospect -> batch.add(new IntakeBatch.Excluded(
                            prospect, exclusion.reason().label(), source)));
        }
    }

    /** The clock of what a record says. A record whose time is not known, or lies in the future, yields to every other. */
    private static Instant time(DeadLetter.Source source, Instant now, Tally tally) {
        if (source.time() != null && source.time().isAfter(now.plus(WRITTEN_AHEAD))) {
            tally.futureRecord(place(source));
            return Instant.EPOCH;
        }
        return source.time() == null ? Instant.EPOCH : source.time();
    }

    private static String place(DeadLetter.Source source) {
        return source.topic() + "-" + source.partition() + " offset " + source.offset();
    }

    private static List<Message> records(Exchange exchange) {
        return ((List<?>) exchange.getMessage().getBody())
                .stream().map(each -> ((Exchange) each).getMessage()).toList();
    }
}
