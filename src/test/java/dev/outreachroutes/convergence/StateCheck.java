package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.outreachroutes.convergence.Evidence.Letter;
import dev.outreachroutes.convergence.Landscape.Use;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Outreach holds is what the oracle says, but for what it refused; and for that, and nothing else, a dead letter is open. */
final class StateCheck {

    private final Evidence evidence;
    private final Use use;
    private final Oracle oracle;
    private final List<String> findings = new ArrayList<>();

    private StateCheck(Evidence evidence, Use use, Oracle oracle) {
        this.evidence = evidence;
        this.use = use;
        this.oracle = oracle;
    }

    static List<String> check(Evidence evidence) {
        List<String> findings = new ArrayList<>();
        for (int i = 0; i < Landscape.USES.size(); i++) {
            StateCheck check = new StateCheck(
                    evidence, Landscape.USES.get(i), evidence.oracles().get(i));
            check.state();
            check.letters();
            findings.addAll(check.findings);
        }
        return findings;
    }

    private void state() {
        for (Map.Entry<Long, JsonNode> entry : evidence.prospects().entrySet()) {
            long prospect = entry.getKey();
            JsonNode holds = entry.getValue();
            Map<String, JsonNode> desired = oracle.desired(prospect);
            Set<String> refused = letters(prospect)
                    .flatMap(letter -> letter.attributes().stream())
                    .collect(Collectors.toSet());
            String different = Stream.concat(use.attributes().keySet().stream(), use.segments().values().stream())
                    .filter(attribute -> !refused.contains(attribute))
                    .filter(attribute -> !holds.path(attribute).equals(should(desired, attribute)))
                    .map(attribute -> "%s (holds %s, should hold %s)"
                            .formatted(attribute, holds.path(attribute), should(desired, attribute)))
                    .collect(Collectors.joining(", "));
            if (!different.isEmpty()) {
                findings.add("state: prospect %d of %s differs from the fold in %s"
                        .formatted(prospect, use.name(), different));
            }
        }
    }

    private JsonNode should(Map<String, JsonNode> desired, String attribute) {
        return desired.getOrDefault(attribute, evidence.untouched().path(attribute));
    }

    private Stream<Letter> letters(long prospect) {
        return evidence.deadLetters().stream()
                .filter(letter -> letter.destination().equals(use.name())
                        && letter.prospect() != null
                        && letter.prospect() == prospect);
    }

    private void letters() {
        for (long prospect : evidence.prospects().keySet()) {
            if (evidence.gone().contains(prospect)) {
                continue;
            }
            Set<String> mayBe = mayBeRefused(prospect);
            letters(prospect)
                    .filter(letter -> !mayBe.containsAll(letter.attributes()))
                    .forEach(letter ->
                            findings.add("dead letters: prospect %d of %s has one (%s) about %s; only %s may be refused"
                                    .formatted(prospect, use.name(), letter.detail(), letter.attributes(), mayBe)));
        }
    }

    /** Attributes that Outreach may have refused for themselves; nothing else of the prospect is to be given up for them. */
    private Set<String> mayBeRefused(long prospect) {
        Set<String> mayBe = new HashSet<>(evidence.refusable().getOrDefault(prospect, Set.of()));
        JsonNode refusable = oracle.desired(prospect).getOrDefault(Landscape.REFUSABLE, MissingNode.getInstance());
        if (evidence.schedule().has(FaultKind.FIELD_REFUSED)
                && refusable.asText().equals("exited")) {
            mayBe.add(Landscape.REFUSABLE);
        }
        return mayBe;
    }
}
