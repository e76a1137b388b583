package dev.outreachroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.RoutesFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --profile} says what would be sent of a profile, and why not the rest. */
class ProfileTrialTest {

    private static final String DESTINATIONS =
            """
            labels: { person.name.lastName: [I1] }
            policies: { no-names: { action: exportToThirdParty, labels: [I1] } }
            destinations:
              sales:
                identity: oid
                marketing-actions: [exportToThirdParty]
                consent: [consents.marketing.email.val]
                attributes:
                  firstName: person.name.firstName
                  lastName: person.name.lastName
                  title: job.title
                  company: job.company
                  dateOfBirth: person.born
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot, mapping-id: 4 }
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { name: Trial, mapping-id: 5 }
            """;

    private static final String PROFILE =
            """
            {"identityMap": {"oid": [{"id": "48213"}, {"id": "48214"}]}, "loyalty": {"tier": "gold"},
             "person": {"name": {"firstName": "Mira", "lastName": "Okafor"}, "born": "yesterday"},
             "job": {"company": " "}, "consents": {"marketing": {"email": {"val": "y"}}},
             "segmentMembership": {"ups": {"3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10": {"status": "exited"},
                                           "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352": {"status": "realized"}}}}
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void copyRoutes() throws IOException {
        RoutesFolder.copyTo(directory);
        Files.writeString(directory.resolve("destinations.yaml"), DESTINATIONS);
    }

    @Test
    void everyMappedAttributeIsSentOrSaidWhyNot() throws IOException {
        assertThat(check(PROFILE)).isZero();

        assertThat(printed())
                .contains(
                        """
                        body, sales: to prospect 48213, 48214 would be sent
                          custom4 = "exited"  (segment Hot, exited)
                          firstName = "Mira"  (person.name.firstName)
                          not sent: dateOfBirth: wrong-type: The value at person.born is not a date written YYYY-MM-DD, which dateOfBirth cannot hold
                          not sent: company: not-in-profile: the value at job.company is empty, and empty ones change nothing here
                          not sent: custom5: not-in-profile: the profile has no membership of segment Trial
                          not sent: lastName: blocked: policy no-names forbids exportToThirdParty for data with I1 (person.name.lastName)
                          not sent: title: not-in-profile: the profile has no value at job.title
                          not mapped: segment c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352
                          not mapped: loyalty.tier
                        """)
                .as("the value of a blocked attribute is not shown")
                .doesNotContain("Okafor");
    }

    @Test
    void withoutConsentNothingIsSentAndWhatWasSentIsLeft() throws IOException {
        check(PROFILE.replace("\"val\": \"y\"", "\"val\": \"n\""));

        assertThat(printed())
                .contains(
                        """
                        body, sales: nothing would be sent
                          not sent: no-consent: The value at consents.marketing.email.val is none of those that allow
                        """)
                .contains("note: Where a status was sent before, custom4 gets \"exited\", custom5 gets \"exited\"")
                .doesNotContain("Mira");
    }

    @Test
    void aProfileWithoutAnOutreachIdIsExcludedWithThatReason() throws IOException {
        check(PROFILE.replace("\"oid\"", "\"email\""));

        assertThat(printed())
                .contains("nothing would be sent\n  not sent: no-outreach-id: The profile has no identity");
    }

    @Test
    void severalProfilesAndWhatCannotBeReadAreToldApart() throws IOException {
        assertThat(check(PROFILE.replace("\n", " ") + "\n{broken\n" + PROFILE.replace("\n", " ")))
                .isEqualTo(1);

        assertThat(printed())
                .contains(
                        "line 2 is not JSON",
                        "line 1, sales: to prospect",
                        "line 3, sales: to prospect",
                        ": 2 profiles");
    }

    @Test
    void theJsonFormSaysTheSame() throws IOException {
        check(PROFILE, "--format", "json");

        JsonNode outcome = new ObjectMapper().readTree(printed()).at("/profile/profiles/0/destinations/0");
        assertThat(outcome.path("destination").asText()).isEqualTo("sales");
        assertThat(outcome.path("prospects").toString()).isEqualTo("[48213,48214]");
        assertThat(outcome.at("/sent/0").toString())
                .isEqualTo(
                        "{\"attribute\":\"custom4\",\"value\":\"exited\",\"from\":\"segment Hot\",\"status\":\"exited\"}");
        assertThat(outcome.path("notSent")).anySatisfy(each -> {
            assertThat(each.path("attribute").asText()).isEqualTo("lastName");
            assertThat(each.path("reason").asText()).isEqualTo("blocked");
        });
        assertThat(outcome.path("notMapped").toString()).contains("loyalty.tier");
    }

    @Test
    void aFileThatIsNotThereOrCannotBeTriedIsNotLookedAt() throws IOException {
        assertThat(run("check", "--routes", directory.toString(), "--profile", "nowhere.json"))
                .isEqualTo(2);
        assertThat(printed()).contains("The file nowhere.json cannot be read");

        Files.writeString(directory.resolve("destinations.yaml"), "destinations: {}");
        assertThat(check(PROFILE)).isEqualTo(1);
        assertThat(printed()).contains("are not tried, because of the errors");
    }

    private int check(String profile, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("profile.json"), profile);
        return run(Stream.concat(
                        Stream.of("check", "--routes", directory.toString(), "--profile", file.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private int run(String... arguments) {
        return CommandLine.run(
                        arguments,
                        () -> TestSettings.with(Map.of("outreach.api-url", "https://api.outreach.io")),
                        new PrintStream(printed, true, StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
