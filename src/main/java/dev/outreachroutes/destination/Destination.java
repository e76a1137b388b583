package dev.outreachroutes.destination;

import dev.outreachroutes.destination.governance.Governance;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A named use of an account: which identity names the prospect, and what goes into which of its attributes.
 *
 * @param name lower-case letters, digits and hyphens; part of route IDs, MBean names and metrics
 * @param description for people; empty when none is given
 * @param account whose grant and quota it uses
 * @param identity the {@code identityMap} namespace that carries the OutreachId, compared without case
 * @param attributes by prospect attribute
 * @param segments by segment ID
 * @param nullValues what an attribute that the export carries as null means, unless its mapping says otherwise
 * @param governance the rules on data that it keeps
 * @param mode whether what is desired is sent
 * @param resync how often it is compared with what Outreach holds by itself
 * @param bulk whether one request may change many of its prospects
 * @param onUnmap what becomes of the field of a segment that leaves the configuration, unless the segment says otherwise
 * @param alerts from where on what concerns it is an alert, as far as that is another than for all
 */
public record Destination(
        String name,
        String description,
        Account account,
        String identity,
        Map<String, AttributeMapping> attributes,
        Map<String, Segment> segments,
        NullValues nullValues,
        Governance governance,
        Mode mode,
        ResyncEvery resync,
        Bulk bulk,
        OnUnmap onUnmap,
        AlertLimits alerts) {

    /**
     * What an attribute means that is present with the value null. Adobe does not document whether a removed attribute is
     * exported so; an absent attribute never means anything.
     */
    public enum NullValues {
        /** As if the attribute were absent. The default. */
        IGNORE,
        /** The prospect's attribute is cleared. */
        CLEAR
    }

    public Destination {
        if (name.isBlank() || identity.isBlank()) {
            throw new IllegalArgumentException("a destination has a name and an identity");
        }
        Objects.requireNonNull(description);
        Objects.requireNonNull(account);
        Objects.requireNonNull(nullValues);
        Objects.requireNonNull(governance);
        Objects.requireNonNull(mode);
        Objects.requireNonNull(resync);
        Objects.requireNonNull(bulk);
        Objects.requireNonNull(onUnmap);
        Objects.requireNonNull(alerts);
        attributes = Map.copyOf(attributes);
        segments = Map.copyOf(segments);
    }

    /** A live destination that is compared with Outreach when somebody asks for it. */
    public Destination(
            String name,
            String description,
            Account account,
            String identity,
            Map<String, AttributeMapping> attributes,
            Map<String, Segment> segments,
            NullValues nullValues,
            Governance governance) {
        this(
                name,
                description,
                account,
                identity,
                attributes,
                segments,
                nullValues,
                governance,
                Mode.LIVE,
                ResyncEvery.OFF,
                Bulk.AUTO,
                OnUnmap.KEEP,
                AlertLimits.NONE);
    }

    /** The same, without rules on data. */
    public Destination(
            String name,
            String description,
            Account account,
            String identity,
            Map<String, AttributeMapping> attributes,
            Map<String, Segment> segments,
            NullValues nullValues) {
        this(name, description, account, identity, attributes, segments, nullValues, Governance.NONE);
    }

    /** Prospect attributes to which nothing may be sent: why. What is desired of them waits. Of two reasons a policy is told. */
    public Map<String, String> blocked() {
        Map<String, String> blocked = new HashMap<>(dryRun());
        blocked.putAll(governance.blocked());
        return Map.copyOf(blocked);
    }

    /** Prospect attributes of segments in dry run, each with {@link Mode#REASON}. A destination in dry run sends nothing at all. */
    public Map<String, String> dryRun() {
        return segments.values().stream()
                .filter(segment -> segment.mode() == Mode.DRY_RUN)
                .collect(Collectors.toUnmodifiableMap(Segment::attribute, segment -> Mode.REASON));
    }

    /** The prospect attributes that are mapped: those of the attributes and those of the segments. */
    public Set<String> mapped() {
        Set<String> mapped = new TreeSet<>(attributes.keySet());
        segments.values().forEach(segment -> mapped.add(segment.attribute()));
        return mapped;
    }

    /** By field the ID of the segment whose status goes there. */
    public Map<String, String> segmentsByField() {
        return segments.values().stream().collect(Collectors.toUnmodifiableMap(Segment::attribute, Segment::id));
    }

    /** What null and a text with nothing to see in it mean for a prospect attribute that is mapped. */
    public NullValues emptyMeans(String attribute) {
        AttributeMapping mapping = attributes.get(attribute);
        return mapping == null || mapping.empty() == null ? nullValues : mapping.empty();
    }
}
