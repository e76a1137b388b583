package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.FieldRule.Fate;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which segment's status is in which field of a destination's rows, as the database remembers it, and the changes that rows may not have
 * followed yet. All replicas read and write rows by this, whatever configuration they run, so that a row says the same to all of them.
 * Instances are immutable.
 *
 * @param version counts the changes; 0 when nothing is remembered
 * @param owners by field
 * @param rules the changes that rows may not have followed, in their order
 */
record SegmentFields(int version, Map<String, Owner> owners, List<FieldRule> rules) {

    static final SegmentFields NONE = new SegmentFields(0, Map.of(), List.of());

    private static final Pattern FIELD = Pattern.compile("custom[0-9]+");

    SegmentFields {
        owners = Map.copyOf(owners);
        rules = List.copyOf(rules);
    }

    /**
     * Whose values a field holds.
     *
     * @param segment its ID; null when they come from the profile
     * @param onUnmap what becomes of the field when the segment leaves; null for what the destination says
     * @param left whether it is configured no more, and its values were kept: nobody has had the field since
     */
    record Owner(String segment, OnUnmap onUnmap, boolean left) {

        private static final Owner PROFILE = new Owner(null, null, false);

        private static Owner of(Segment segment) {
            return new Owner(segment.id(), segment.onUnmap(), false);
        }

        private Owner leaves() {
            return new Owner(segment, onUnmap, true);
        }
    }

    /** By field the segment that is mapped to it. */
    Map<String, String> segments() {
        Map<String, String> segments = new HashMap<>();
        owners.forEach((field, owner) -> {
            if (owner.segment() != null && !owner.left()) {
                segments.put(field, owner.segment());
            }
        });
        return segments;
    }

    /** What a row of a version has not followed yet. */
    List<FieldRule> since(int rowVersion) {
        return rules.stream().filter(rule -> rule.version() > rowVersion).toList();
    }

    /** Whether these are the fields that a destination is configured to have. */
    boolean isOf(Destination destination) {
        return version > 0 && owners.equals(with(destination).owners());
    }

    /** The fields that a destination is configured to have now, and what that means for the rows there are. */
    SegmentFields with(Destination destination) {
        Map<String, Owner> own = configured(destination);
        if (version == 0) {
            return new SegmentFields(1, own, List.of());
        }
        Map<String, String> fieldOf = new HashMap<>();
        destination.segments().values().forEach(segment -> fieldOf.put(segment.id(), segment.attribute()));
        Map<String, Owner> next = new TreeMap<>(own);
        Map<String, Fate> fates = new TreeMap<>();
        owners.forEach((field, before) -> {
            Owner now = own.get(field);
            if (now != null && Objects.equals(now.segment(), before.segment())) {
                return;
            }
            String elsewhere = before.segment() == null || before.left() ? null : fieldOf.get(before.segment());
            if (elsewhere != null) {
                fates.put(field, Fate.movedTo(elsewhere));
            } else if (before.segment() != null && !before.left() && onUnmap(before, destination) == OnUnmap.CLEAR) {
                fates.put(field, Fate.CLEARED);
            } else if (now != null) {
                fates.put(field, Fate.RELEASED);
            } else {
                next.put(field, before.leaves());
            }
        });
        List<FieldRule> all = new ArrayList<>(rules);
        if (!fates.isEmpty()) {
            all.add(new FieldRule(version + 1, fates));
        }
        return new SegmentFields(version + 1, next, all);
    }

    private static OnUnmap onUnmap(Owner owner, Destination destination) {
        return owner.onUnmap() == null ? destination.onUnmap() : owner.onUnmap();
    }

    static Map<String, Owner> configured(Destination destination) {
        Map<String, Owner> configured = new TreeMap<>();
        destination.attributes().keySet().stream()
                .filter(attribute -> FIELD.matcher(attribute).matches())
                .forEach(attribute -> configured.put(attribute, Owner.PROFILE));
        destination.segments().values().forEach(segment -> configured.put(segment.attribute(), Owner.of(segment)));
        return configured;
    }

    /** What the last change means for the rows there were; empty when it means nothing. */
    Optional<FieldRule> newest() {
        return rules.isEmpty() || rules.get(rules.size() - 1).version() != version
                ? Optional.empty()
                : Optional.of(rules.get(rules.size() - 1));
    }
}
