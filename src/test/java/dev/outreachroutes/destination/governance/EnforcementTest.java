package dev.outreachroutes.destination.governance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnforcementTest {

    private static final Export NOBODY = new Export("", Map.of());

    @Test
    void aMappingThatHasAllLabelsOfAPolicyIsForbiddenAlone() {
        assertThat(forbidden(
                        List.of(policy("I1", "C2")),
                        NOBODY,
                        List.of(
                                export("lastName", "I1", "C2", "S1"),
                                export("title", "C2"),
                                export("firstName", "I1"),
                                export("city")),
                        List.of()))
                .as("and with it the combination is gone that it was part of; the other two are one")
                .containsExactly("lastName", "title", "firstName");
        assertThat(forbidden(
                        List.of(policy("I1", "C2")),
                        NOBODY,
                        List.of(export("lastName", "I1", "C2", "S1"), export("title", "C2")),
                        List.of()))
                .containsExactly("lastName");
    }

    @Test
    void ofSeveralPoliciesEachForbids() {
        assertThat(forbidden(
                        List.of(policy("I1"), policy("C2")),
                        NOBODY,
                        List.of(export("a", "I1"), export("b", "C2"), export("c", "S1")),
                        List.of()))
                .containsExactly("a", "b");
    }

    @Test
    void labelsCountTogetherWithinTheAttributesAndOneSegment() {
        Policy both = policy("C1", "C2");

        assertThat(forbidden(
                        List.of(both),
                        NOBODY,
                        List.of(export("a", "C1")),
                        List.of(export("custom4", "C2"), export("custom5"))))
                .as("an attribute and a segment")
                .containsExactly("a", "custom4");
        assertThat(forbidden(
                        List.of(both), NOBODY, List.of(), List.of(export("custom4", "C1"), export("custom5", "C2"))))
                .as("two segments")
                .isEmpty();
        assertThat(forbidden(
                        List.of(both), NOBODY, List.of(), List.of(export("custom4", "C1", "C2"), export("custom5"))))
                .as("one segment alone")
                .containsExactly("custom4");
    }

    @Test
    void theIdentityIsPartOfWhateverIsSent() {
        Export identity = export("", "I2");

        assertThat(forbidden(List.of(policy("C3", "I2")), identity, List.of(export("a", "C3"), export("b")), List.of()))
                .containsExactly("a");
        assertThat(forbidden(
                        List.of(policy("I2")), identity, List.of(export("a"), export("b")), List.of(export("custom4"))))
                .as("the identity alone forbids everything")
                .containsExactly("a", "b", "custom4");
        assertThat(forbidden(List.of(policy("C3")), identity, List.of(export("a")), List.of()))
                .isEmpty();
    }

    @Test
    void aLabelHoldsForThePathsBelowAndForNoOthers() {
        Labels labels = new Labels(Map.of("person", Set.of("I1"), "person.name", Set.of("C2", "I1")));

        assertThat(labels.of("person.name.lastName")).isEqualTo(Map.of("I1", "person", "C2", "person.name"));
        assertThat(labels.of("person.birthDate")).isEqualTo(Map.of("I1", "person"));
        assertThat(labels.of("personal.name")).isEmpty();
        assertThat(labels.of("person")).isEqualTo(Map.of("I1", "person"));
    }

    @Test
    void theIdentitysLabelsAreThoseOfItsNamespaceInAnyLetterCase() {
        Labels labels = new Labels(Map.of("identityMap.OID", Set.of("I2"), "identityMap.email", Set.of("I1")));

        assertThat(labels.ofIdentities("oid")).isEqualTo(Map.of("I2", "identityMap.OID"));
        assertThat(new Labels(Map.of("identityMap", Set.of("I1"))).ofIdentities("oid"))
                .isEqualTo(Map.of("I1", "identityMap"));
    }

    @Test
    void theReasonNamesPolicyActionLabelsAndWhereTheyAreGiven() {
        List<Violation> violations = Enforcement.violations(
                List.of(policy("I1", "C2")),
                NOBODY,
                List.of(new Export("lastName", Map.of("I1", "person.name"))),
                List.of(new Export("custom4", Map.of("C2", "segment Hot"))));

        assertThat(violations).extracting(Violation::attribute).containsExactly("lastName", "custom4");
        assertThat(violations.get(0).reason())
                .isEqualTo("policy p forbids exportToThirdParty for data with C2 (segment Hot) and I1 (person.name)");
    }

    private static List<String> forbidden(
            List<Policy> policies, Export identity, List<Export> attributes, List<Export> segments) {
        return Enforcement.violations(policies, identity, attributes, segments).stream()
                .map(Violation::attribute)
                .distinct()
                .toList();
    }

    private static Policy policy(String... labels) {
        return new Policy("p", "exportToThirdParty", Set.of(labels), "");
    }

    private static Export export(String attribute, String... labels) {
        return new Export(
                attribute,
                Set.of(labels).stream()
                        .collect(java.util.stream.Collectors.toMap(label -> label, label -> attribute + "'s path")));
    }
}
