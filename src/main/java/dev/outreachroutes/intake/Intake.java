package dev.outreachroutes.intake;

import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.RecordReader;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.mapping.Exclusion;
import dev.outreachroutes.mapping.FutureQualification;
import dev.outreachroutes.mapping.Mapping;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.ProspectMapper;
import dev.outreachroutes.mapping.Unreadable;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.ProfileReader;
import dev.outreachroutes.profile.Timestamps;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Reads and maps the records of a batch, as steps of an intake route. */
public final class Intake implements RecordReader {

    /** Exchange property of a batch whose events are counted. */
    static final String COUNTED = "intakeCounted";

    /** Exchange property of a record that is tried alone, when the counts of its batch are kept already. */
    static final String COUNTS_KEPT = "intakeCountsKept";

    /** Exchange property with the batch that a route has read. */
    static final String BATCH = "intakeBatch";

    /**
     * Header of a record whose events are for some destinations only: their names, with commas. The others leave it out; it is not
     * theirs, so nothing is counted.
     */
    public static final String DESTINATION_HEADER = "outreach-destination";

    /** Of the routes of the template {@code intake}, behind the destination's name. */
    private static final String ROUTE_ENDING = ".intake";

    /** Header with the time of a CloudEvent in binary form. */
    private static final String CLOUD_EVENT_TIME = "ce_time";

    private static final Exclusion BY_ROUTE =
            new Exclusion(Exclusion.Reason.BY_ROUTE, "event", "A step of the intake route has left the event out");

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
    private final BatchCounts.Reporter reporter;
    private final InstantSource clock;

    public Intake(ProfileReader reader, Destinations destinations, MeterRegistry meters, InstantSource clock) {
        this.reader = reader;
        this.reporter = new BatchCounts.Reporter(meters);
        this.destinations = destinations;
        this.clock = clock;
    }

    /**
     * Takes the records of a batch. Steps behind it may look at the events, change them and leave some out.
     *
     * @param exchange its body is the list of exchanges that the Kafka component makes of a batch
     */
    public IntakeBatch read(Exchange exchange) {
        IntakeBatch batch = new IntakeBatch(reader);
        records(exchange)
                .forEach(record -> batch.add(source(record), body(record), addressed(record), happened(record)));
        destinationOf(exchange).ifPresent(batch::keepFor);
        if (exchange.getProperty(COUNTS_KEPT, false, Boolean.class)) {
            batch.countsAreKept();
        }
        exchange.setProperty(SingleRecordRetry.RECORDS, exchange.getMessage().getBody());
        exchange.setProperty(BATCH, batch);
        return batch;
    }

    /**
     * Maps the events of the batch for a destination. Everything in a record ends as prospect changes, as counted exclusions or as a
     * place in the record's dead letter.
     *
     * @param exchange its body is what {@link #read} made, or those of its events that are to be mapped: others are left out
     * @param destination the destination's name
     * @throws IllegalStateException when the body is anything else
     */
    public IntakeBatch map(Exchange exchange, String destination) {
        IntakeBatch batch = batch(exchange);
        batch.keepFor(destination);
        BatchCounts counts = new BatchCounts();
        map(batch, destination, counts);
        if (exchange.getProperty(COUNTED) == null) {
            exchange.setProperty(COUNTED, true);
            reporter.tell(destination, counts);
        }
        return batch;
    }

    private static IntakeBatch batch(Exchange exchange) {
        IntakeBatch batch = exchange.getProperty(BATCH, IntakeBatch.class);
        Object body = exchange.getMessage().getBody();
        if (batch == null || !(body instanceof Iterable<?> events)) {
            throw new IllegalStateException(
                    "The step intake.map takes what intake.read left, or some of its events; the body is "
                            + (body == null ? "empty" : body.getClass().getName()));
        }
        if (body != batch) {
            batch.keepOnly(events);
        }
        return batch;
    }

    /** Whose intake route an exchange runs through; empty in a route of another name, for which it is only known when it maps. */
    private Optional<String> destinationOf(Exchange exchange) {
        String route = exchange.getFromRouteId();
        return Optional.ofNullable(route)
                .filter(id -> id.endsWith(ROUTE_ENDING))
                .map(id -> id.substring(0, id.length() - ROUTE_ENDING.length()))
                .filter(name -> destinations.find(name).isPresent());
    }

