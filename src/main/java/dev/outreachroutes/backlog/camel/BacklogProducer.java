package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.FoldCount;
import dev.outreachroutes.mapping.ProspectChange;
import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Folds the prospect changes in the body, one or a list, in one transaction. */
final class BacklogProducer extends DefaultProducer {

    private final BacklogEndpoint endpoint;
    private final Counter queued;
    private final Counter merged;
    private final Counter unchanged;
    private final Counter forgotten;
    private final SegmentMeters segments;

    BacklogProducer(BacklogEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.queued = counter("queued");
        this.merged = counter("merged");
        this.unchanged = counter("unchanged");
        this.forgotten = counter("forgotten");
        this.segments = new SegmentMeters(endpoint.getComponent().meters(), endpoint::target);
    }

    private Counter counter(String result) {
        return Counter.builder("outreach.changes")
                .description(
                        "Prospect changes folded, by what they did: queued a prospect, merged, unchanged, or forgotten")
                .tag("destination", endpoint.getDestination())
                .tag("result", result)
                .register(endpoint.getComponent().meters());
    }

    @Override
    public void process(Exchange exchange) {
        List<ProspectChange> changes = changes(exchange);
        FoldCount count = endpoint.getComponent().backlog().fold(endpoint.getDestination(), changes);
        segments.read(changes);
        queued.increment(count.queued());
        merged.increment(count.merged());
        unchanged.increment(count.unchanged());
        forgotten.increment(count.forgotten());
    }

    private List<ProspectChange> changes(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        List<?> items = body instanceof List<?> list ? list : List.of(body);
        List<ProspectChange> changes = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof ProspectChange change)) {
                throw new IllegalArgumentException(endpoint.getEndpointUri()
                        + " takes prospect changes; the step before it left "
                        + (item == null ? "nothing" : item.getClass().getName()));
            }
            changes.add(change);
        }
        return changes;
    }
}
