package dev.outreachroutes.destination;

import dev.outreachroutes.destination.governance.Governance;
import java.util.Map;
import java.util.Objects;

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
 */
public record Destination(
        String name,
        String description,
        Account account,
        String identity,
        Map<String, AttributeMapping> attributes,
        Map<String, Segment> segments,
        NullValues nullValues,
        Governance governance) {

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
        attributes = Map.copyOf(attributes);
        segments = Map.copyOf(segments);
    }

    /** A destination without rules on data. */
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

    /** Prospect attributes to which nothing may be sent: why. What is desired of them waits. */
    public Map<String, String> blocked() {
        return governance.blocked();
    }

    /** What null and a text with nothing to see in it mean for a prospect attribute that is mapped. */
    public NullValues emptyMeans(String attribute) {
        AttributeMapping mapping = attributes.get(attribute);
        return mapping == null || mapping.empty() == null ? nullValues : mapping.empty();
    }
}