    /** The destinations that a record is for; empty: for all. */
    private static Set<String> addressed(Message record) {
        return text(record, DESTINATION_HEADER)
                .map(names -> Stream.of(names.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** When it happened, as the record's headers say; null when they do not, or not readably. */
    private static Instant happened(Message record) {
        return text(record, CLOUD_EVENT_TIME).flatMap(Timestamps::parse).orElse(null);
    }

    private static Optional<String> text(Message record, String header) {
        Object value = record.getHeader(header);
        return value instanceof byte[] bytes
                ? Optional.of(new String(bytes, StandardCharsets.UTF_8).strip())
                : Optional.empty();
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

    @Override
    public Reading readAgain(String destination, DeadLetter.Source source, byte[] payload) {
        IntakeBatch batch = new IntakeBatch(reader);
        batch.add(source, payload, Set.of(), null);
        map(batch, destination, new BatchCounts());
        return new Reading(batch.getChanges(), batch.getDeadLetters().stream().findFirst());
    }

    private void map(IntakeBatch batch, String destination, BatchCounts counts) {
        batch.clear(counts);
        Instant now = clock.instant();
        ProspectMapper mapper = new ProspectMapper(destinations.named(destination));
        for (IntakeBatch.Entry record : batch.records()) {
            map(mapper, record, now, batch, counts);
        }
    }

    private void map(
            ProspectMapper mapper, IntakeBatch.Entry record, Instant now, IntakeBatch batch, BatchCounts counts) {
        DeadLetter.Source source = record.source();
        Position position = new Position(source.partition(), source.offset(), time(source, now, counts));
        Faults faults = record.faults();
        record.read(
                faults,
                event -> {
                    counts.event();
                    List<Mapping> mappings = mapper.map(event, position, now.plus(QUALIFIED_AHEAD));
                    Set<Long> excluded = mappings.stream().anyMatch(Exclusion.class::isInstance)
                            ? mapper.prospects(event)
                            : Set.of();
                    noteExcluded(excluded, mappings, source, batch);
                    for (Mapping mapping : mappings) {
                        if (mapping instanceof ProspectChange change) {
                            batch.getChanges().add(change);
                        } else if (mapping instanceof Exclusion exclusion) {
                            counts.excluded(exclusion);
                            batch.add(new IntakeBatch.LeftOut(exclusion, first(excluded), source));
                        } else if (mapping instanceof Unreadable unreadable) {
                            faults.add(unreadable.fault());
                        } else if (mapping instanceof FutureQualification future) {
                            counts.futureQualification(place(source) + ", " + future.place());
                        }
                    }
                },
                event -> {
                    counts.event();
                    counts.excluded(BY_ROUTE);
                    Set<Long> excluded = mapper.prospects(event);
                    batch.add(new IntakeBatch.LeftOut(BY_ROUTE, first(excluded), source));
                    noteExcluded(excluded, List.of(BY_ROUTE), source, batch);
                });
        if (!faults.isEmpty()) {
            batch.getDeadLetters().add(DeadLetter.ofRecord(mapper.destination(), source, faults, record.body()));
        }
    }

    private static Long first(Set<Long> prospects) {
        return prospects.stream().findFirst().orElse(null);
    }

    /** An event that asks for nothing of the prospects that it names. */
    private static void noteExcluded(
            Set<Long> prospects, List<Mapping> mappings, DeadLetter.Source source, IntakeBatch batch) {
        // Those of other identities of the profile come first.
        if (!mappings.isEmpty()
                && mappings.get(mappings.size() - 1) instanceof Exclusion exclusion
                && mappings.stream().noneMatch(Intake::asksForSomething)) {
            prospects.forEach(prospect -> batch.add(
                    new IntakeBatch.Excluded(prospect, exclusion.reason().label(), source)));
        }
    }

    private static boolean asksForSomething(Mapping mapping) {
        return mapping instanceof ProspectChange change && !change.attributes().isEmpty();
    }

    /** The clock of what a record says. A record whose time is not known, or lies in the future, yields to every other. */
    private static Instant time(DeadLetter.Source source, Instant now, BatchCounts counts) {
        if (source.time() != null && source.time().isAfter(now.plus(WRITTEN_AHEAD))) {
            counts.futureRecord(place(source));
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
