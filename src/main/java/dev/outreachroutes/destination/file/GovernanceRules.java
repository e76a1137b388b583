package dev.outreachroutes.destination.file;

import static dev.outreachroutes.destination.file.YamlFile.below;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.governance.ConsentRule;
import dev.outreachroutes.destination.governance.Enforcement;
import dev.outreachroutes.destination.governance.Export;
import dev.outreachroutes.destination.governance.Governance;
import dev.outreachroutes.destination.governance.Labels;
import dev.outreachroutes.destination.governance.Policy;
import dev.outreachroutes.destination.governance.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the rules on data in {@code destinations.yaml}, and says which mappings they forbid. What is not of the schema's form is passed
 * over here.
 */
final class GovernanceRules {

    /** Adobe's <a href="https://experienceleague.adobe.com/en/docs/experience-platform/data-governance/labels/reference">labels</a>. */
    private static final Set<String> ADOBES_LABELS = Set.of(
            "C1",
            "C2",
            "C3",
            "C4",
            "C5",
            "C6",
            "C7",
            "C8",
            "C9",
            "C10",
            "C11",
            "C12",
            "I1",
            "I2",
            "S1",
            "S2",
            "PSPD",
            "RHD",
            "Third-Party");

    /** Of {@code val} in Adobe's field group Consents and Preferences; those that say no are not to be allowed. */
    private static final List<String> CHOICES = List.of("y", "n", "p", "u", "dy", "dn", "LI", "CT", "CP", "VI", "PI");

    private static final Set<String> NO = Set.of("n", "dn");

    private final JsonNode content;
    private final YamlFile file;
    private final Findings findings;
    private final Labels labels;
    private final List<Policy> policies = new ArrayList<>();

    private GovernanceRules(JsonNode content, YamlFile file, Findings findings) {
        this.content = content;
        this.file = file;
        this.findings = findings;
        Map<String, Set<String>> byPath = new LinkedHashMap<>();
        content.path("labels").properties().forEach(each -> byPath.put(each.getKey(), texts(each.getValue())));
        this.labels = new Labels(byPath);
    }

    /** The rules that hold for each destination, by its name. */
    static Map<String, Governance> check(JsonNode content, YamlFile file, Findings findings) {
        GovernanceRules rules = new GovernanceRules(content, file, findings);
        rules.readPolicies();
        rules.checkNames();
        Map<String, Governance> governance = new LinkedHashMap<>();
        content.path("destinations")
                .properties()
                .forEach(each -> governance.put(each.getKey(), rules.governance(each.getKey(), each.getValue())));
        return governance;
    }

    private void readPolicies() {
        content.path("policies").properties().forEach(each -> {
            String action = each.getValue().path("action").asText();
            Set<String> forbidden = texts(each.getValue().path("labels"));
            if (!each.getKey().isBlank() && !action.isBlank() && !forbidden.isEmpty()) {
                policies.add(new Policy(
                        each.getKey(),
                        action,
                        forbidden,
                        each.getValue().path("description").asText("")));
            }
        });
    }

    /** A policy that names nothing by a slip of the pen would forbid nothing, and nobody would learn of it. */
    private void checkNames() {
        Set<String> given = new LinkedHashSet<>(ADOBES_LABELS);
        labels.byPath().values().forEach(given::addAll);
        Set<String> actions = new LinkedHashSet<>();
        content.path("destinations").forEach(destination -> {
            destination.path("segments").forEach(segment -> given.addAll(texts(segment.path("labels"))));
            actions.addAll(texts(destination.path("marketing-actions")));
        });
        content.path("labels").properties().forEach(each -> XdmPaths.meant(each.getKey())
                .ifPresent(near -> findings.warning(
                        file,
                        List.of("labels", each.getKey()),
                        "'" + each.getKey() + "' is not in Adobe's schemas, and nearly is",
                        "Did you mean " + near + "? Letters match exactly. Leave it if the field is your own.")));
        for (Policy policy : policies) {
            policy.labels().stream()
                    .filter(label -> !given.contains(label))
                    .forEach(label -> findings.warning(
                            file,
                            List.of("policies", policy.name(), "labels"),
                            "nothing has the label '" + label + "', so the policy forbids nothing",
                            Nearest.question(label, given) + "Give it to a path under labels, or to a segment."));
            if (!actions.contains(policy.action())) {
                Nearest.to(policy.action(), actions, 2)
                        .ifPresent(near -> findings.warning(
                                file,
                                List.of("policies", policy.name(), "action"),
                                "no destination has the marketing action '" + policy.action() + "', and one nearly has",
                                "Did you mean " + near + "? Letters match exactly."));
            }
        }
    }

