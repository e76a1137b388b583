package dev.outreachroutes.destination.governance;

import java.util.Map;
import java.util.Set;

/**
 * Something that a destination sends.
 *
 * @param attribute the prospect attribute that gets it; empty for the identity, which names the prospect and goes into none
 * @param labels the labels that it has, each with what it is given to: an XDM path, or a segment
 */
public record Export(String attribute, Map<String, String> labels) {

    public Export {
        labels = Map.copyOf(labels);
    }

    boolean hasAll(Set<String> wanted) {
        return labels.keySet().containsAll(wanted);
    }

    boolean hasOneOf(Set<String> wanted) {
        return wanted.stream().anyMatch(labels::containsKey);
    }
}
