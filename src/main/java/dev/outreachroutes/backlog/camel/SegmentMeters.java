package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import dev.outreachroutes.profile.Membership.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts the statuses of a destination's segments, as events bring them and as Outreach confirms them, each for the segment that its field
 * has now. There are four series for each segment that is configured.
 */
final class SegmentMeters {

    private final MeterRegistry meters;
    private final Supplier<Destination> destination;
    private volatile Fields fields;

    /**
     * Has all counts begin at 0, so that their first rise is seen.
     *
     * @param destination as it is configured now
     */
    SegmentMeters(MeterRegistry meters, Supplier<Destination> destination) {
        this.meters = meters;
        this.destination = destination;
        for (Segment segment : destination.get().segments().values()) {
            for (Status status : Status.values()) {
                read(segment, status);
                confirmed(segment, status);
            }
        }
    }

    void read(List<ProspectChange> changes) {
        Map<String, Segment> segments = byField();
        Map<Segment, int[]> counts = new HashMap<>();
        changes.forEach(change -> change.attributes().forEach((field, value) -> {
            Segment segment = segments.get(field);
            Status status = segment == null ? null : StatusValues.status(value);
            if (status != null) {
                counts.computeIfAbsent(segment, each -> new int[Status.values().length])[status.ordinal()]++;
            }
        }));
        counts.forEach((segment, ofSegment) -> {
            for (Status status : Status.values()) {
                if (ofSegment[status.ordinal()] > 0) {
                    read(segment, status).increment(ofSegment[status.ordinal()]);
                }
            }
        });
    }

    /** @param value that Outreach has in a field now */
    void confirmed(String field, DatedValue value) {
        Segment segment = byField().get(field);
        Status status = segment == null ? null : StatusValues.status(value);
        if (status != null) {
            confirmed(segment, status).increment();
        }
    }

    /** No two segments of a destination have the same field. */
    private Map<String, Segment> byField() {
        Destination now = destination.get();
        Fields known = fields;
        if (known == null || known.of() != now) {
            Map<String, Segment> segments = new HashMap<>();
            now.segments().values().forEach(segment -> segments.put(segment.attribute(), segment));
            known = new Fields(now, segments);
            fields = known;
        }
        return known.segments();
    }

    private record Fields(Destination of, Map<String, Segment> segments) {}

    private Counter read(Segment segment, Status status) {
        return counter("outreach.segment.read", "Statuses of segments in events that were folded", segment, status);
    }

    private Counter confirmed(Segment segment, Status status) {
        return counter("outreach.segment.confirmed", "Statuses of segments that Outreach confirmed", segment, status);
    }

    private Counter counter(String name, String description, Segment segment, Status status) {
        return Counter.builder(name)
                .description(description)
                .tag("destination", destination.get().name())
                .tag("segment", segment.id())
                .tag("name", segment.name())
                .tag("status", status.text())
                .register(meters);
    }
}
