package dev.outreachroutes.backlog;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.mapping.Consent;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How the rows of a destination are to be read: the fields of its segments as the database remembers them, the values of statuses as this
 * process is configured, and what belongs to others. Of one moment; not for use by several threads.
 */
final class Configured {

    /** Of a destination of which nothing is remembered or configured: what was desired stays as it is. */
    static final Configured NOTHING = of(StatusValues.NONE);

    private final SegmentFields fields;
    private final Map<String, String> segments;
    private final StatusValues statuses;
    private final Set<String> others;

    /** The segments of the last change that needed no translation: most changes share theirs. */
    private Map<String, String> same;

    private Configured(SegmentFields fields, StatusValues statuses, Set<String> others) {
        this.fields = fields;
        this.segments = fields.segments();
        this.statuses = statuses;
        this.others = others;
    }

    static Configured of(StatusValues statuses) {
        return new Configured(SegmentFields.NONE, statuses, Set.of());
    }

    /**
     * @param others attributes that other destinations of the account map: what was desired here of them is theirs now
     */
    static Configured of(Destination destination, SegmentFields fields, Set<String> others) {
        StatusValues statuses =
                fields.version() == 0 ? StatusValues.of(destination) : StatusValues.of(destination, fields.segments());
        return new Configured(fields, statuses, others);
    }

    /** The same fields, of a destination that is not configured. */
    static Configured of(SegmentFields fields) {
        return new Configured(fields, StatusValues.NONE, Set.of());
    }

    /** The version of the fields by which rows are written. */
    int version() {
        return fields.version();
    }

    /** What a row of a version has not followed yet. */
    List<FieldRule> since(int rowVersion) {
        return fields.since(rowVersion);
    }

    StatusValues statuses() {
        return statuses;
    }

    boolean isOfOthers(String attribute) {
        return others.contains(attribute);
    }

    /**
     * A change as it is to be folded into these rows, whatever the fields were when it was made. A status goes to the field that its
     * segment has here, and is left out when it has none; what comes from the profile is left out where a segment has the field here.
     *
     * @return empty when nothing is left of it
     */
    Optional<ProspectChange> translated(ProspectChange change) {
        Map<String, String> there = change.segments();
        if (there == null || there == same || fields.version() == 0) {
            return Optional.of(change);
        }
        if (there.equals(segments)) {
            same = there;
            return Optional.of(change);
        }
        Map<String, String> fieldOf = new HashMap<>();
        segments.forEach((field, segment) -> fieldOf.put(segment, field));
        UnaryOperator<String> renamed = field -> {
            String segment = there.get(field);
            return segment != null ? fieldOf.get(segment) : segments.containsKey(field) ? null : field;
        };
        Map<String, DatedValue> attributes = new HashMap<>();
        change.attributes().forEach((field, value) -> put(attributes, renamed.apply(field), value));
        Map<String, DatedValue> consents = new HashMap<>();
        change.consents()
                .forEach((what, consent) -> put(
                        consents,
                        what.equals(Consent.TO_EVERYTHING) ? what : renamed.apply(what),
                        Consent.renamed(consent, renamed)));
        return attributes.isEmpty() && consents.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ProspectChange(change.prospectId(), attributes, consents, change.happened(), segments));
    }

    private static void put(Map<String, DatedValue> values, String field, DatedValue value) {
        if (field != null) {
            values.put(field, value);
        }
    }
}
