package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BatchEnd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts the requests of a destination's batches, and the prospects in them. */
final class BulkMeters {

    private final MeterRegistry meters;
    private final String destination;
    private final DistributionSummary sizes;

    BulkMeters(MeterRegistry meters, String destination) {
        this.meters = meters;
        this.destination = destination;
        this.sizes = DistributionSummary.builder("outreach.bulk.prospects")
                .description("Prospects in a bulk request that Outreach took")
                .tag("destination", destination)
                .register(meters);
    }

    void ended(BatchEnd end) {
        String step = end.step().request().step().name().toLowerCase(Locale.ROOT);
        Counter.builder("outreach.bulk.requests")
                .description("Requests of batches, by what they are for and how they ended")
                .tag("destination", destination)
                .tag("step", step)
                .tag("outcome", end.kind().name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
        if (step.equals("create") && end.kind() == BatchEnd.Kind.ANSWERED) {
            sizes.record(end.step().batch().prospects().size());
        }
    }
}
