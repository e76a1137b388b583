package dev.outreachroutes.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others put around profiles, and how they spell them. */
class EnvelopesTest {

    private static final String PROFILE =
            """
            {"identityMap": {"oid": [{"id": "7"}]}, "person": {"name": {"firstName": "Ada"}},
             "segmentMembership": {"ups": {"s1": {"status": "exited", "lastQualificationTime": "2026-05-01T10:00:00Z"}}}}
            """;
    private static final String TEXT = PROFILE.replace("\n", " ").replace("\"", "\\\"");

    private final List<ProfileEvent> events = new ArrayList<>();
    private final Faults faults = new Faults();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\": {\"type\": \"struct\", \"optional\": false}, \"payload\": %s}",
                "{\"schema\": null, \"payload\": %s}",
                "{\"schema\": {\"type\": \"string\"}, \"payload\": \"%t\"}",
                "{\"schema\": {}, \"payload\": [%s]}",
                "{\"header\": {\"source\": \"x\"}, \"body\": {\"xdmMeta\": {}, \"xdmEntity\": %s}}",
                "{\"xdmEntity\": %s}",
                "{\"specversion\": \"1.0\", \"id\": \"1\", \"type\": \"t\", \"source\": \"s\", \"data\": %s}",
                "{\"specversion\": \"1.0\", \"id\": \"1\", \"type\": \"t\", \"source\": \"s\", \"data\": \"%t\"}",
                "{\"specversion\": \"1.0\", \"id\": \"1\", \"type\": \"t\", \"source\": \"s\", \"data_base64\": \"%b\"}",
                "[{\"specversion\": \"1.0\", \"id\": \"1\", \"type\": \"t\", \"source\": \"s\", \"data\": {\"profiles\": [%s]}}]",
                "{\"schema\": {}, \"payload\": {\"specversion\": \"1.0\", \"type\": \"t\", \"source\": \"s\", \"data\": {\"xdmEntity\": %s}}}",
            })
    void aProfileIsTakenOutOfItsEnvelopes(String envelope) {
        read(envelope.replace("%s", PROFILE)
                .replace("%t", TEXT)
                .replace("%b", Base64.getEncoder().encodeToString(PROFILE.getBytes(UTF_8))));

        assertThat(told()).isEmpty();
        assertThat(events).singleElement().satisfies(EnvelopesTest::isTheProfile);
    }

    @Test
    void aBatchOfCloudEventsIsReadOneByOneAndEachIsDatedByItsTime() {
        read("[" + cloudEvent("\"2026-05-01T10:00:00Z\"") + "," + cloudEvent("null") + "," + cloudEvent("\"SECRET\"")
                + "," + cloudEvent("1777629600") + "]");

        assertThat(events)
                .extracting(ProfileEvent::time)
                .containsExactly(
                        Instant.parse("2026-05-01T10:00:00Z"), null, null, Instant.ofEpochSecond(1_777_629_600));
        assertThat(told()).containsExactly("/2/time: is no date and time; the event counts as of its record's time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"identities\": [{\"type\": \"Oid\", \"id\": \"7\"}, {\"type\": \"email\", \"id\": \"SECRET\"}], %s}",
                "{\"profiles\": [{\"identities\": [{\"type\": \"oid\", \"id\": 7}], %s}]}",
                "{\"identityMap\": {\"oid\": [{\"id\": \"7\"}]}, %s}",
            })
    void whatTheDestinationSdksDefaultTemplateMakesIsRead(String body) {
        read(body.replace(
                "%s",
                "\"firstName\": \"Ada\", \"AdobeExperiencePlatformSegments\": {\"add\": [\"3F6C2B1E-8D47-4A9E-B0C5-71E2D94F6A10\", 4],"
                        + " \"remove\": [\"s2\"]}"));

        assertThat(told()).isEmpty();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).identities("oid")).extracting(Identity::id).containsExactly("7");
        assertThat(events.get(0).attribute("firstName").asText()).isEqualTo("Ada");
        assertThat(events.get(0).memberships())
                .extracting(Membership::segmentId, Membership::status, Membership::lastQualificationTime)
                .containsExactly(
                        tuple("3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10", Status.REALIZED, null),
                        tuple("4", Status.REALIZED, null),
                        tuple("s2", Status.EXITED, null));
    }

    @Test
    void anIdentityOfTheSdkWithoutANamespaceIsAFaultAndTheOthersAreRead() {
        read("{\"identities\": [{\"id\": \"SECRET\"}, {\"type\": \"oid\", \"id\": \"7\"}, {\"type\": \"oid\"}]}");

        assertThat(told()).containsExactly("/identities/0: has no type, which would be its namespace");
        assertThat(events.get(0).identities("oid")).extracting(Identity::id).containsExactly("7", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"xdm:identityMap\": {\"oid\": [{\"xdm:id\": \"7\"}]}, \"xdm:person\": {\"xdm:name\": {\"xdm:firstName\": \"Ada\"}},"
                        + " \"xdm:segmentMembership\": {\"ups\": {\"s1\": {\"xdm:status\": \"exited\", \"xdm:lastQualificationTime\": \"2026-05-01T10:00:00Z\"}}}}",
                "{\"IdentityMap\": {\"oid\": [{\"Id\": \"7\"}]}, \"Person\": {\"Name\": {\"FirstName\": \"Ada\"}},"
                        + " \"SegmentMembership\": {\"ups\": {\"s1\": {\"Status\": \"exited\", \"LastQualificationTime\": \"2026-05-01T10:00:00Z\"}}}}",
                "{\"identity_map\": {\"oid\": [{\"id\": \"7\"}]}, \"person\": {\"name\": {\"first_name\": \"Ada\"}},"
                        + " \"segment_membership\": {\"ups\": {\"s1\": {\"status\": \"exited\", \"last_qualification_time\": \"2026-05-01T10:00:00Z\"}}}}",
                "{\"identitymap\": {\"oid\": [{\"id\": \"7\"}]}, \"person\": {\"name\": {\"firstname\": \"Ada\"}},"
                        + " \"segmentmembership\": {\"ups\": {\"s1\": {\"status\": \"exited\", \"lastqualificationtime\": \"2026-05-01T10:00:00Z\"}}}}",
            })
    void namesInAnotherSpellingAreReadAndSoAreTheAttributesBesideThem(String body) {
        read(body);

        assertThat(told()).isEmpty();
        assertThat(events).singleElement().satisfies(EnvelopesTest::isTheProfile);
    }

    @Test
    void ofTwoSpellingsAdobesOwnCounts() {
        read("{\"IdentityMap\": {\"oid\": \"1\"}, \"identityMap\": {\"oid\": \"2\"}, \"segment_membership\": {}}");

        assertThat(events.get(0).identities("oid")).extracting(Identity::id).containsExactly("2");
    }

    @Test
    void anAttributeInAnotherSpellingIsNotMistakenForTheOneInAnOrdinaryExport() {
        read("{\"identityMap\": {\"oid\": \"1\"}, \"Person\": \"x\"}");

        assertThat(events.get(0).attribute("person").isMissingNode()).isTrue();
    }

    @Test
    void aProfileWithMembersLikeAnEnvelopesIsAProfile() {
        read(
                "{\"identityMap\": {\"oid\": \"1\"}, \"schema\": {}, \"payload\": {}, \"xdmEntity\": {}, \"specversion\": \"1.0\","
                        + " \"type\": \"t\", \"source\": \"s\", \"data\": {}}");

        assertThat(told()).isEmpty();
        assertThat(events.get(0).identities("oid")).extracting(Identity::id).containsExactly("1");
    }

    @Test
    @Timeout(60)
    void envelopesInEnvelopesEndSomewhere() {
        read("{\"profiles\": [".repeat(40) + "5" + "]}".repeat(40));
        assertThat(told()).hasSize(1);
        read("{\"schema\": 0, \"payload\": ".repeat(90) + "5" + "}".repeat(90));
        assertThat(told()).hasSize(2);
        String text = "{}";
        for (int i = 0; i < 14; i++) {
            text = "{\"schema\": 0, \"payload\": \""
                    + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
        }
        read(text);
        assertThat(told())
                .hasSize(3)
                .last()
                .asString()
                .endsWith("has neither identityMap nor segmentMembership, but schema, payload");
        assertThat(events).isEmpty();
    }

    private static void isTheProfile(ProfileEvent event) {
        assertThat(event.identities("oid")).extracting(Identity::id).containsExactly("7");
        assertThat(event.attribute("person.name.firstName").asText()).isEqualTo("Ada");
        assertThat(event.memberships())
                .extracting(Membership::segmentId, Membership::status, Membership::lastQualificationTime)
                .containsExactly(tuple("s1", Status.EXITED, Instant.parse("2026-05-01T10:00:00Z")));
    }

    private static String cloudEvent(String time) {
        return "{\"specversion\": \"1.0\", \"type\": \"t\", \"source\": \"s\", \"time\": " + time + ", \"data\": "
                + PROFILE + "}";
    }

    private void read(String body) {
        new ProfileReader().read(body.getBytes(UTF_8), faults, events::add);
    }

    private List<String> told() {
        return faults.first().stream()
                .map(fault -> fault.place() + ": " + fault.reason())
                .toList();
    }
}
