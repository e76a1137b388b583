package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.count;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What consent does to what Outreach has, on real parts. */
class ConsentIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void whoWithdrawsConsentLeavesTheSegmentsAndWhoGivesItAgainIsBackInThem() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(
                        """
                        accounts: { emea-ops: {} }
                        destinations:
                          emea-sales:
                            account: emea-ops
                            identity: oid
                            consent: [consents.marketing.email.val]
                            attributes: { title: job }
                            segments:
                              3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 }
                              a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { mapping-id: 5, consent: [consents.share.val] }
                        """,
                        sandbox -> {})
                .with("spring.jmx.enabled", true)) {
            List.of(7L, 8L, 9L).forEach(id -> fixture.sandbox().addProspect(id, Map.of()));
            ConfigurableApplicationContext replica = fixture.start();

            send(fixture, event(7, "CEO", "y", "y"), event(8, "CEO", "y", "n"), event(9, "CEO", "n", "y"));
            assertThat(fixture.sandbox().prospect(7))
                    .containsEntry("custom4", "realized")
                    .containsEntry("custom5", "realized")
                    .containsEntry("title", "CEO");
            assertThat(fixture.sandbox().prospect(8)).containsEntry("custom4", "realized");
            assertThat(fixture.sandbox().prospect(8).get("custom5")).isNull();
            assertThat(fixture.sandbox().prospect(9).get("title")).isNull();
            assertThat(fixture.patches()).hasSize(2);
            assertThat(count(replica, "outreach.excluded", "reason", "no-consent"))
                    .isEqualTo(2);

            send(fixture, event(7, "CFO", "n", "y"));
            assertThat(fixture.sandbox().prospect(7))
                    .containsEntry("custom4", "exited")
                    .containsEntry("custom5", "exited")
                    .containsEntry("title", "CEO");
            assertThat(explain(7))
                    .contains("Nothing waits")
                    .contains("Excluded: no-consent.")
                    .contains("Consent is withheld, as a record written")
                    .doesNotContain("CFO");

            send(fixture, event(7, "CTO", "y", "n"));
            assertThat(fixture.sandbox().prospect(7))
                    .containsEntry("custom4", "realized")
                    .containsEntry("custom5", "exited")
                    .containsEntry("title", "CTO");
            assertThat(explain(9)).startsWith("Nothing waits, and nothing is desired of it. Consent is withheld");
            assertThat(fixture.database().deadLetters()).isZero();
        }
    }

    /** The qualification is the same in each event, as it is in Adobe's exports while a profile stays in a segment. */
    private static String event(long prospect, String title, String email, String share) {
        return """
                {"identityMap": {"oid": [{"id": "%d"}]}, "job": "%s",
                 "consents": {"marketing": {"email": {"val": "%s"}}, "share": {"val": "%s"}},
                 "segmentMembership": {"ups": {
                   "%s": {"status": "realized", "lastQualificationTime": "2026-03-01T00:00:00Z"},
                   "%s": {"status": "realized", "lastQualificationTime": "2026-03-01T00:00:00Z"}}}}
                """
                .formatted(prospect, title, email, share, Events.HOT, Events.TRIAL)
                .replace("\n", " ");
    }

    private static void send(RuntimeFixture fixture, String... events) {
        fixture.topic().send(0, List.of(events));
        fixture.awaitRest(SALES, SOON);
    }

    private static String explain(long prospect) throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("dev.outreachroutes:type=Destination,name=" + SALES),
                        "explain",
                        new Object[] {prospect},
                        new String[] {long.class.getName()});
    }
}
