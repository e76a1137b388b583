package dev.outreachroutes.mapping;

import java.util.Map;

/**
 * Attributes desired for one prospect, each with its clock.
 *
 * @param prospectId Outreach's number for the prospect, at least 1
 * @param attributes prospect attribute: value; never empty
 */
public record ProspectChange(long prospectId, Map<String, DatedValue> attributes) implements Mapping {

    public ProspectChange {
        attributes = Map.copyOf(attributes);
        if (prospectId < 1 || attributes.isEmpty()) {
            throw new IllegalArgumentException("a prospect change names a prospect and at least one attribute");
        }
    }
}
