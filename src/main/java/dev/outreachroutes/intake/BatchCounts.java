package dev.outreachroutes.intake;

import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.mapping.Exclusion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a batch of records held, for the metrics and, now and then, for a line in the log. */
final class BatchCounts {

    private int events;
    private final Map<Exclusion.Reason, Integer> excluded = new EnumMap<>(Exclusion.Reason.class);
    private Exclusion lastValue;
    private int futureRecords;
    private int futureQualifications;
    private String lastFuture;

    void event() {
        events++;
    }

    void excluded(Exclusion exclusion) {
        excluded.merge(exclusion.reason(), 1, Integer::sum);
        if (exclusion.reason().isOfAValue()) {
            lastValue = exclusion;
        }
    }

    /** Profile events read. */
    int events() {
        return events;
    }

    /** What asked for nothing we may send, by the reasons' labels. */
    Map<String, Integer> excluded() {
        return excluded.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().label(), Map.Entry::getValue));
    }

    /** @param place which record */
    void futureRecord(String place) {
        futureRecords++;
        lastFuture = place;
    }

    /** @param place which record, and where in it */
    void futureQualification(String place) {
        futureQualifications++;
        lastFuture = place;
    }

    /** Counts and says what the batches of all destinations held. */
    static final class Reporter {

        private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
        private static final Duration BETWEEN_LINES = Duration.ofHours(1);

        private final MeterRegistry meters;
        private final Map<String, LogThrottle> values = new ConcurrentHashMap<>();
        private final Map<String, LogThrottle> futures = new ConcurrentHashMap<>();

        Reporter(MeterRegistry meters) {
            this.meters = meters;
        }

        void tell(String destination, BatchCounts counts) {
            Counter.builder("outreach.events")
                    .description("Profile events read")
                    .tag("destination", destination)
                    .register(meters)
                    .increment(counts.events);
            counts.excluded.forEach((reason, count) -> Counter.builder("outreach.excluded")
                    .description("What asked for nothing we may send, by reason")
                    .tag("destination", destination)
                    .tag("reason", reason.label())
                    .register(meters)
                    .increment(count));
            future(destination, "record").increment(counts.futureRecords);
            future(destination, "qualification").increment(counts.futureQualifications);
            if (counts.lastValue != null && seldom(values, destination)) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log(
                                "{}: values are left out that their attributes cannot hold, the last is {}'s: {}. The others are counted"
                                        + " (outreach_excluded_total)",
                                destination,
                                counts.lastValue.subject(),
                                counts.lastValue.detail());
            }
            if (counts.lastFuture != null && seldom(futures, destination)) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log(
                                "{}: times lie in the future, the last in {}. A qualification counts as of its record's time, and a record"
                                        + " yields to all others. Correct the clock of whoever writes them",
                                destination,
                                counts.lastFuture);
            }
        }

        private static boolean seldom(Map<String, LogThrottle> lines, String destination) {
            return lines.computeIfAbsent(destination, name -> new LogThrottle(BETWEEN_LINES))
                            .times()
                    > 0;
        }

        private Counter future(String destination, String of) {
            return Counter.builder("outreach.future.times")
                    .description("Times that lie in the future, of records and of qualifications")
                    .tag("destination", destination)
                    .tag("of", of)
                    .register(meters);
        }
    }
}
