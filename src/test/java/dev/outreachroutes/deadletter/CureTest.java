package dev.outreachroutes.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.profile.Fault;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CureTest {

    private static final Destination SALES = new Destination(
            "emea-sales",
            "",
            new Account("emea-ops", Quota.DOCUMENTED, 100),
            "oid",
            Map.of("firstName", AttributeMapping.of("person.name.firstName")),
            Map.of("3f6c", new Segment("3f6c", "Hot accounts EMEA", 4)),
            Destination.NullValues.IGNORE);

    @Test
    void anUnknownCustomFieldNamesTheSegmentAndItsMappingId() {
        assertThat(cure(422, "validationError at /data/attributes/custom4: Custom4 is invalid.", "custom4"))
                .contains("'Hot accounts EMEA' (3f6c, mapping ID 4)")
                .contains("custom field 4 of prospects")
                .contains("\"realized\" and \"exited\"")
                .contains("replay this letter");
    }

    @Test
    void aMappedAttributeNamesItsPathAndWhatOutreachDocuments() {
        assertThat(cure(400, "Bad request", "firstName"))
                .contains("firstName comes from person.name.firstName")
                .contains("text");
    }

    @Test
    void anAttributeThatIsNotMappedAnyMoreIsSaidToBeSo() {
        assertThat(cure(422, "", "custom99")).contains("custom99 is not mapped by emea-sales any more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            422 | Contacts email hash has already been taken.                            | Merge the two prospects
            422 | validationDuplicateValueError: A Contact with this email_hash already exists. | Merge the two prospects
            422 | Contacts contact is using an excluded email address.                  | settings in Outreach exclude
            422 | validationError opted_out_of_email at /data: Prospect opted out of email. | has opted out
            422 | validationDataTooLongError: Data provided is too long.                | longer than the field takes
            422 | validationError: First name is invalid.                               | does not exist, is read-only, or holds another type
            404 | resourceNotFound: Could not find 'prospect' with ID '1'.              | deleted or merged into another, the OutreachId in the profile is wrong
            403 | unauthorizedRequest                                                   | Give the user the right in Outreach
            409 | conflict                                                              | Resolve that in Outreach
            413 | too large                                                             | too large for Outreach
            415 | unsupportedMediaType                                                  | Outreach refuses the change
            """)
    void everyAnswerOfOutreachHasItsCure(int status, String error, String cure) {
        assertThat(cure(status, error, "firstName")).contains(cure);
    }

    @Test
    void anEventThatCannotBeReadIsToBeCorrectedAtItsSource() {
        assertThat(String.join("\n", Cure.of(unreadable(10), Optional.of(SALES))))
                .contains("Correct it where it is made");
        assertThat(String.join("\n", Cure.of(unreadable(0), Optional.of(SALES))))
                .contains("tombstone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no-value         | It asks for nothing
            no-json          | Look at the serializer
            frame            | Avro and Protobuf are not
            json-in-a-text   | made JSON twice
            connect-envelope | the payload is no profile
            sdk-template     | template of Adobe's Destination SDK
            pipeline-message | body.xdmEntity
            cloud-event      | its data is no profile
            spelling         | replay this letter
            no-profile       | neither an identityMap nor a segmentMembership
            shape            | where Adobe's exports have an object
            status           | realized or exited
            time             | ISO 8601
            identity         | An identity is an object with an id
            many-identities  | No person is so many prospects
            """)
    void everyKindOfFaultHasItsCure(String kind, String cure) {
        List<String> steps = Cure.of(unreadable(10, List.of(kind)), Optional.of(SALES));

        assertThat(steps.get(0)).contains(cure);
        assertThat(steps).hasSize(3).element(1).asString().contains("Correct it where it is made");
    }

    @Test
    void noKindOfFaultIsForgottenHereAndEachIsToldOnce() {
        List<String> kinds =
                Arrays.stream(Fault.Kind.values()).map(Fault.Kind::label).toList();
        List<String> twice = Stream.concat(kinds.stream(), kinds.stream()).toList();

        assertThat(Cure.of(unreadable(10, twice), Optional.of(SALES)))
                .doesNotHaveDuplicates()
                .hasSize(kinds.size() + 2);
    }

    @Test
    void aChangeThatFailedTooOftenWaitsForOutreachToBeWell() {
        assertThat(String.join("\n", Cure.of(change("attempts-exhausted", null, null, "custom4"), Optional.of(SALES))))
                .contains("status page")
                .contains("replay this letter");
    }

    @Test
    void whatFailedHereIsNotOutreachsFault() {
        DeadLetter.Source source = new DeadLetter.Source("segment-events", 0, 7, Instant.EPOCH, null);
        assertThat(String.join(
                        "\n",
                        Cure.of(
                                letter("failed", source, List.of(), null, null, null, List.of(), 10),
                                Optional.of(SALES))))
                .contains("This record failed here", "SQLSTATE", "read and folded with its own time");
        assertThat(String.join(
                        "\n",
                        Cure.of(letter("failed", null, List.of(), 1L, null, null, List.of(), 10), Optional.of(SALES))))
                .contains("What is kept of this prospect failed here")
                .contains("replay this letter");
    }

    @Test
    void whatIsOfADestinationThatIsGoneCanOnlyBeDiscarded() {
        assertThat(String.join("\n", Cure.of(change("rejected", 422, "", "custom4"), Optional.empty())))
                .contains("no destination emea-sales")
                .contains("Discard");
    }

    private static String cure(int status, String error, String attribute) {
        return String.join("\n", Cure.of(change("rejected", status, error, attribute), Optional.of(SALES)));
    }

    private static KeptDeadLetter change(String reason, Integer status, String error, String attribute) {
        return letter(reason, null, List.of(), 1L, status, error, List.of(attribute), 10);
    }

    private static KeptDeadLetter unreadable(int bytes) {
        return unreadable(bytes, List.of());
    }

    private static KeptDeadLetter unreadable(int bytes, List<String> kinds) {
        DeadLetter.Source source = new DeadLetter.Source("segment-events", 0, 7, Instant.EPOCH, null);
        List<DeadLetter.Place> places = kinds.stream()
                .map(kind -> new DeadLetter.Place("body", kind, "reason"))
                .toList();
        return letter("unreadable", source, places, null, null, null, List.of(), bytes);
    }

    private static KeptDeadLetter letter(
            String reason,
            DeadLetter.Source source,
            List<DeadLetter.Place> places,
            Long prospect,
            Integer status,
            String error,
            List<String> attributes,
            int bytes) {
        return new KeptDeadLetter(
                1,
                Instant.EPOCH,
                "emea-sales",
                reason,
                "detail",
                source,
                places,
                0,
                prospect,
                status,
                error,
                attributes,
                bytes,
                DeadLetterState.OPEN,
                null,
                null,
                null,
                null,
                null);
    }
}
