package dev.outreachroutes.outreach.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.AttributeMapping.Format;
import dev.outreachroutes.destination.AttributeMapping.Input;
import dev.outreachroutes.destination.AttributeMapping.Letters;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.outreach.field.FieldCatalogue.Source;
import dev.outreachroutes.outreach.field.MappingRules.Verdict;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mapping is compared with the field that Outreach has: what cannot work is blocked, what is doubtful is told. */
class MappingCheckTest {

    private static final String ID = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";
    private static final Set<String> ENOUGH = Set.of("prospects.read", "prospects.write");

    @Test
    void aFieldOfTextWithTheSegmentsNameIsWell() {
        assertThat(check(field(FieldType.STRING, " hot  Accounts ", null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"boolean", "currency", "date", "date_time", "numerical", "percentage"})
    void aTypedFieldCannotHoldTheStatusesAndIsBlocked(String type) {
        assertThat(check(field(FieldType.of(type), "Hot accounts", null)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.attribute()).isEqualTo("custom4");
                    assertThat(finding.segment()).isEqualTo("Hot accounts");
                    assertThat(finding.place()).containsExactly("destinations", "sales", "segments", ID, "mapping-id");
                    assertThat(finding.problem())
                            .startsWith("custom4 ('Hot accounts') is a field of type " + type
                                    + " in Outreach, which holds ")
                            .endsWith("and not 'realized' and 'exited'");
                });
    }

    @Test
    void anInclusionThatOffersBothWordsIsWell() {
        assertThat(check(field(FieldType.INCLUSION, "Hot accounts", List.of("exited", "other", "realized"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inclusion", "multi_inclusion"})
    void anInclusionWithoutOneOfTheWordsIsBlockedAndItsOptionsAreNamed(String type) {
        assertThat(check(field(FieldType.of(type), "Hot accounts", List.of("realized", "Exited", "gold"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.problem()).endsWith("'exited' is not among its options");
                    assertThat(finding.cure())
                            .contains("Nearest is 'Exited'.", "Its options: 'realized', 'Exited', 'gold'.");
                });
    }

    @Test
    void anInclusionWithoutOptionsIsBlockedAndOneThatDoesNotTellThemIsDoubtful() {
        assertThat(check(field(FieldType.INCLUSION, "Hot accounts", List.of())))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isTrue());
        assertThat(check(field(FieldType.INCLUSION, "Hot accounts", null)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone_number", "url"})
    void aFieldWhoseFormOutreachMayCheckIsDoubtfulUnlessASettingBlocksIt(String type) {
        FieldCatalogue fields = field(FieldType.of(type), "Hot accounts", null);

        assertThat(check(fields)).singleElement().satisfies(finding -> assertThat(finding.blocks())
                .isFalse());
        assertThat(check(fields, rules(Verdict.WARN, Verdict.BLOCK)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isTrue());
        assertThat(check(fields, rules(Verdict.WARN, Verdict.IGNORE))).isEmpty();
    }

    @Test
    void aTypeThatIsNotKnownIsLeftAlone() {
        assertThat(check(field(FieldType.UNKNOWN, "Hot accounts", null))).isEmpty();
    }

    @Test
    void anotherLabelIsDoubtfulAndBothAreShown() {
        assertThat(check(field(FieldType.STRING, "Birthday", null)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isFalse();
                    assertThat(finding.problem())
                            .isEqualTo(
                                    "custom4 is labelled 'Birthday' in Outreach, and the segment is named 'Hot accounts' here");
                });
        assertThat(check(field(FieldType.STRING, "", null)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).startsWith("custom4 has no label in Outreach"));
    }

    @Test
    void aSegmentWithoutANameHasNoLabelToCompare() {
        Destination unnamed = destination(Map.of(), Map.of(ID, new Segment(ID, ID, 4)));

        assertThat(check(unnamed, field(FieldType.STRING, "Anything", null), MappingRules.DEFAULT))
                .isEmpty();
    }

    @Test
    void aFieldThatOutreachDoesNotListIsDoubtfulUnlessASettingBlocksIt() {
        FieldCatalogue none = new FieldCatalogue(Source.TYPES, Map.of());

        assertThat(check(none)).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isFalse();
            assertThat(finding.problem()).startsWith("Outreach lists no field custom4:");
        });
        assertThat(check(none, rules(Verdict.BLOCK, Verdict.WARN)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isTrue());
    }

    @Test
    void customFieldsOfMappedAttributesAreLookedForAndStandardOnesAreNot() {
        Destination mapped =
                destination(Map.of("custom9", "loyalty.tier", "firstName", "person.name.firstName"), Map.of());

        assertThat(check(mapped, new FieldCatalogue(Source.LABELS, Map.of()), MappingRules.DEFAULT))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.attribute()).isEqualTo("custom9");
                    assertThat(finding.place()).containsExactly("destinations", "sales", "attributes", "custom9");
                    assertThat(finding.problem()).contains("among the labels");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "DATE, NUMERICAL, number",
        "DATE, CURRENCY, number",
        "DATE, PERCENTAGE, number",
        "DATE, BOOLEAN, ",
        "DATE, DATE_TIME, date-time",
        "DATE_TIME, DATE, date",
        "DATE_TIME, NUMERICAL, number",
        "NUMBER, DATE, date",
        "NUMBER, DATE_TIME, date-time"
    })
    void anAttributeWhoseFormatMakesWhatTheFieldCannotHoldIsBlocked(Format format, FieldType type, String fits) {
        String written = format.name().toLowerCase(Locale.ROOT).replace('_', '-');

        assertThat(check(formatted(format), field(type, "Points", null), MappingRules.DEFAULT))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.attribute()).isEqualTo("custom4");
                    assertThat(finding.segment()).isEmpty();
                    assertThat(finding.place())
                            .containsExactly("destinations", "sales", "attributes", "custom4", "format");
                    assertThat(finding.problem())
                            .startsWith("custom4 ('Points') is a field of type " + type.word() + " in Outreach")
                            .contains("format: " + written + " makes");
                    assertThat(finding.cure())
                            .startsWith(fits == null ? "Leave format out" : "Write format: " + fits + ",");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "DATE, DATE",
        "DATE_TIME, DATE_TIME",
        "NUMBER, NUMERICAL",
        "NUMBER, PERCENTAGE",
        "NUMBER, CURRENCY",
        "NUMBER, STRING",
        "DATE, STRING",
        "DATE, UNKNOWN",
        "DATE, INCLUSION",
        "TEXT, DATE",
        "BY_ATTRIBUTE, NUMERICAL"
    })
    void anAttributeWhoseFormatMayFitTheFieldIsWell(Format format, FieldType type) {
        assertThat(check(formatted(format), field(type, "Points", null), MappingRules.DEFAULT))
                .isEmpty();
    }

    @Test
    void aFormatForAnInclusionIsBlockedWhenNoOptionIsOfThatForm() {
        Destination number = formatted(Format.NUMBER);

        assertThat(check(number, field(FieldType.INCLUSION, "Stars", List.of("none", "5")), MappingRules.DEFAULT))
                .isEmpty();
        assertThat(check(number, field(FieldType.INCLUSION, "Stars", List.of("none", "five")), MappingRules.DEFAULT))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isTrue());
    }

    @Test
    void aTimeForAFieldWhoseFormOutreachMayCheckIsDoubtfulUnlessASettingBlocksIt() {
        FieldCatalogue url = field(FieldType.URL, "Page", null);

        assertThat(check(formatted(Format.DATE_TIME), url, MappingRules.DEFAULT))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isFalse());
        assertThat(check(formatted(Format.DATE_TIME), url, rules(Verdict.WARN, Verdict.BLOCK)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isTrue());
    }

    @Test
    void withoutTheScopeEveryMappingOfTheAccountIsBlocked() {
        Destination mapped = destination(Map.of("firstName", "person.name.firstName"), segments());

        List<MappingFinding> findings =
                MappingCheck.of(List.of(mapped), Optional.empty(), Set.of("prospects.read"), MappingRules.DEFAULT);

        assertThat(findings).extracting(MappingFinding::attribute).containsExactly("custom4", "firstName");
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.problem()).contains("lacks the scope prospects.write");
        });
    }

    @Test
    void aScopeOfAllIsEnoughAndScopesThatNobodyToldAreNoFinding() {
        Destination mapped = destination(Map.of(), segments());

        assertThat(MappingCheck.of(List.of(mapped), Optional.empty(), Set.of("prospects.all"), MappingRules.DEFAULT))
                .isEmpty();
        assertThat(MappingCheck.of(List.of(mapped), Optional.empty(), Set.of(), MappingRules.DEFAULT))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, true, true",
        "BOOLEAN, 0, true",
        "BOOLEAN, yes, false",
        "CURRENCY, -2147483647, true",
        "CURRENCY, 2147483648, false",
        "CURRENCY, 12.50, false",
        "CURRENCY, 99999999999999999999, false",
        "NUMERICAL, 12.50, true",
        "NUMERICAL, 1e999999999, true",
        "NUMERICAL, twelve, false",
        "PERCENTAGE, 5, true",
        "DATE, 2026-02-28, true",
        "DATE, 2026-02-30, false",
        "DATE, 2026-02-28T00:00:00, false",
        "DATE_TIME, 2026-02-28T09:30:00, true",
        "DATE_TIME, 2026-02-28T09:30:00Z, true",
        "DATE_TIME, 2026-02-28, false",
        "URL, https://example.com/x, true",
        "URL, example, false",
        "PHONE_NUMBER, +49 89 1234, true",
        "PHONE_NUMBER, realized, false",
        "STRING, anything, true",
        "UNKNOWN, anything, true"
    })
    void aTypeHoldsWhatItsFormAllows(FieldType type, String value, boolean holds) {
        assertThat(MappingCheck.holds(
                        new ProspectField("custom1", type, "", Optional.empty()), TextNode.valueOf(value)))
                .isEqualTo(holds);
    }

