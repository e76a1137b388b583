package dev.outreachroutes.destination.governance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what a destination may not send.
 *
 * <p>A mapping that has all labels of a policy is forbidden alone. Labels also count together when the mappings that bring them in are
 * exported together: all attributes, the identity, and one segment. Two segments are no combination, as Adobe says on its page on <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/data-governance/enforcement/auto-enforcement">enforcement</a>.
 * Of a combination every mapping is forbidden that brings one of the labels in: which of them is to stay is for people to say. Where
 * Adobe refuses to save anything, the other mappings go on here.
 */
public final class Enforcement {

    private final List<Policy> policies;
    private final Export identity;
    private final List<Export> attributes = new ArrayList<>();
    private final List<Export> segments = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    private Enforcement(List<Policy> policies, Export identity) {
        this.policies = policies;
        this.identity = identity;
    }

    /**
     * @param policies those whose action the destination performs
     * @param identity what names the prospects; it is part of whatever is sent
     * @return in the order of the policies, first those of one mapping
     */
    public static List<Violation> violations(
            List<Policy> policies, Export identity, List<Export> attributes, List<Export> segments) {
        Enforcement enforcement = new Enforcement(policies, identity);
        enforcement.attributes.addAll(attributes);
        enforcement.segments.addAll(segments);
        enforcement.judge();
        return List.copyOf(enforcement.violations);
    }

    private void judge() {
        policies.forEach(this::judgeAlone);
        takeForbidden();
        for (Policy policy : policies) {
            List<Export> together = new ArrayList<>(attributes);
            together.add(identity);
            judgeTogether(policy, together);
        }
        takeForbidden();
        for (Policy policy : policies) {
            for (Export segment : segments) {
                List<Export> together = new ArrayList<>(attributes);
                together.add(identity);
                together.add(segment);
                judgeTogether(policy, together);
            }
        }
    }

    private void judgeAlone(Policy policy) {
        boolean all = identity.hasAll(policy.labels());
        for (Export each : mappings()) {
            if (each.hasAll(policy.labels())) {
                violations.add(new Violation(policy, each.attribute(), because(policy, List.of(each)), true));
            } else if (all) {
                violations.add(new Violation(policy, each.attribute(), because(policy, List.of(identity)), false));
            }
        }
    }

    private void judgeTogether(Policy policy, List<Export> together) {
        Map<String, String> because = because(policy, together);
        if (!because.keySet().containsAll(policy.labels())) {
            return;
        }
        together.stream()
                .filter(each -> !each.attribute().isEmpty() && each.hasOneOf(policy.labels()))
                .map(each -> new Violation(policy, each.attribute(), because, false))
                .filter(each -> violations.stream().noneMatch(known -> isAbout(known, each)))
                .forEach(violations::add);
    }

    private static boolean isAbout(Violation known, Violation other) {
        return known.policy().equals(other.policy()) && known.attribute().equals(other.attribute());
    }

    private Collection<Export> mappings() {
        Set<Export> mappings = new LinkedHashSet<>(attributes);
        mappings.addAll(segments);
        return mappings;
    }

    private void takeForbidden() {
        Set<String> forbidden = new LinkedHashSet<>();
        violations.forEach(violation -> forbidden.add(violation.attribute()));
        attributes.removeIf(each -> forbidden.contains(each.attribute()));
        segments.removeIf(each -> forbidden.contains(each.attribute()));
    }

    private static Map<String, String> because(Policy policy, List<Export> together) {
        Map<String, String> because = new LinkedHashMap<>();
        together.forEach(each -> policy.labels().forEach(label -> {
            String given = each.labels().get(label);
            if (given != null) {
                because.putIfAbsent(label, given);
            }
        }));
        return because;
    }
}
