package dev.outreachroutes.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.Fault;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Membership.Status;
import dev.outreachroutes.profile.Place;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProspectMapperTest {

    private static final Instant RECORDED = Instant.parse("2026-03-07T08:00:00Z");
    private static final Position POSITION = new Position(3, 17, RECORDED);
    private static final Instant LATEST = Instant.parse("2026-03-07T08:10:00Z");
    private static final String OID_7 = "\"identityMap\": {\"oid\": [{\"id\": \"7\"}]}";

    @Test
    void aMappedSegmentsStatusIsDatedByItsQualification() {
        assertThat(map("{%s, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\": \"Existing\","
                        + " \"lastQualificationTime\": \"2026-03-05T11:02:19.123456789Z\"}}}}"))
                .containsExactly(change(7, "custom4", "realized", Instant.parse("2026-03-05T11:02:19.123456Z")));
    }

    @Test
    void aStatusWithoutQualificationAndAttributesAreDatedByTheRecord() {
        assertThat(map("{%s, \"person\": {\"first\": \"Ada\"}, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\":"
                        + " \"exited\"}}}}"))
                .containsExactly(new ProspectChange(
                        7,
                        Map.of(
                                "custom4",
                                        new DatedValue(TextNode.valueOf("exited"), RECORDED, POSITION, Status.EXITED),
                                "firstName", new DatedValue(TextNode.valueOf("Ada"), RECORDED, POSITION))));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z, exited",
        "2026-01-02T00:00:00Z, 2026-01-01T00:00:00Z, realized",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, exited",
        "2026-01-01T00:00:00.000000900Z, 2026-01-01T00:00:00.000000100Z, exited"
    })
    void ofOneSegmentInTwoNamespacesTheLaterQualificationCounts(String realized, String exited, String winner) {
        String body = "{%s, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\": \"realized\","
                + " \"lastQualificationTime\": \"" + realized + "\"}}, \"AAM\": {\"s4\": {\"status\": \"exited\","
                + " \"lastQualificationTime\": \"" + exited + "\"}}}}";

        assertThat(map(body)).singleElement().isInstanceOfSatisfying(ProspectChange.class, change -> assertThat(
                        change.attributes().get("custom4").value().textValue())
                .isEqualTo(winner));
    }

    @Test
    void everyUsableIdGetsTheSameChangeOnce() {
        assertThat(map(
                        "{\"identityMap\": {\"Oid\": [{\"id\": \"7\"}, {\"id\": 9223372036854775807}], \"OID\": [{\"id\": \" 7\\t\"}]},"
                                + " \"person\": {\"first\": \"Ada\"}}"))
                .containsExactly(
                        change(7, "firstName", "Ada", RECORDED), change(Long.MAX_VALUE, "firstName", "Ada", RECORDED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"segmentMembership\": {}, \"person\": {\"first\": \"Ada\"}}",
                "{\"identityMap\": null}",
                "{\"identityMap\": {\"oid\": null}}",
                "{\"identityMap\": {\"ecid\": [{}]}, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\": \"SECRET\"}}}}",
                "{\"identityMap\": {\"ecid\": [{\"id\": \"7\"}]}}",
                "{\"identityMap\": {\"oid\": []}}"
            })
    void aProfileWithoutOutreachIdIsExcluded(String body) {
        assertThat(map(body)).singleElement().isInstanceOfSatisfying(Exclusion.class, exclusion -> {
            assertThat(exclusion.reason()).isEqualTo(Reason.NO_OUTREACH_ID);
            assertThat(exclusion.subject()).isEqualTo("oid");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"PR-48213\"",
                "\"\"",
                "\"0\"",
                "0",
                "-7",
                "\"+7\"",
                "\"007\"",
                "7.5",
                "7e1",
                "\"٧\"",
                "\"7 8\"",
                "9223372036854775808",
                "\"99999999999999999999\""
            })
    void anIdThatIsNoProspectsNumberIsExcludedAndTheOthersAreNot(String id) {
        List<Mapping> mappings = map("{\"identityMap\": {\"oid\": [{\"id\": " + id + "}, {\"id\": 7}, {\"id\": " + id
                + "}]}, \"person\": {\"first\": \"Ada\"}}");

        assertThat(mappings).contains(change(7, "firstName", "Ada", RECORDED)).hasSize(2);
        assertThat(reasons(mappings)).containsExactly(Reason.ID_NOT_NUMERIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\": null}", "{\"id\": [7]}", "{}", "null", "true", "{\"key\": 7}"})
    void anIdentityThatCannotBeUnderstoodIsToldAndTheOthersGetTheirChange(String identity) {
        List<Mapping> mappings =
                map("{\"identityMap\": {\"oid\": [{\"id\": 7}, " + identity + "]}, \"person\": {\"first\": \"Ada\"}}");

        assertThat(mappings)
                .containsExactlyInAnyOrder(
                        change(7, "firstName", "Ada", RECORDED),
                        misread("/identityMap/oid/1", Fault.Kind.IDENTITY, "has no ID that is a text or a number"));
        assertThat(map("{\"identityMap\": {\"oid\": [" + identity + "]}}"))
                .singleElement()
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void anIdMayHaveBlanksAroundIt() {
        assertThat(map("{\"identityMap\": {\"oid\": [{\"id\": \"\u00a07 \"}]}, \"person\": {\"first\": \"Ada\"}}"))
                .containsExactly(change(7, "firstName", "Ada", RECORDED));
    }

    @Test
    void aProfileOfMoreProspectsThanAPersonIsIsToldAndChangesNone() {
        String ids = IntStream.rangeClosed(1, 51).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String profile = "{\"identityMap\": {\"oid\": [" + ids + "]}, \"person\": {\"first\": \"Ada\"}}";

        assertThat(map(profile))
                .containsExactly(misread("/identityMap", Fault.Kind.MANY_IDENTITIES, "names more than 50 prospects"));
        assertThat(map(profile.replace(",51]", "]"))).hasSize(50).allMatch(ProspectChange.class::isInstance);
    }

    @Test
    void withoutAnyUsableIdNothingElseIsSaid() {
        assertThat(
                        reasons(
                                map(
                                        "{\"identityMap\": {\"oid\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}, \"person\": {\"first\": []}}")))
                .containsExactly(Reason.ID_NOT_NUMERIC, Reason.ID_NOT_NUMERIC);
    }

    @Test
    void aMembershipThatCannotBeReadLeavesTheRest() {
        List<Mapping> mappings = map("{%s, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\": \"SECRET\"}, \"s5\":"
                + " {\"status\": \"exited\"}, \"unmapped\": {\"status\": \"SECRET\"}}}}");

        assertThat(mappings)
                .containsExactly(
                        change(7, "custom5", "exited", RECORDED),
                        misread(
                                "/segmentMembership/ups/s4/status",
                                Fault.Kind.STATUS,
                                "is none of realized, exited and existing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-07T08:10:01Z", "2999-01-01T00:00:00Z"})
    void aQualificationInTheFutureIsDatedByTheRecordAndTold(String time) {
        assertThat(map("{%s, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\": \"exited\","
                        + " \"lastQualificationTime\": \"" + time + "\"}}}}"))
                .containsExactly(
                        change(7, "custom4", "exited", RECORDED),
                        new FutureQualification(Place.BODY
                                .child("segmentMembership")
                                .child("ups")
                                .child("s4")));
    }

    @Test
    void aQualificationMayBeALittleLaterThanNow() {
        assertThat(map("{%s, \"segmentMembership\": {\"ups\": {\"s4\": {\"status\": \"exited\","
                        + " \"lastQualificationTime\": \"2026-03-07T08:10:00Z\"}}}}"))
                .containsExactly(change(7, "custom4", "exited", LATEST));
    }

    @Test
    void anAttributeThatCannotBeSentLeavesTheRest() {
        List<Mapping> mappings = map("{%s, \"person\": {\"first\": \"" + "SECRET".repeat(100)
                + "\", \"born\": \"SECRET\", \"address\": [\"SECRET\"], \"company\": \"Acme\"}}");

        assertThat(mappings)
                .contains(change(7, "company", "Acme", RECORDED))
                .contains(new Exclusion(
                        Reason.TOO_LONG,
                        "firstName",
                        "The value at person.first is longer than 255 characters, which firstName cannot hold"));
        assertThat(mappings.stream().filter(Exclusion.class::isInstance).map(Exclusion.class::cast))
                .extracting(Exclusion::subject, Exclusion::reason)
                .containsExactlyInAnyOrder(
                        tuple("firstName", Reason.TOO_LONG),
                        tuple("dateOfBirth", Reason.WRONG_TYPE),
                        tuple("emails", Reason.NOT_A_SCALAR));
        assertThat(mappings.toString()).doesNotContain("SECRET");
    }

    @Test
    void aSpecificExclusionStandsAloneWhenNothingIsLeftToSend() {
        assertThat(reasons(map("{%s, \"person\": {\"born\": \"never\"}}"))).containsExactly(Reason.WRONG_TYPE);
        assertThat(map("{%s, \"segmentMembership\": {\"ups\": {\"s4\": 5}}}"))
                .containsExactly(misread("/segmentMembership/ups/s4", Fault.Kind.SHAPE, "is not an object"));
    }

    @Test
    void aProfileWithNothingMappedIsExcluded() {
        assertThat(map("{%s, \"person\": {\"middle\": \"B\"}, \"segmentMembership\": {\"ups\": {\"s9\": {\"status\":"
                        + " \"exited\"}}}}"))
                .containsExactly(new Exclusion(
                        Reason.NOTHING_MAPPED,
                        "event",
                        "The profile has no segment and no attribute that emea-sales maps"));
    }

    @Test
    void aBadIdBesideAUsableOneDoesNotExplainThatNothingIsMapped() {
        assertThat(reasons(map("{\"identityMap\": {\"oid\": [{\"id\": \"x\"}, {\"id\": 7}]}}")))
                .containsExactly(Reason.ID_NOT_NUMERIC, Reason.NOTHING_MAPPED);
    }

    @Test
    void nullMeansAbsentUnlessTheDestinationClears() {
        String body = "{%s, \"person\": {\"first\": null, \"address\": null}}";

        assertThat(reasons(map(body))).containsExactly(Reason.NOTHING_MAPPED);
        assertThat(map(body, NullValues.CLEAR))
                .containsExactly(new ProspectChange(
                        7,
                        Map.of(
                                "firstName", new DatedValue(NullNode.instance, RECORDED, POSITION),
                                "emails", new DatedValue(NullNode.instance, RECORDED, POSITION))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\\u00a0", "\\u200b\\ufeff", "\\u0000"})
    void aTextWithNothingToSeeInItIsLikeNull(String nothing) {
        String body = "{%s, \"person\": {\"first\": \"" + nothing + "\", \"address\": \"" + nothing + "\", \"born\": \""
                + nothing + "\"}}";
        DatedValue cleared = new DatedValue(NullNode.instance, RECORDED, POSITION);

        assertThat(reasons(map(body))).containsExactly(Reason.NOTHING_MAPPED);
        assertThat(map(body, NullValues.CLEAR))
                .containsExactly(
                        new ProspectChange(7, Map.of("firstName", cleared, "emails", cleared, "dateOfBirth", cleared)));
    }

    @Test
    void anAttributeBelowNullIsAbsent() {
        assertThat(reasons(map("{%s, \"person\": null}", NullValues.CLEAR))).containsExactly(Reason.NOTHING_MAPPED);
    }

    @Test
    void aDestinationThatMapsAnUnknownAttributeIsRefusedAtOnce() {
        assertThatThrownBy(() -> new ProspectMapper(
                        destination(Map.of("firstname", AttributeMapping.of("a")), NullValues.IGNORE)))
                .hasMessage("Prospects have no attribute named firstname");
    }

    @Test
    void theSampleEventsNameSixProspectsAndTwoExclusions() throws Exception {
        Account account = new Account("default", Quota.DOCUMENTED, Account.DEFAULT_PACE);
        Destination sample = new Destination(
                "emea-sales",
                "",
                account,
                "oid",
                Map.of(
                        "firstName",
                        AttributeMapping.of("person.name.firstName"),
                        "lastName",
                        AttributeMapping.of("person.name.lastName")),
                Map.of(
                        "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10",
                        new Segment("3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10", "Hot accounts EMEA", 4),
                        "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741",
                        new Segment("a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741", "Trial day 10", 5),
                        "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352",
                        new Segment("c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352", "Third", 6)),
                NullValues.IGNORE);
        ProspectMapper mapper = new ProspectMapper(sample);
        List<List<Mapping>> mappings = new ArrayList<>();
        byte[] events = getClass()
                .getResourceAsStream("/dev/outreachroutes/sample-events.jsonl")
                .readAllBytes();
        new ProfileReader().read(events, new Faults(), event -> mappings.add(mapper.map(event, POSITION, LATEST)));

        assertThat(mappings)
                .extracting(ProspectMapperTest::summary)
                .containsExactly(
                        "48213 custom4=realized firstName=Mira lastName=Okafor",
                        "48213 custom4=exited firstName=Mira lastName=Okafor",
                        "51907 custom4=realized custom5=exited firstName=Tomás lastName=Vidal",
                        "48213 custom5=realized firstName=Mira lastName=Okafor-Lindqvist",
                        "60011 custom6=realized firstName=Jun lastName=Albrecht"
                                + ", 60422 custom6=realized firstName=Jun lastName=Albrecht",
                        "no-outreach-id",
                        "33870 custom4=realized custom6=exited firstName=Elke lastName=Brandt",
                        "72205 custom5=realized",
                        "48213 custom4=realized firstName=Mira lastName=Okafor",
                        "id-not-numeric, 48213 custom4=realized firstName=Mira");
        assertThat(((ProspectChange) mappings.get(7).get(0))
                        .attributes()
                        .get("custom5")
                        .clock())
                .isEqualTo("2026-03-05T13:20:11.591378Z");
    }

    private static String summary(List<Mapping> mappings) {
        return String.join(
                ", ",
                mappings.stream()
                        .map(mapping -> mapping instanceof ProspectChange change
                                ? change.prospectId() + " "
                                        + String.join(
                                                " ",
                                                change.attributes().entrySet().stream()
                                                        .map(entry -> entry.getKey() + "="
                                                                + entry.getValue()
                                                                        .value()
                                                                        .asText())
                                                        .sorted()
                                                        .toList())
                                : ((Exclusion) mapping).reason().label())
                        .toList());
    }

    private static List<Reason> reasons(List<Mapping> mappings) {
        return mappings.stream()
                .filter(Exclusion.class::isInstance)
                .map(mapping -> ((Exclusion) mapping).reason())
                .toList();
    }

    private static ProspectChange change(long prospect, String attribute, String text, Instant clock) {
        JsonNode value = TextNode.valueOf(text);
        return new ProspectChange(
                prospect, Map.of(attribute, new DatedValue(value, clock, POSITION, Status.named(text))));
    }

    private static Unreadable misread(String place, Fault.Kind kind, String reason) {
        Place found = Place.BODY;
        for (String step : place.substring(1).split("/")) {
            found = step.matches("[0-9]+") ? found.child(Integer.parseInt(step)) : found.child(step);
        }
        return new Unreadable(new Fault(found, kind, reason));
    }

    private static List<Mapping> map(String body) {
        return map(body, NullValues.IGNORE);
    }

    private static List<Mapping> map(String body, NullValues nullValues) {
        byte[] bytes = body.replace("%s", OID_7).getBytes(UTF_8);
        List<ProfileEvent> events = new ArrayList<>();
        new ProfileReader().read(bytes, new Faults(), events::add);
        Map<String, AttributeMapping> attributes = Map.of(
                "firstName", AttributeMapping.of("person.first"),
                "company", AttributeMapping.of("person.company"),
                "dateOfBirth", AttributeMapping.of("person.born"),
                "emails", AttributeMapping.of("person.address"));
        return new ProspectMapper(destination(attributes, nullValues))
                .map(events.get(0), POSITION, LATEST).stream()
                        .map(ProspectMapperTest::withoutSegments)
                        .toList();
    }

    private static Mapping withoutSegments(Mapping mapping) {
        if (mapping instanceof ProspectChange change) {
            assertThat(change.segments()).isEqualTo(Map.of("custom4", "s4", "custom5", "s5"));
            return new ProspectChange(change.prospectId(), change.attributes(), change.consents(), change.happened());
        }
        return mapping;
    }

    private static Destination destination(Map<String, AttributeMapping> attributes, NullValues nullValues) {
        Account account = new Account("default", Quota.DOCUMENTED, Account.DEFAULT_PACE);
        Map<String, Segment> segments = Map.of("s4", new Segment("s4", "Four", 4), "s5", new Segment("s5", "Five", 5));
        return new Destination("emea-sales", "", account, "oid", attributes, segments, nullValues);
    }
}
