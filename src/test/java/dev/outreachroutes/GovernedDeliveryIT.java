package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a policy forbids is not sent, on real parts; the rest is. */
class GovernedDeliveryIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void aMappingThatAPolicyForbidsIsNotSentAndTheOthersAre() {
        try (RuntimeFixture fixture = RuntimeFixture.create(
                """
                labels: { person.last: [I1], person.first: [C3] }
                policies:
                  no-last-names: { action: exportToThirdParty, labels: [I1] }
                  another-action: { action: dataScience, labels: [C3] }
                accounts: { emea-ops: {} }
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    marketing-actions: [exportToThirdParty]
                    attributes: { firstName: person.first, lastName: person.last }
                    segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } }
                """,
                sandbox -> {})) {
            fixture.sandbox().addProspect(7, Map.of());
            fixture.start();
            fixture.topic()
                    .send(List.of(
                            """
                            {"identityMap": {"oid": [{"id": "7"}]}, "person": {"first": "Mira", "last": "Okafor"},
                             "segmentMembership": {"ups": {"%s": {"status": "realized"}}}}
                            """
                                    .formatted(Events.HOT)));
            fixture.topic().awaitIntake(SALES, SOON);
            RuntimeFixture.await(SOON).until(() -> !fixture.patches().isEmpty());

            assertThat(fixture.patches()).singleElement().satisfies(patch -> assertThat(patch.toString())
                    .contains("Mira", "custom4")
                    .doesNotContain("lastName"));
            assertThat(fixture.sandbox().prospect(7))
                    .containsEntry("firstName", "Mira")
                    .containsEntry("custom4", "realized");
            assertThat(fixture.sandbox().prospect(7).get("lastName")).isNull();
        }
    }
}
