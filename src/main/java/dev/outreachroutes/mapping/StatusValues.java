package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Priority;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the custom fields of a destination's segments get, as it is configured now. Instances are immutable. */
public final class StatusValues {

    /** Of a destination that is not configured any more: what was desired stays as it is. */
    public static final StatusValues NONE = new StatusValues(Map.of());

    private final Map<String, Segment> byAttribute;

    private StatusValues(Map<String, Segment> byAttribute) {
        this.byAttribute = byAttribute;
    }

    public static StatusValues of(Destination destination) {
        return of(destination, destination.segmentsByField());
    }

    /**
     * Of a destination whose segments have other fields than it says.
     *
     * @param byField the IDs of segments; one that the destination does not have stays as it is
     */
    public static StatusValues of(Destination destination, Map<String, String> byField) {
        Map<String, Segment> byAttribute = new HashMap<>();
        byField.forEach((field, id) -> {
            Segment segment = destination.segments().get(id);
            if (segment != null) {
                byAttribute.put(field, segment);
            }
        });
        return new StatusValues(byAttribute);
    }

    /** Whether an attribute holds the status of a segment that goes before others. */
    public boolean isHigh(String attribute) {
        Segment segment = byAttribute.get(attribute);
        return segment != null && segment.priority() == Priority.HIGH;
    }

    /** The status of a segment as a value of its field. */
    public static DatedValue of(Segment segment, Status status, Instant clock, Position position) {
        return new DatedValue(value(segment, status, clock), clock, position, status);
    }

    private static JsonNode value(Segment segment, Status status, Instant clock) {
        return (status == Status.REALIZED ? segment.entered() : segment.exited()).at(clock);
    }

    /** The status of a membership that a value of a segment's field stands for; null when it stands for none. */
    public static Status status(DatedValue value) {
        return value.status() == null ? Status.named(value.value().textValue()) : value.status();
    }

    /**
     * A desired value as it is configured now. What is no status of a segment that is configured stays as it is.
     *
     * @param attribute the prospect attribute
     * @return the same object when it is so already
     */
    public DatedValue asConfigured(String attribute, DatedValue desired) {
        Segment segment = byAttribute.get(attribute);
        if (segment == null) {
            return desired;
        }
        Status status = status(desired);
        if (status == null) {
            return desired;
        }
        DatedValue now = of(segment, status, desired.clock(), desired.position());
        return now.equals(desired) ? desired : now;
    }
}
