package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BatchEnd;
import dev.outreachroutes.outreach.request.BatchRequest;
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
        requests(BatchRequest.Step.CREATE, BatchEnd.Kind.ANSWERED);
    }

    void ended(BatchEnd end) {
        BatchRequest.Step step = end.step().request().step();
        requests(step, end.kind()).increment();
        if (step == BatchRequest.Step.CREATE && end.kind() == BatchEnd.Kind.ANSWERED) {
            sizes.record(end.step().batch().prospects().size());
        }
    }

    private Counter requests(BatchRequest.Step step, BatchEnd.Kind outcome) {
        return Counter.builder("outreach.bulk.requests")
                .description("Requests of batches, by what they are for and how they ended")
                .tag("destination", destination)
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
