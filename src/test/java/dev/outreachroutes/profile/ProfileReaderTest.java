package dev.outreachroutes.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.sun.management.ThreadMXBean;
import dev.outreachroutes.profile.Membership.Status;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {

    @Test
    void readsAttributesMembershipsAndIdentities() {
        ProfileEvent event = event(
                """
                {"person": {"name": {"firstName": "Ada"}},
                 "segmentMembership": {
                   "ups": {"s1": {"status": "realized", "lastQualificationTime": "2026-03-05T11:02:19Z", "name": "One"}},
                   "AAM": {"s2": {"status": "exited"}}},
                 "identityMap": {"OID": [{"id": "7", "primary": true}, {"id": 8, "authenticatedState": "ambiguous"}]}}
                """);

        assertThat(event.attribute("person.name.firstName").asText()).isEqualTo("Ada");
        assertThat(event.attribute("person.name.lastName").isMissingNode()).isTrue();
        assertThat(event.memberships())
                .extracting(
                        Membership::segmentId, Membership::status, Membership::lastQualificationTime, Membership::fault)
                .containsExactly(
                        tuple("s1", Status.REALIZED, Instant.parse("2026-03-05T11:02:19Z"), null),
                        tuple("s2", Status.EXITED, null, null));
        assertThat(ids(event, "Oid")).containsExactly("7", "8");
        assertThat(event.identities("ecid")).isEmpty();
    }

    @Test
    void theIdOfASegmentIsTheSameInCapitalLettersIfItIsAUuid() {
        ProfileEvent event = event(
                """
                {"segmentMembership": {"ups": {
                   "3F6C2B1E-8D47-4a9e-B0C5-71E2D94F6A10": {"status": "realized"},
                   "Spring-Launch": {"status": "realized"}}}}
                """);

        assertThat(event.memberships())
                .extracting(Membership::segmentId)
                .containsExactly("3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10", "Spring-Launch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"segmentMembership\": {}}",
                "{\"identityMap\": {}}",
                "{\"segmentMembership\": null, \"identityMap\": null}",
                "{\"segmentMembership\": {}, \"identityMap\": {}}",
                "{\"segmentMembership\": {\"ups\": null}, \"identityMap\": {\"oid\": null}}",
            })
    void aProfileMayHaveNoMembershipsAndNoIdentities(String body) {
        assertThat(event(body).memberships()).isEmpty();
        assertThat(event(body).identities("oid")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "realized,REALIZED",
        "Realized,REALIZED",
        "existing,REALIZED",
        "EXISTING,REALIZED",
        "exited,EXITED",
        "'EXITED ',EXITED",
        "\u00a0realized\\t,REALIZED"
    })
    void statusesAreReadInAnyCaseWithBlanksAroundThemAndExistingIsRealized(String text, Status status) {
        assertThat(membership("{\"status\": \"" + text + "\"}").status()).isEqualTo(status);
    }

    @Test
    void aQualificationTimeMayBeCountedInMilliseconds() {
        assertThat(membership("{\"status\": \"exited\", \"lastQualificationTime\": 1767182400000}")
                        .lastQualificationTime())
                .isEqualTo("2025-12-31T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | | SHAPE | is not an object",
                "null | | SHAPE | is not an object",
                "{} | /status | STATUS | is none of realized, exited and existing",
                "{\"status\": \"SECRET\"} | /status | STATUS | is none of realized, exited and existing",
                "{\"status\": [\"realized\"]} | /status | STATUS | is none of realized, exited and existing",
                "{\"status\": \"exited\", \"lastQualificationTime\": \"SECRET\"} | /lastQualificationTime | TIME |"
                        + " is neither a date and time nor a count of seconds or milliseconds since 1970",
                "{\"status\": \"exited\", \"lastQualificationTime\": 99999999999999999999} | /lastQualificationTime | TIME |"
                        + " is neither a date and time nor a count of seconds or milliseconds since 1970",
                "{\"status\": \"exited\", \"lastQualificationTime\": 1.5} | /lastQualificationTime | TIME |"
                        + " is neither a date and time nor a count of seconds or milliseconds since 1970",
                "{\"status\": \"exited\", \"xdm:lastQualificationTime\": 1} | /lastQualificationTime | TIME |"
                        + " is neither a date and time nor a count of seconds or milliseconds since 1970",
            })
    void aMembershipThatCannotBeUnderstoodSaysSoAndLeavesTheRestOfTheEvent(
            String membership, String place, Fault.Kind kind, String reason) {
        ProfileEvent event = event("{\"segmentMembership\": {\"ups\": {\"s1\": " + membership
                + ", \"s2\": {\"status\": \"exited\"}}}, \"identityMap\": {\"oid\": [{\"id\": \"7\"}]}}");

        assertThat(event.memberships()).extracting(Membership::segmentId).containsExactly("s1", "s2");
        assertThat(event.memberships()).extracting(Membership::status).containsExactly(null, Status.EXITED);
        Fault fault = event.memberships().get(0).fault();
        assertThat(fault.place()).hasToString("/segmentMembership/ups/s1" + (place == null ? "" : place));
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.reason()).isEqualTo(reason);
        assertThat(ids(event, "oid")).containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\": \"7\"}", "[\"7\"]", "[7]", "\"7\"", "7", "[{\"id\": 7}]"})
    void anIdentityIsReadInAnyOfItsForms(String identity) {
        assertThat(ids(event("{\"identityMap\": {\"oid\": " + identity + "}}"), "oid"))
                .containsExactly("7");
    }

    @Test
    void identityNamespacesThatDifferInCaseAreOneInDocumentOrder() {
        assertThat(ids(
                        event(
                                "{\"identityMap\": {\"Oid\": [{\"id\": \"3\"}], \"oid\": [{\"id\": \"1\"}, {\"id\": \"2\"}]}}"),
                        "OID"))
                .containsExactly("3", "1", "2");
    }

    @Test
    void anIdentityWithoutAnIdSaysSoAndLeavesTheOthers() {
        List<Identity> identities = event(
                        "{\"identityMap\": {\"oid\": [{}, {\"id\": null}, {\"id\": [7]}, null, true, {\"id\": \"7\"}, 60000.0, \"\"]}}")
                .identities("oid");

        assertThat(identities)
                .extracting(Identity::id)
                .containsExactly(null, null, null, null, null, "7", "60000.0", "");
        assertThat(identities.get(2).fault())
                .isEqualTo(new Fault(
                        Place.BODY.child("identityMap").child("oid").child(2),
                        Fault.Kind.IDENTITY,
                        "has no ID that is a text or a number"));
    }

    @Test
    void ofTwoMembersWithTheSameNameTheLaterCounts() {
        assertThat(ids(event("{\"identityMap\": {\"oid\": [{\"id\": \"1\"}], \"oid\": [{\"id\": \"2\"}]}}"), "oid"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | body: is not a JSON object",
                "null | body: is not a JSON object",
                "\"SECRET\" | body: is not a JSON object",
                "\" {SECRET\" | body: is a text with JSON in it, and not a JSON object",
                "{\"identityMap\": [\"SECRET\"]} | /identityMap: is not an object",
                "{\"identityMap\": \"SECRET\"} | /identityMap: is not an object",
                "[[]] | /0: is not a JSON object",
                "{\"profiles\": [{\"identityMap\": 7}]} | /profiles/0/identityMap: is not an object",
                "{} | body: has neither identityMap nor segmentMembership: it is empty",
                "{\"a@SECRET.org\": 1, \"SECRET SECRET\": 1} | body: has neither identityMap nor segmentMembership, but 2 other members",
                "{\"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1, \"f\": 1} | body: has neither identityMap nor segmentMembership,"
                        + " but a, b, c, d, e and 1 more",
                "{\"xdmEntity\": 5} | /xdmEntity: is the xdmEntity of a message of Adobe's pipeline, and there is no JSON object in it",
                "{\"body\": {\"xdmEntity\": {\"a\": 1}}} | /body/xdmEntity: has neither identityMap nor segmentMembership, but a",
                "{\"schema\": null, \"payload\": null} | /payload: is the payload of Kafka Connect's envelope, and there is no JSON object in it",
                "{\"schema\": {}, \"payload\": \"SECRET\"} | /payload: is the payload of Kafka Connect's envelope, and there is no JSON object in it",
                "{\"specversion\": \"1.0\", \"type\": \"t\", \"source\": \"s\"} | /data_base64: is the data of a CloudEvent, and there is no JSON object in it",
                "{\"specversion\": \"1.0\", \"type\": \"t\", \"source\": \"s\", \"data\": \"<SECRET/>\"} | /data: is the data of a CloudEvent, and there is no JSON object in it",
                "{\"AdobeExperiencePlatformSegments\": []} | body: has neither identityMap nor segmentMembership, but AdobeExperiencePlatformSegments",
                "{\"profiles\": {\"identityMap\": {}}} | body: has neither identityMap nor segmentMembership, but profiles",
                "{\"xdm:identityMap\": 5} | /xdm:identityMap: is not an object",
            })
    void whatIsNoProfileIsAFaultAtItsPlaceThatSaysWhatItIs(String body, String fault) {
        Body read = read(body);

        assertThat(read.events).isEmpty();
        assertThat(read.told()).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"segmentMembership\": \"SECRET\"%s | /segmentMembership: is not an object",
                "{\"segmentMembership\": []%s | /segmentMembership: is not an object",
                "{\"segmentMembership\": {\"ups\": [\"SECRET\"], \"AAM\": null}%s | /segmentMembership/ups: is not an object",
                "{\"segmentMembership\": {\"s1\": {\"status\": \"realized\"}}%s | /segmentMembership/s1: is a membership, and not the segments of a namespace",
                "{\"segmentMembership\": {\"s1\": {\"lastQualificationTime\": 1772708539}}%s | /segmentMembership/s1: is a membership, and not the segments of a namespace",
                "{\"SegmentMembership\": []%s | /SegmentMembership: is not an object",
                "{\"AdobeExperiencePlatformSegments\": {\"add\": \"SECRET\"}%s | /AdobeExperiencePlatformSegments/add: is not a list of segment IDs",
                "{\"AdobeExperiencePlatformSegments\": {\"remove\": [{}]}%s | /AdobeExperiencePlatformSegments/remove/0: is not a segment ID",
                "{\"AdobeExperiencePlatformSegments\": 7%s | /AdobeExperiencePlatformSegments: is not an object with add and remove",
            })
    void membershipsOfAWrongShapeAreAFaultAndTheRestOfTheProfileIsRead(String body, String fault) {
        Body read = read(body.replace("%s", ", \"n\": 7, \"identityMap\": {\"oid\": [{\"id\": 1}]}}"));

        assertThat(read.told()).containsExactly(fault);
        assertThat(ids(read.event(), "oid")).containsExactly("1");
        assertThat(read.event().attribute("n").asInt()).isEqualTo(7);
        assertThat(read.event().memberships()).isEmpty();
    }

    @Test
    void whatIsWrongWithANamespaceOfIdentitiesConcernsOnlyThoseWhoUseIt() {
        ProfileEvent event =
                event("{\"identityMap\": {\"o/i~d\": true, \"\\u0000\\ud800\": true, \"oid\": [{\"id\": 1}]}}");

        assertThat(ids(event, "oid")).containsExactly("1");
        assertThat(event.identities("o/i~d").get(0).fault().place()).hasToString("/identityMap/o~1i~0d");
        assertThat(event.identities("\u0000\ud800").get(0).fault().place()).hasToString("/identityMap/??");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s, 5, %s]", "{\"profiles\": [%s, 5, %s]}", "%s\n5\n%s", "%s 5 %s"})
    void oneUnreadableDocumentLeavesItsNeighbours(String form) {
        Body body = read(form.formatted(
                "{\"identityMap\": {\"oid\": [{\"id\": 1}]}}", "{\"identityMap\": {\"oid\": [{\"id\": 2}]}}"));

        assertThat(body.events).flatExtracting(event -> ids(event, "oid")).containsExactly("1", "2");
        assertThat(body.told()).singleElement().asString().endsWith(": is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET",
                "{\"a\": ",
                "{\"a\": \"SECRET",
                "}",
                "{\"identityMap\": {}} SECRET",
                "{\"identityMap\": {}}}",
                "\"\\uZZZZ\""
            })
    void aDamagedLineLeavesTheOtherLines(String damaged) {
        Body body = read(profile(1) + "\n" + damaged + "\n\n" + profile(2) + "\r\n" + profile(3) + "\n");

        assertThat(body.events).hasSize(damaged.startsWith("{\"i") ? 4 : 3);
        assertThat(body.told())
                .singleElement()
                .asString()
                .startsWith("line 2: ")
                .doesNotContain("SECRET");
        assertThat(body.events.get(body.events.size() - 1).place()).hasToString("line 5");
    }

    @Test
    void theFirstLineMayBeTheDamagedOne() {
        Body body = read("{\"a\": \n" + profile(2) + "\n" + profile(3));

        assertThat(body.events).hasSize(2);
        assertThat(body.told()).containsExactly("line 1: ends in the middle of a JSON value");
    }

    @Test
    void aDamagedDocumentOverSeveralLinesIsOneFault() {
        assertThat(read("{\n  \"identityMap\": {\n    \"oid\": [\n      {\"id\": 7}\n    ],,\n  }\n}")
                        .told())
                .containsExactly("body: is not JSON in line 5, near column 7");
    }

    @Test
    void documentsOverSeveralLinesBeforeADamagedLineAreRead() {
        Body body = read("{\n  \"identityMap\": {}\n}\n" + profile(2) + "\noops\n" + profile(3));

        assertThat(body.events)
                .extracting(event -> event.place().toString())
                .containsExactly("line 1", "line 4", "line 6");
        assertThat(body.told()).containsExactly("line 5: is not JSON in line 5, near column 1");
    }

    @Test
    void aDamagedEndBehindWholeDocumentsIsTheOnlyFault() {
        Body body = read(profile(1) + "\n" + profile(2) + "\n{\"identityMap\":");

        assertThat(body.events).hasSize(2);
        assertThat(body.told()).containsExactly("line 3: ends in the middle of a JSON value");
    }

    @Test
    void placesOfSeveralDocumentsBeginWithTheLine() {
        assertThat(read(profile(1) + "\n{\"segmentMembership\": 5}").told())
                .containsExactly("line 2/segmentMembership: is not an object");
    }

    @Test
    void aTruncatedBodySaysSo() {
        assertThat(read("[{\"n\": 1}, {\"n\": ").told()).containsExactly("body: ends in the middle of a JSON value");
    }

    @Test
    void aListThatIsNotJsonIsRefusedWhole() {
        assertThat(read("[{\"n\": 1}, {\"n\": SECRET}]").told())
                .containsExactly("body: is not JSON in line 1, near column 18");
    }

    @Test
    void anEmptyListHasNoDocuments() {
        for (String body : List.of("[]", "{\"profiles\": []}")) {
            assertThat(read(body).events).isEmpty();
            assertThat(read(body).told()).isEmpty();
        }
    }

    @Test
    void aProfileMayHaveAnAttributeNamedProfiles() {
        assertThat(ids(event("{\"profiles\": [1], \"identityMap\": {\"oid\": [{\"id\": 7}]}}"), "oid"))
                .containsExactly("7");
    }

    @Test
    void anAbsentOrBlankBodyIsAFault() {
        assertThat(new Body(null).told()).containsExactly("body: is absent");
        for (String blank : List.of("", "\uFEFF", " \r\n\t")) {
            assertThat(read(blank).told()).containsExactly("body: is empty");
        }
    }

    @Test
    void theFirstFaultsAreKeptAndTheOthersCounted() {
        Body body = read("[" + "0,".repeat(50_000) + profile(1) + "]");

        assertThat(body.told())
                .hasSize(20)
                .startsWith("/0: is not a JSON object")
                .endsWith("/19: is not a JSON object");
        assertThat(body.faults.more()).isEqualTo(49_980);
        assertThat(body.events).hasSize(1);
    }

    /** Were each told its line from the beginning, this would take minutes. */
    @Test
    @Timeout(60)
    void theTimeForBrokenLinesGrowsWithTheirNumberOnly() {
        Body body = read(("{\"broken\": " + "x".repeat(60) + "\n").repeat(90_000) + profile(1));

        assertThat(body.told()).hasSize(20);
        assertThat(body.faults.more()).isEqualTo(89_980);
        assertThat(body.events).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{", "[", "{\"a\": 1,", "}", "0 x", "{} x"})
    void twiceTheDamagedLinesCostTwiceTheWork(String line) {
        long once = bytesAllocatedFor((line + "\n").repeat(10_000) + profile(1));
        long twice = bytesAllocatedFor((line + "\n").repeat(20_000) + profile(1));

        assertThat(twice).isLessThan(3 * once);
        assertThat(once).as("for a line").isLessThan(10_000 * 20_000L);
    }

    /** Work that does not depend on how busy the machine is. */
    private static long bytesAllocatedFor(String body) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] bytes = body.getBytes(UTF_8);
        long before = threads.getCurrentThreadAllocatedBytes();
        new ProfileReader().read(bytes, new Faults(), event -> {});
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void whatIsPrintedOfAPlaceHasABoundWhateverItsNames() {
        String name = "/~".repeat(400);
        String profile = "{\"identityMap\": {}, \"segmentMembership\": {\"" + name + "\": {\"" + name + "\": {}}}}";

        assertThat(event(profile).memberships().get(0).fault().place().toString())
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 65, 200, 100_001})
    void aSchemaRegistrysFrameBeforeTheJsonIsSkipped(int schemaId) {
        byte[] json = profile(7).getBytes(UTF_8);

        assertThat(new Body(ByteBuffer.allocate(json.length + 5)
                                .put((byte) 0)
                                .putInt(schemaId)
                                .put(json)
                                .array())
                        .event())
                .isNotNull();
        assertThat(new Body(ByteBuffer.allocate(json.length + 9)
                                .put((byte) 0)
                                .putLong(schemaId)
                                .put(json)
                                .array())
                        .event())
                .isNotNull();
    }

    @Test
    void aFrameWithSomethingElseBehindItIsNamed() {
        byte[] avro = ByteBuffer.allocate(9)
                .put((byte) 0)
                .putInt(7)
                .put(new byte[] {14, 'A', 'd', 'a'})
                .array();
        byte[] broken =
                ByteBuffer.allocate(6).put((byte) 0).putInt(7).put((byte) '{').array();

        for (byte[] body : List.of(avro, broken)) {
            assertThat(new Body(body).faults.first()).singleElement().satisfies(fault -> {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.FRAME);
                assertThat(fault.reason()).startsWith("begins with a schema registry's frame, and what follows ");
            });
        }
        assertThat(new Body(profile(1).getBytes(StandardCharsets.UTF_16BE)).faults.first())
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.NO_JSON);
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(ids(event("\uFEFF{\"identityMap\": {\"oid\": [{\"id\": 7}]}}"), "oid"))
                .containsExactly("7");
    }

    @Test
    void bytesThatAreNotUtf8AreAFault() {
        assertThat(new Body("{\"name\": \"Tomás\"}".getBytes(StandardCharsets.ISO_8859_1)).told())
                .containsExactly("body: is not UTF-8 in line 1");
        assertThat(new Body("{\n\"name\":\n\"Tomás\"\n}".getBytes(StandardCharsets.ISO_8859_1)).told())
                .containsExactly("body: is not UTF-8 in line 3");
        assertThat(new Body("{}".getBytes(StandardCharsets.UTF_16LE)).told()).isNotEmpty();
    }

    @Test
    void aLineThatIsNotUtf8LeavesTheOtherLines() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Stream.of(
                        "{\"identityMap\": {}, \"name\": \"Tomás\"}\n".getBytes(UTF_8),
                        new byte[] {'{', '"', (byte) 0xC3, '"', '}', '\n'})
                .forEach(bytes::writeBytes);
        bytes.writeBytes("{\"identityMap\": {}, \"name\": \"Jun\"}".getBytes(UTF_8));

        Body body = new Body(bytes.toByteArray());

        assertThat(body.events)
                .extracting(event -> event.attribute("name").asText())
                .containsExactly("Tomás", "Jun");
        assertThat(body.told()).containsExactly("line 2: is not UTF-8 in line 2");
    }

    @Test
    void bombsAreRefusedWithoutTheirContent() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String longText = "{\"a\": \"" + "SECRET".repeat(200_000) + "\"}";
        String longName = "{\"" + "SECRET".repeat(200) + "\": 1}";
        String longNumber = "{\"a\": " + "9".repeat(200) + "}";
        String manyTokens = "[" + "5,".repeat(1_100_000) + "5]";

        assertThat(List.of(deep, longText, longName, longNumber, manyTokens))
                .allSatisfy(bomb -> assertThat(read(bomb).told())
                        .singleElement()
                        .asString()
                        .startsWith("body: is larger than this reader allows")
                        .doesNotContain("SECRET"));
        assertThat(new Body(new byte[ProfileReader.LARGEST_BODY + 1]).told())
                .containsExactly("body: is larger than 8388608 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e2147483648", "-1e-99999999999", "1e999999999", "1e-2147483647"})
    void numbersBeyondAllBoundsNeverThrow(String number) {
        Body body = read(
                "{\"a\": " + number + ", \"identityMap\": {\"oid\": [" + number + "]}, \"segmentMembership\": {\"ups\":"
                        + " {\"s\": {\"status\": \"exited\", \"lastQualificationTime\": " + number + "}}}}");

        assertThat(body.events.size() + body.told().size()).isEqualTo(1);
    }

    @Test
    void theSampleEventsAreReadLineByLine() throws Exception {
        Body body = new Body(getClass()
                .getResourceAsStream("/dev/outreachroutes/sample-events.jsonl")
                .readAllBytes());

        assertThat(body.events).hasSize(10);
        assertThat(body.told()).isEmpty();
        assertThat(body.events.get(6).memberships().get(0))
                .extracting(Membership::segmentId, Membership::status, Membership::lastQualificationTime)
                .containsExactly(
                        "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10", Status.REALIZED, Instant.parse("2022-05-17T02:41:50Z"));
    }

    /** A body and what the reader makes of it. */
    private static final class Body {

        private final List<ProfileEvent> events = new ArrayList<>();
        private final Faults faults = new Faults();

        Body(byte[] body) {
            new ProfileReader().read(body, faults, events::add);
        }

        List<String> told() {
            return faults.first().stream()
                    .map(fault -> fault.place() + ": " + fault.reason())
                    .toList();
        }

        ProfileEvent event() {
            assertThat(events).hasSize(1);
            return events.get(0);
        }
    }

    private static Body read(String body) {
        return new Body(body.getBytes(UTF_8));
    }

    private static String profile(int id) {
        return "{\"identityMap\": {\"oid\": [{\"id\": " + id + "}]}}";
    }

    private static List<String> ids(ProfileEvent event, String namespace) {
        return event.identities(namespace).stream().map(Identity::id).toList();
    }

    private static ProfileEvent event(String body) {
        Body read = read(body);
        assertThat(read.told()).isEmpty();
        return read.event();
    }

    private static Membership membership(String json) {
        return event("{\"segmentMembership\": {\"ups\": {\"s1\": " + json + "}}}")
                .memberships()
                .get(0);
    }
}