    private static List<MappingFinding> check(FieldCatalogue fields) {
        return check(fields, MappingRules.DEFAULT);
    }

    private static List<MappingFinding> check(FieldCatalogue fields, MappingRules rules) {
        return check(destination(Map.of(), segments()), fields, rules);
    }

    private static List<MappingFinding> check(Destination destination, FieldCatalogue fields, MappingRules rules) {
        return MappingCheck.of(List.of(destination), Optional.of(fields), ENOUGH, rules);
    }

    private static MappingRules rules(Verdict unlisted, Verdict formats) {
        return new MappingRules(unlisted, formats, MappingRules.DEFAULT.scopes());
    }

    private static FieldCatalogue field(FieldType type, String label, List<String> options) {
        return catalogue(new ProspectField("custom4", type, label, Optional.ofNullable(options)));
    }

    private static FieldCatalogue catalogue(ProspectField... fields) {
        return new FieldCatalogue(
                Source.TYPES,
                Arrays.stream(fields).collect(Collectors.toMap(ProspectField::name, Function.identity())));
    }

    private static Map<String, Segment> segments() {
        return Map.of(ID, new Segment(ID, "Hot accounts", 4));
    }

    private static Destination formatted(Format format) {
        return mapped(
                Map.of(
                        "custom4",
                        new AttributeMapping(
                                "loyalty.points",
                                false,
                                Letters.AS_WRITTEN,
                                format,
                                Input.PLAIN,
                                ZoneOffset.UTC,
                                null)),
                Map.of());
    }

    private static Destination destination(Map<String, String> paths, Map<String, Segment> segments) {
        return mapped(
                paths.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> AttributeMapping.of(each.getValue()))),
                segments);
    }

    private static Destination mapped(Map<String, AttributeMapping> attributes, Map<String, Segment> segments) {
        return new Destination(
                "sales",
                "",
                new Account("default", Quota.DOCUMENTED, 100),
                "oid",
                attributes,
                segments,
                Destination.NullValues.IGNORE);
    }
}
