package dev.outreachroutes.mapping;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Attributes desired for one prospect, each with its clock, and what the record says about consent.
 *
 * @param prospectId Outreach's number for the prospect, at least 1
 * @param attributes prospect attribute: value
 * @param consents {@link Consent#TO_EVERYTHING} or the field of a segment: whether consent is given to it. What is not asked for is not
 *     there
 * @param happened the clock of what has none of its own; null when it is not known
 * @param segments by field the segment whose status goes there, as the destination was configured when the change was made; null when
 *     that is not known
 */
public record ProspectChange(
        long prospectId,
        Map<String, DatedValue> attributes,
        Map<String, DatedValue> consents,
        Instant happened,
        Map<String, String> segments)
        implements Mapping {

    public ProspectChange {
        attributes = Map.copyOf(attributes);
        consents = Map.copyOf(consents);
        segments = segments == null ? null : Map.copyOf(segments);
        if (prospectId < 1 || attributes.isEmpty() && consents.isEmpty()) {
            throw new IllegalArgumentException(
                    "a prospect change names a prospect, and an attribute or what consent there is");
        }
    }

    /** What of it was written after a time, see {@link DatedValue#isWrittenAfter}; empty when nothing was. */
    public Optional<ProspectChange> writtenAfter(Instant time) {
        Map<String, DatedValue> laterAttributes = later(attributes, time);
        Map<String, DatedValue> laterConsents = later(consents, time);
        return laterAttributes.isEmpty() && laterConsents.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProspectChange(prospectId, laterAttributes, laterConsents, happened, segments));
    }

    private static Map<String, DatedValue> later(Map<String, DatedValue> values, Instant time) {
        Map<String, DatedValue> later = new HashMap<>(values);
        later.values().removeIf(value -> !value.isWrittenAfter(time));
        return later;
    }

    /** A change of which it is not known whose the fields are: they are taken as they are. */
    public ProspectChange(
            long prospectId, Map<String, DatedValue> attributes, Map<String, DatedValue> consents, Instant happened) {
        this(prospectId, attributes, consents, happened, null);
    }

    /** A change that depends on no consent, and happened when its record was written. */
    public ProspectChange(long prospectId, Map<String, DatedValue> attributes) {
        this(
                prospectId,
                attributes,
                Map.of(),
                attributes.values().stream()
                        .map(DatedValue::position)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(Position::written)
                        .orElse(null));
    }
}
