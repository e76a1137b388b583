package dev.outreachroutes.monitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;

/** Reads what this process has counted for a destination since it started. */
final class DestinationCounts {

    private final MeterRegistry meters;
    private final String destination;

    DestinationCounts(MeterRegistry meters, String destination) {
        this.meters = meters;
        this.destination = destination;
    }

    long events() {
        return sum(counters("outreach.events"));
    }

    long excluded() {
        return sum(counters("outreach.excluded"));
    }

    /**
     * @param result {@code queued}, {@code merged} or {@code unchanged}
     */
    long changes(String result) {
        return sum(counters("outreach.changes").tag("result", result));
    }

    /**
     * @param outcome of {@link dev.outreachroutes.backlog.Settlement.Outcome}, in lower case
     */
    long deliveries(String outcome) {
        return sum(counters("outreach.deliveries").tag("outcome", outcome));
    }

    private Search counters(String name) {
        return meters.find(name).tag("destination", destination);
    }

    private static long sum(Search search) {
        return Math.round(search.counters().stream().mapToDouble(Counter::count).sum());
    }
}
