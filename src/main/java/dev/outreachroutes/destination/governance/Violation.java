package dev.outreachroutes.destination.governance;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A mapping by which a destination would do what a policy forbids.
 *
 * @param attribute the prospect attribute to which nothing may be sent
 * @param because the policy's labels, each with the XDM path or segment that brings it in
 * @param alone whether the mapping has all of the labels itself, and not only together with others
 */
public record Violation(Policy policy, String attribute, Map<String, String> because, boolean alone) {

    public Violation {
        because = Map.copyOf(because);
    }

    /** Why nothing may be sent, in words that go on behind the attribute's name. */
    public String reason() {
        return "policy " + policy.name() + " forbids " + policy.action() + " for data with "
                + policy.sortedLabels().stream()
                        .map(label -> label + " (" + because.get(label) + ")")
                        .collect(Collectors.joining(" and "));
    }
}
