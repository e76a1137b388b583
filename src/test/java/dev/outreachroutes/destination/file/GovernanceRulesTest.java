package dev.outreachroutes.destination.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.governance.ConsentRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GovernanceRulesTest {

    private static final String SEGMENT = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";
    private static final String GOVERNED =
            """
            labels:
              person.name: [I1]
            policies:
              no-names:
                action: exportToThirdParty
                labels: [I1]
            destinations:
              d:
                identity: oid
                marketing-actions: [exportToThirdParty]
                attributes:
                  title: extendedWorkDetails.jobTitle
                  lastName: person.name.lastName
            """;

    @TempDir
    private Path directory;

    private final Findings findings = new Findings();

    @Test
    void aForbiddenMappingIsBlockedAloneAndToldWithPolicyLabelPathAndLine() {
        Destination destination = read(GOVERNED).named("d");

        assertThat(destination.blocked())
                .containsOnlyKeys("lastName")
                .containsEntry("lastName", "policy no-names forbids exportToThirdParty for data with I1 (person.name)");
        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings()).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(13);
            assertThat(finding.path()).isEqualTo("destinations.d.attributes.lastName");
            assertThat(finding.problem()).startsWith("lastName is blocked: policy no-names forbids");
            assertThat(finding.cure()).contains("Take the mapping out", "marketing-actions", "policy no-names");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "marketing-actions: [emailTargeting]",
                "marketing-actions: [exportToThirdparty]",
                "marketing-actions: []",
                "description: none"
            })
    void aPolicyHoldsOnlyForDestinationsThatPerformItsAction(String actions) {
        assertThat(read(GOVERNED.replace("marketing-actions: [exportToThirdParty]", actions))
                        .named("d")
                        .blocked())
                .isEmpty();
    }

    @Test
    void labelsAloneForbidNothing() {
        assertThat(read("labels: { person.name: [I1, C12] }\n"
                                + destination("attributes: { lastName: person.name.lastName }"))
                        .named("d")
                        .blocked())
                .isEmpty();
        assertThat(findings.warnings()).isEmpty();
    }

    @Test
    void labelsOfAnAttributeAndOfASegmentCountTogether() {
        Destination destination = read("labels: { person.name: [I1] }\n"
                        + "policies: { apart: { action: exportToThirdParty, labels: [I1, partner-data] } }\n"
                        + destination("marketing-actions: [exportToThirdParty], "
                                + "attributes: { lastName: person.name.lastName, title: b2b.personStatus }, segments: { "
                                + SEGMENT + ": { name: Hot, mapping-id: 4, labels: [partner-data] }, "
                                + SEGMENT.replace('3', '4') + ": { mapping-id: 5 } }"))
                .named("d");

        assertThat(destination.blocked()).containsOnlyKeys("lastName", "custom4");
        assertThat(findings.warnings())
                .extracting(Finding::path, Finding::problem)
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each.toString())
                                .contains(
                                        "attributes.lastName",
                                        "I1 (person.name) and partner-data (segment Hot) together"),
                        each -> assertThat(each.toString()).contains("segments." + SEGMENT, "custom4 is blocked"));
    }

    @Test
    void whenNothingIsLeftToSendItIsAMistake() {
        read(GOVERNED.replace("      title: extendedWorkDetails.jobTitle\n", ""));

        assertThat(findings.errors()).singleElement().satisfies(mistake -> {
            assertThat(mistake.path()).isEqualTo("destinations.d");
            assertThat(mistake.problem()).isEqualTo("policies forbid everything that d would send");
        });
    }

    @Test
    void anIdentityThatMayNotLeaveForbidsEverything() {
        read("labels: { identityMap.OID: [C12] }\npolicies: { p: { action: exportToThirdParty, labels: [C12] } }\n"
                + destination("marketing-actions: [exportToThirdParty], attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).singleElement().asString().contains("policies forbid everything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C1", "C12", "I2", "S1", "PSPD", "Third-Party", "partner-data", "Finance_2", "Cost", "s"})
    void labelsAreAdobesOrOnesOwn(String label) {
        read("labels: { person.name: [" + label + "] }\n" + destination("attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C13", "C0", "c2", "I3", "S12", "i1", "2fast", "'a b'", "''", "ä"})
    void aLabelThatLooksLikeAdobesAndIsNoneIsAMistake(String label) {
        read("labels: { person.name: [" + label + "] }\n" + destination("attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).singleElement().asString().contains("is no label", "C1 to C12, I1, I2, S1 or S2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "labels: { person.name: I1 } | labels.person.name | is not a list",
                "labels: { person.name: [] } | labels.person.name | is empty",
                "labels: { person name: [I1] } | labels.person name | is not an XDM path",
                "labels: [I1] | labels | is not made of keys and values",
                "policies: { p: { action: exportToThirdParty } } | policies.p.labels | is missing",
                "policies: { p: { labels: [I1] } } | policies.p.action | is missing",
                "policies: { P: { action: a, labels: [I1] } } | policies.P | cannot be a name",
                "policies: { p: { action: 'a b', labels: [I1] } } | policies.p.action | is no marketing action",
                "policies: { p: { action: a, labels: [I1], deny: all } } | policies.p.deny | is not a known key",
            })
    void aMistakeInTheRulesIsToldWithItsPlace(String yaml, String path, String problem) {
        read(yaml + "\n" + destination("attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).singleElement().satisfies(mistake -> {
            assertThat(mistake.path()).isEqualTo(path);
            assertThat(mistake.problem()).contains(problem);
        });
    }

    @Test
    void aMistakeInAListIsToldWithTheLineOfTheElement() {
        read("labels:\n  person.name:\n    - I1\n    - I9\n" + destination("attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).singleElement().extracting(Finding::line).isEqualTo(4);
    }

    @Test
    void aPolicyThatForbidsNothingByASlipIsDoubtful() {
        read(GOVERNED.replace("labels: [I1]", "labels: [partner-date]")
                .replace("person.name: [I1]", "person.name: [partner-data]"));

        assertThat(findings.warningLines())
                .singleElement()
                .asString()
                .contains(
                        "policies.no-names.labels",
                        "nothing has the label 'partner-date'",
                        "Did you mean partner-data?");
    }

    @Test
    void anActionThatNearlyIsOneIsDoubtful() {
        read(GOVERNED.replace("action: exportToThirdParty", "action: exportToThirdPrty"));

        assertThat(findings.warningLines())
                .singleElement()
                .asString()
                .contains("policies.no-names.action", "Did you mean exportToThirdParty?");
    }

    @Test
    void consentIsAPathOrAPathWithItsValues() {
        Destination destination = read(destination(
                        "consent: [consents.marketing.email.val, { path: consents.share.val, allow: [y, LI], missing: allow }], "
                                + "segments: { " + SEGMENT
                                + ": { mapping-id: 4, consent: [_acme.newsletter] }, s: { mapping-id: 5 } }"))
                .named("d");

        assertThat(destination.governance().consent())
                .containsExactly(
                        new ConsentRule("consents.marketing.email.val", Set.of("y", "dy"), false),
                        new ConsentRule("consents.share.val", Set.of("y", "LI"), true));
        assertThat(destination.governance().segmentConsent())
                .containsOnlyKeys(SEGMENT)
                .containsEntry(SEGMENT, List.of(new ConsentRule("_acme.newsletter", Set.of("y", "dy"), false)));
        assertThat(findings.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "consent: consents.share.val | destinations.d.consent | is not a list",
                "consent: [''] | destinations.d.consent.0 | is not the XDM path of a consent",
                "consent: [identityMap.email] | destinations.d.consent.0 | is not the XDM path of a consent",
                "consent: [{ path: a, allow: [] }] | destinations.d.consent.0.allow | is empty",
                "consent: [{ allow: [y] }] | destinations.d.consent.0.path | is missing",
                "consent: [{ path: a, missing: maybe }] | destinations.d.consent.0.missing | 'maybe' is not known",
                "consent: [{ path: a, alow: [y] }] | destinations.d.consent.0.alow | is not a known key",
                "consent: [[a]] | destinations.d.consent.0 | is not a text",
                "marketing-actions: exportToThirdParty | destinations.d.marketing-actions | is not a list",
            })
    void aMistakeInADestinationsRulesIsToldWithItsPlace(String rule, String path, String problem) {
        read(destination(rule + ", attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).singleElement().satisfies(mistake -> {
            assertThat(mistake.path()).isEqualTo(path);
            assertThat(mistake.problem()).contains(problem);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "consents.marketing.emial.val, Did you mean consents.marketing.email.val?",
        "consents.marketing.email, such as consents.marketing.email.val",
        "'{ path: consents.share.val, allow: [yes] }', none of the values",
        "'{ path: consents.share.val, allow: [Y] }', Did you mean y?",
        "'{ path: consents.share.val, allow: [y, dn] }', Leave it out of allow"
    })
    void aConsentThatCouldNotAllowOrWouldAllowTooMuchIsDoubtful(String rule, String said) {
        read(destination("consent: [" + rule + "], attributes: { title: b2b.personStatus }"));

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warningLines()).singleElement().asString().contains(said);
    }

    private static String destination(String rest) {
        return "destinations: { d: { identity: oid, " + rest + " } }\n";
    }

    private Destinations read(String yaml) {
        try {
            Files.writeString(directory.resolve(DestinationsFile.NAME), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Destinations[] destinations = new Destinations[1];
        findings.collect(() -> destinations[0] = DestinationsFile.read(directory, findings));
        return destinations[0];
    }
}
