package dev.outreachroutes.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.profile.Membership.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {

    private final ProfileReader reader = new ProfileReader();

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
                .containsExactly(
                        new Membership("s1", Status.REALIZED, Instant.parse("2026-03-05T11:02:19Z"), null),
                        new Membership("s2", Status.EXITED, null, null));
        assertThat(event.ids("Oid")).containsExactly("7", "8");
        assertThat(event.ids("ecid")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"segmentMembership\": null, \"identityMap\": null}",
                "{\"segmentMembership\": {}, \"identityMap\": {}}",
                "{\"segmentMembership\": {\"ups\": null}, \"identityMap\": {\"oid\": null}}",
            })
    void aProfileMayHaveNoMembershipsAndNoIdentities(String body) {
        assertThat(event(body).memberships()).isEmpty();
        assertThat(event(body).ids("oid")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"realized,REALIZED", "Realized,REALIZED", "existing,REALIZED", "EXISTING,REALIZED", "exited,EXITED"})
    void statusesAreReadInAnyCaseAndExistingIsRealized(String text, Status status) {
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
                "7 | /segmentMembership/ups/s1 is not an object",
                "null | /segmentMembership/ups/s1 is not an object",
                "{} | /segmentMembership/ups/s1/status is none of realized, exited and existing",
                "{\"status\": \"SECRET\"} | /segmentMembership/ups/s1/status is none of realized, exited and existing",
                "{\"status\": \"exited\", \"lastQualificationTime\": \"SECRET\"}"
                        + " | /segmentMembership/ups/s1/lastQualificationTime is no ISO 8601 time and no count of milliseconds",
                "{\"status\": \"exited\", \"lastQualificationTime\": 99999999999999999999}"
                        + " | /segmentMembership/ups/s1/lastQualificationTime is no ISO 8601 time and no count of milliseconds",
                "{\"status\": \"exited\", \"lastQualificationTime\": 1.5}"
                        + " | /segmentMembership/ups/s1/lastQualificationTime is no ISO 8601 time and no count of milliseconds",
            })
    void aMembershipThatCannotBeReadLeavesTheRestOfTheEvent(String membership, String problem) {
        ProfileEvent event = event("{\"segmentMembership\": {\"ups\": {\"s1\": " + membership
                + ", \"s2\": {\"status\": \"exited\"}}}, \"identityMap\": {\"oid\": [{\"id\": \"7\"}]}}");

        assertThat(event.memberships())
                .containsExactly(
                        new Membership("s1", null, null, problem), new Membership("s2", Status.EXITED, null, null));
        assertThat(event.ids("oid")).containsExactly("7");
    }

    @Test
    void aSingleIdentityNeedsNoList() {
        assertThat(event("{\"identityMap\": {\"oid\": {\"id\": \"7\"}}}").ids("oid"))
                .containsExactly("7");
    }

    @Test
    void identityNamespacesThatDifferInCaseAreOneInDocumentOrder() {
        assertThat(event("{\"identityMap\": {\"Oid\": [{\"id\": \"3\"}], \"oid\": [{\"id\": \"1\"}, {\"id\": \"2\"}]}}")
                        .ids("OID"))
                .containsExactly("3", "1", "2");
    }

    @Test
    void anIdentityWithoutAnIdKeepsItsPlaceAsAnEmptyOne() {
        assertThat(event("{\"identityMap\": {\"oid\": [{}, {\"id\": null}, {\"id\": [7]}, {\"id\": \"7\"}, 60000.0]}}")
                        .ids("oid"))
                .containsExactly("", "", "", "7", "60000.0");
    }

    @Test
    void ofTwoMembersWithTheSameNameTheLaterCounts() {
        assertThat(event("{\"identityMap\": {\"oid\": [{\"id\": \"1\"}], \"oid\": [{\"id\": \"2\"}]}}")
                        .ids("oid"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | body | is not a JSON object",
                "null | body | is not a JSON object",
                "\"SECRET\" | body | is not a JSON object",
                "{\"segmentMembership\": \"SECRET\"} | /segmentMembership | is not an object",
                "{\"segmentMembership\": []} | /segmentMembership | is not an object",
                "{\"segmentMembership\": {\"ups\": [\"SECRET\"]}} | /segmentMembership/ups | is not an object",
                "{\"identityMap\": [\"SECRET\"]} | /identityMap | is not an object",
                "{\"identityMap\": {\"o/i~d\": \"SECRET\"}} | /identityMap/o~1i~0d | is neither a list nor an object",
                "{\"identityMap\": {\"\\u0000\\ud800\": 7}} | /identityMap/?? | is neither a list nor an object",
                "[[]] | /0 | is not a JSON object",
                "{\"profiles\": [{\"identityMap\": 7}]} | /profiles/0/identityMap | is not an object",
            })
    void aStructuralFaultMakesTheDocumentUnreadableAtItsPlace(String body, String place, String reason) {
        assertThat(read(body)).containsExactly(new Unreadable(place, reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s, 5, %s]", "{\"profiles\": [%s, 5, %s]}", "%s\n5\n%s", "%s 5 %s"})
    void oneUnreadableDocumentLeavesItsNeighbours(String form) {
        List<Reading> readings = read(form.formatted(
                "{\"identityMap\": {\"oid\": [{\"id\": 1}]}}", "{\"identityMap\": {\"oid\": [{\"id\": 2}]}}"));

        assertThat(readings).hasSize(3);
        assertThat(((ProfileEvent) readings.get(0)).ids("oid")).containsExactly("1");
        assertThat(readings.get(1)).isInstanceOf(Unreadable.class);
        assertThat(((ProfileEvent) readings.get(2)).ids("oid")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SECRET", "{\"a\": ", "{\"a\": \"SECRET", "}", "{\"a\": 1} SECRET", "{\"a\": 1}}", "\"\\uZZZZ\""
            })
    void aDamagedLineLeavesTheOtherLines(String damaged) {
        List<Reading> readings = read("{\"n\": 1}\n" + damaged + "\n\n{\"n\": 2}\r\n{\"n\": 3}\n");

        assertThat(readings.stream().filter(ProfileEvent.class::isInstance))
                .hasSize(damaged.startsWith("{\"a\": 1}") ? 4 : 3);
        assertThat(unreadables(readings)).singleElement().satisfies(unreadable -> {
            assertThat(unreadable.place()).isEqualTo("line 2");
            assertThat(unreadable.reason()).doesNotContain("SECRET");
        });
    }

    @Test
    void theFirstLineMayBeTheDamagedOne() {
        assertThat(read("{\"a\": \n{\"n\": 2}\n{\"n\": 3}"))
                .extracting(reading -> reading instanceof Unreadable unreadable ? unreadable.place() : "event")
                .containsExactly("line 1", "event", "event");
    }

    @Test
    void aDamagedDocumentOverSeveralLinesIsOneUnreadable() {
        assertThat(read("{\n  \"identityMap\": {\n    \"oid\": [\n      {\"id\": 7}\n    ],,\n  }\n}"))
                .containsExactly(new Unreadable("body", "is not JSON in line 5, near column 7"));
    }

    @Test
    void documentsOverSeveralLinesBeforeADamagedLineAreRead() {
        List<Reading> readings = read("{\n  \"n\": 1\n}\n{\"n\": 2}\noops\n{\"n\": 3}");

        assertThat(readings).hasSize(4);
        assertThat(unreadables(readings)).extracting(Unreadable::place).containsExactly("line 5");
    }

    @Test
    void placesOfSeveralDocumentsBeginWithTheLine() {
        assertThat(read("{\"n\": 1}\n{\"segmentMembership\": 5}"))
                .contains(new Unreadable("line 2/segmentMembership", "is not an object"));
    }

    @Test
    void aTruncatedBodySaysSo() {
        assertThat(read("[{\"n\": 1}, {\"n\": "))
                .containsExactly(new Unreadable("body", "ends in the middle of a JSON value"));
    }

    @Test
    void aListThatIsNotJsonIsRefusedWhole() {
        assertThat(read("[{\"n\": 1}, {\"n\": SECRET}]"))
                .containsExactly(new Unreadable("body", "is not JSON in line 1, near column 18"));
    }

    @Test
    void anEmptyListHasNoDocuments() {
        assertThat(read("[]")).isEmpty();
        assertThat(read("{\"profiles\": []}")).isEmpty();
    }

    @Test
    void aProfileMayHaveAnAttributeNamedProfiles() {
        assertThat(event("{\"profiles\": [1], \"identityMap\": {\"oid\": [{\"id\": 7}]}}")
                        .ids("oid"))
                .containsExactly("7");
    }

    @Test
    void anAbsentOrBlankBodyIsUnreadable() {
        assertThat(reader.read(null)).containsExactly(new Unreadable("body", "is absent"));
        assertThat(read("")).containsExactly(new Unreadable("body", "is empty"));
        assertThat(read("\uFEFF")).containsExactly(new Unreadable("body", "is empty"));
        assertThat(read(" \r\n\t")).containsExactly(new Unreadable("body", "is empty"));
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(event("\uFEFF{\"identityMap\": {\"oid\": [{\"id\": 7}]}}").ids("oid"))
                .containsExactly("7");
    }

    @Test
    void bytesThatAreNotUtf8AreUnreadable() {
        assertThat(reader.read("{\"name\": \"Tomás\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly(new Unreadable("body", "is not UTF-8 in line 1"));
        assertThat(reader.read("{\n\"name\":\n\"Tomás\"\n}".getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly(new Unreadable("body", "is not UTF-8 in line 3"));
        assertThat(reader.read("{}".getBytes(StandardCharsets.UTF_16LE))).hasOnlyElementsOfType(Unreadable.class);
    }

    @Test
    void aLineThatIsNotUtf8LeavesTheOtherLines() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Stream.of("{\"name\": \"Tomás\"}\n".getBytes(UTF_8), new byte[] {'{', '"', (byte) 0xC3, '"', '}', '\n'})
                .forEach(body::writeBytes);
        body.writeBytes("{\"name\": \"Jun\"}".getBytes(UTF_8));

        List<Reading> readings = reader.read(body.toByteArray());

        assertThat(readings).hasSize(3);
        assertThat(((ProfileEvent) readings.get(0)).attribute("name").asText()).isEqualTo("Tomás");
        assertThat(readings.get(1)).isEqualTo(new Unreadable("line 2", "is not UTF-8 in line 2"));
        assertThat(((ProfileEvent) readings.get(2)).attribute("name").asText()).isEqualTo("Jun");
    }

    @Test
    void bombsAreRefusedWithoutTheirContent() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String longText = "{\"a\": \"" + "SECRET".repeat(200_000) + "\"}";
        String longName = "{\"" + "SECRET".repeat(200) + "\": 1}";
        String longNumber = "{\"a\": " + "9".repeat(200) + "}";
        String manyTokens = "5 ".repeat(1_100_000);

        assertThat(List.of(deep, longText, longName, longNumber)).allSatisfy(bomb -> assertThat(read(bomb))
                .singleElement()
                .isInstanceOfSatisfying(Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .startsWith("is larger than this reader allows")
                        .doesNotContain("SECRET")));
        assertThat(unreadables(read(manyTokens))).last().satisfies(unreadable -> assertThat(unreadable.reason())
                .startsWith("is larger than this reader allows"));
        assertThat(reader.read(new byte[ProfileReader.LARGEST_BODY + 1]))
                .containsExactly(new Unreadable("body", "is larger than 8388608 bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e2147483648", "-1e-99999999999", "1e999999999", "1e-2147483647"})
    void numbersBeyondAllBoundsNeverThrow(String number) {
        assertThat(read("{\"a\": " + number + ", \"identityMap\": {\"oid\": [" + number + "]}}"))
                .hasSize(1);
    }

    @Test
    void theSampleEventsAreReadLineByLine() throws Exception {
        List<Reading> readings = reader.read(getClass()
                .getResourceAsStream("/dev/outreachroutes/sample-events.jsonl")
                .readAllBytes());

        assertThat(readings).hasSize(10).hasOnlyElementsOfType(ProfileEvent.class);
        assertThat(((ProfileEvent) readings.get(6)).memberships().get(0))
                .isEqualTo(new Membership(
                        "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10",
                        Status.REALIZED,
                        Instant.parse("2022-05-17T02:41:50Z"),
                        null));
    }

    private List<Reading> read(String body) {
        return reader.read(body.getBytes(UTF_8));
    }

    private ProfileEvent event(String body) {
        List<Reading> readings = read(body);
        assertThat(readings).singleElement().isInstanceOf(ProfileEvent.class);
        return (ProfileEvent) readings.get(0);
    }

    private Membership membership(String json) {
        return event("{\"segmentMembership\": {\"ups\": {\"s1\": " + json + "}}}")
                .memberships()
                .get(0);
    }

    private static List<Unreadable> unreadables(List<Reading> readings) {
        return readings.stream()
                .filter(Unreadable.class::isInstance)
                .map(Unreadable.class::cast)
                .toList();
    }
}
