package dev.outreachroutes.destination.governance;

import java.util.Set;
import java.util.TreeSet;

/**
 * A rule that forbids a marketing action for data that has certain labels, as on Adobe's page on <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/data-governance/policies/overview">data usage policies</a>.
 *
 * @param name for people
 * @param action the marketing action that is forbidden, compared letter by letter
 * @param labels what data must have, all of them, for the rule to hold; never empty
 * @param description why, for people; empty when none is given
 */
public record Policy(String name, String action, Set<String> labels, String description) {

    public Policy {
        labels = Set.copyOf(labels);
        if (name.isBlank() || action.isBlank() || labels.isEmpty()) {
            throw new IllegalArgumentException("a policy has a name, an action and at least one label");
        }
    }

    /** The labels in the order of their names. */
    Set<String> sortedLabels() {
        return new TreeSet<>(labels);
    }
}