    private Governance governance(String name, JsonNode destination) {
        List<String> place = List.of("destinations", name);
        List<ConsentRule> consent = consent(destination.path("consent"), below(place, "consent"));
        Map<String, List<ConsentRule>> segmentConsent = new LinkedHashMap<>();
        destination.path("segments").properties().forEach(each -> {
            List<ConsentRule> rules =
                    consent(each.getValue().path("consent"), below(place, "segments", each.getKey(), "consent"));
            if (!rules.isEmpty()) {
                segmentConsent.put(each.getKey(), rules);
            }
        });
        return new Governance(consent, segmentConsent, blocked(name, destination, place));
    }

    private Map<String, String> blocked(String name, JsonNode destination, List<String> place) {
        Map<String, List<String>> places = new LinkedHashMap<>();
        List<Export> attributes = new ArrayList<>();
        destination.path("attributes").properties().forEach(each -> {
            places.put(each.getKey(), below(place, "attributes", each.getKey()));
            attributes.add(new Export(each.getKey(), labels.of(xdmPath(each.getValue()))));
        });
        List<Export> segments = new ArrayList<>();
        destination.path("segments").properties().forEach(each -> {
            String attribute = "custom" + each.getValue().path("mapping-id").asText();
            places.put(attribute, below(place, "segments", each.getKey()));
            Map<String, String> ofSegment = new LinkedHashMap<>();
            String said = each.getValue().path("name").asText("");
            String segment = "segment " + (said.isBlank() ? each.getKey() : said);
            texts(each.getValue().path("labels")).forEach(label -> ofSegment.put(label, segment));
            segments.add(new Export(attribute, ofSegment));
        });
        Set<String> actions = texts(destination.path("marketing-actions"));
        List<Violation> violations = Enforcement.violations(
                policies.stream()
                        .filter(policy -> actions.contains(policy.action()))
                        .toList(),
                new Export("", labels.ofIdentities(destination.path("identity").asText())),
                attributes,
                segments);
        Map<String, String> blocked = new LinkedHashMap<>();
        for (Violation violation : violations) {
            blocked.putIfAbsent(violation.attribute(), violation.reason());
            findings.warning(
                    file,
                    places.get(violation.attribute()),
                    violation.attribute() + " is blocked: " + violation.reason()
                            + (violation.policy().labels().size() > 1 && !violation.alone() ? " together" : ""),
                    "Nothing is sent to " + violation.attribute() + ". Take the mapping out, take "
                            + violation.policy().action()
                            + " out of marketing-actions, or change the labels or the policy "
                            + violation.policy().name() + ".");
        }
        if (!blocked.isEmpty() && blocked.keySet().containsAll(places.keySet())) {
            findings.error(
                    file,
                    place,
                    "policies forbid everything that " + name + " would send",
                    "Take the destination out, or change its mappings, its marketing-actions, the labels or the policies.");
        }
        return blocked;
    }

    private static String xdmPath(JsonNode mapping) {
        return mapping.isObject() ? mapping.path("path").asText() : mapping.asText();
    }

    private List<ConsentRule> consent(JsonNode list, List<String> place) {
        List<ConsentRule> rules = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode rule = list.get(i);
            List<String> at = below(place, String.valueOf(i));
            String path = xdmPath(rule);
            Set<String> allow = texts(rule.path("allow"));
            if (!path.isBlank()) {
                checkConsent(path, allow, at);
                rules.add(new ConsentRule(
                        path,
                        allow.isEmpty() ? ConsentRule.YES : allow,
                        "allow".equals(rule.path("missing").asText())));
            }
        }
        return rules;
    }

    private void checkConsent(String path, Set<String> allow, List<String> place) {
        XdmPaths.check(path, ", so it would never allow", file, place, findings);
        if (!path.startsWith("consents.") || !path.endsWith(".val")) {
            return;
        }
        for (String value : allow) {
            if (NO.contains(value)) {
                findings.warning(
                        file,
                        below(place, "allow"),
                        "'" + value + "' is Adobe's word for no",
                        "Leave it out of allow.");
            } else if (!CHOICES.contains(value)) {
                findings.warning(
                        file,
                        below(place, "allow"),
                        "'" + value + "' is none of the values that Adobe's field group has",
                        Nearest.suggestion(value, CHOICES));
            }
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new LinkedHashSet<>();
        if (list.isArray()) {
            list.forEach(each -> {
                if (each.isTextual() && !each.asText().isBlank()) {
                    texts.add(each.asText());
                }
            });
        }
        return texts;
    }
}
