package dev.outreachroutes.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.governance.ConsentRule;
import dev.outreachroutes.destination.governance.Governance;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentMappingTest {

    private static final Position POSITION = new Position(0, 7, Instant.parse("2026-03-04T10:00:00Z"));
    private static final String PROFILE =
            """
            {"identityMap": {"oid": [{"id": "7"}]}, "person": {"first": "Mira"},
             "segmentMembership": {"ups": {"s4": {"status": "realized"}, "s5": {"status": "realized"}}}, %s}
            """;
    private static final String EMAIL = "consents.marketing.email.val";

    @ParameterizedTest
    @ValueSource(strings = {"\"y\"", "\"dy\"", "\" y \""})
    void aValueThatAllowsLetsTheProfileThrough(String value) {
        ProspectChange change = change(map(email(value), rules(EMAIL), Map.of()));

        assertThat(change.attributes()).containsOnlyKeys("firstName", "custom4", "custom5");
        assertThat(change.consents()).isEqualTo(Map.of("*", Consent.given(POSITION.written(), POSITION)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\"",
                "\"dn\"",
                "\"p\"",
                "\"u\"",
                "\"LI\"",
                "\"Y\"",
                "\"yes\"",
                "true",
                "1",
                "[\"y\"]",
                "{\"val\": \"y\"}",
                "null",
                "\"\"",
                "\" \""
            })
    void anyOtherValueExcludesTheProfile(String value) {
        List<Mapping> mappings = map(email(value), rules(EMAIL), Map.of());

        assertThat(mappings).hasSize(2);
        assertThat(change(mappings).attributes()).isEmpty();
        assertThat(change(mappings).consents().get("*"))
                .isEqualTo(Consent.withheld(
                        Map.of("custom4", TextNode.valueOf("exited"), "custom5", TextNode.valueOf("exited")),
                        POSITION.written(),
                        POSITION));
        assertThat(mappings.get(1)).isInstanceOfSatisfying(Exclusion.class, exclusion -> {
            assertThat(exclusion.reason()).isEqualTo(Reason.NO_CONSENT);
            assertThat(exclusion.subject()).isEqualTo("event");
            assertThat(exclusion.detail()).contains(EMAIL).doesNotContain("Mira");
        });
    }

    @Test
    void aProfileWithoutTheValueIsExcludedUnlessTheRuleLetsItThrough() {
        assertThat(change(map("\"x\": 1", rules(EMAIL), Map.of())).attributes()).isEmpty();
        assertThat(change(map("\"x\": 1", List.of(new ConsentRule(EMAIL, Set.of("y"), true)), Map.of()))
                        .attributes())
                .hasSize(3);
    }

    @Test
    void allRulesMustAllow() {
        List<ConsentRule> both = rules(EMAIL, "consents.share.val");

        assertThat(change(map(
                                "\"consents\": {\"marketing\": {\"email\": {\"val\": \"y\"}}, \"share\": {\"val\": \"n\"}}",
                                both,
                                Map.of()))
                        .attributes())
                .isEmpty();
        assertThat(change(map(
                                "\"consents\": {\"marketing\": {\"email\": {\"val\": \"y\"}}, \"share\": {\"val\": \"y\"}}",
                                both,
                                Map.of()))
                        .attributes())
                .hasSize(3);
    }

    @Test
    void aSegmentsOwnConsentConcernsThatSegmentOnly() {
        List<Mapping> mappings = map(email("\"n\""), List.of(), Map.of("s5", rules(EMAIL)));

        assertThat(change(mappings).attributes()).containsOnlyKeys("firstName", "custom4");
        assertThat(change(mappings).consents())
                .isEqualTo(Map.of(
                        "custom5",
                        Consent.withheld(Map.of("custom5", TextNode.valueOf("exited")), POSITION.written(), POSITION)));
        assertThat(mappings)
                .filteredOn(Exclusion.class::isInstance)
                .singleElement()
                .satisfies(each -> assertThat(((Exclusion) each).subject()).isEqualTo("custom5"));
    }

    @Test
    void aProfileThatIsNotInASegmentIsNotExcludedFromIt() {
        List<Mapping> mappings = map(email("\"n\""), List.of(), Map.of("s6", rules(EMAIL)));

        assertThat(mappings).hasSize(1);
        assertThat(change(mappings).consents()).containsOnlyKeys("custom6");
    }

    @Test
    void withoutRulesNothingIsSaidAboutConsent() {
        assertThat(change(map(email("\"n\""), List.of(), Map.of())).consents()).isEmpty();
    }

    private static String email(String value) {
        return "\"consents\": {\"marketing\": {\"email\": {\"val\": " + value + "}}}";
    }

    private static List<ConsentRule> rules(String... paths) {
        return List.of(paths).stream()
                .map(path -> new ConsentRule(path, ConsentRule.YES, false))
                .toList();
    }

    private static ProspectChange change(List<Mapping> mappings) {
        return (ProspectChange) mappings.get(0);
    }

    private static List<Mapping> map(
            String rest, List<ConsentRule> consent, Map<String, List<ConsentRule>> segmentConsent) {
        List<ProfileEvent> events = new ArrayList<>();
        new ProfileReader().read(PROFILE.formatted(rest).getBytes(UTF_8), new Faults(), events::add);
        Destination destination = new Destination(
                "emea-sales",
                "",
                new Account("default", Quota.DOCUMENTED, Account.DEFAULT_PACE),
                "oid",
                Map.of("firstName", AttributeMapping.of("person.first")),
                segmentConsent.containsKey("s6")
                        ? Map.of("s4", new Segment("s4", "Four", 4), "s6", new Segment("s6", "Six", 6))
                        : Map.of("s4", new Segment("s4", "Four", 4), "s5", new Segment("s5", "Five", 5)),
                NullValues.IGNORE,
                new Governance(consent, segmentConsent, Map.of()));
        return new ProspectMapper(destination).map(events.get(0), POSITION, Instant.MAX);
    }
}
