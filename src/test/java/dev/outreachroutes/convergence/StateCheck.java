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

/** What Outreach holds is what the oracle says, but for what it refused; and for that there is a dead letter. */
final class StateCheck {

    private final Evidence evidence;
    private final List<String> findings = new ArrayList<>();

    /** Prospects of a destination for which something is refused. */
    private record Refused(String destination, long prospect) {}

    private final Set<Refused> refused = new HashSet<>();

    private StateCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    static List<String> check(Evidence evidence) {
        StateCheck check = new StateCheck(evidence);
        for (int i = 0; i < Landscape.USES.size(); i++) {
            check.check(Landscape.USES.get(i), evidence.oracles().get(i));
        }
        check.letters();
        return check.findings;
    }

    private void check(Use use, Oracle oracle) {
        for (Map.Entry<Long, JsonNode> prospect : evidence.prospects().entrySet()) {
            Map<String, JsonNode> desired = oracle.desired(prospect.getKey());
            List<String> different = Stream.concat(use.attributes().keySet().stream(), use.segments().values().stream())
                    .filter(attribute -> !prospect.getValue()
                            .path(attribute)
                            .equals(desired.getOrDefault(
                                    attribute, evidence.untouched().path(attribute))))
                    .toList();
            if (different.isEmpty()) {
                continue;
            }
            boolean mayBeRefused = evidence.gone().contains(prospect.getKey())
                    || evidence.schedule().has(FaultKind.FIELD_REFUSED)
                            && "exited"
                                    .equals(desired.getOrDefault(Landscape.REFUSABLE, MissingNode.getInstance())
                                            .asText());
            if (mayBeRefused) {
                refused.add(new Refused(use.name(), prospect.getKey()));
            } else {
                findings.add("state: prospect %d of %s differs from the fold in %s"
                        .formatted(
                                prospect.getKey(),
                                use.name(),
                                different.stream()
                                        .map(attribute -> attribute + " (holds "
                                                + prospect.getValue().path(attribute) + ", should hold "
                                                + desired.get(attribute) + ")")
                                        .collect(Collectors.joining(", "))));
            }
        }
    }

    private void letters() {
        Set<Refused> open = evidence.deadLetters().stream()
                .filter(letter -> letter.prospect() != null)
                .map(letter -> new Refused(letter.destination(), letter.prospect()))
                .collect(Collectors.toSet());
        for (Refused each : refused) {
            if (!open.contains(each)) {
                findings.add("dead letters: prospect %d of %s is refused, and there is none"
                        .formatted(each.prospect(), each.destination()));
            }
        }
        for (Letter letter : evidence.deadLetters()) {
            if (letter.prospect() != null
                    && !evidence.gone().contains(letter.prospect())
                    && !evidence.schedule().has(FaultKind.FIELD_REFUSED)) {
                findings.add("dead letters: prospect %d of %s has one (%s) that nothing explains"
                        .formatted(letter.prospect(), letter.destination(), letter.detail()));
            }
        }
    }
}
