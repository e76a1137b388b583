package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.account.check.CheckedAccount;
import dev.outreachroutes.command.CommandLineRun;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.outreach.field.FieldCatalogue.Source;
import dev.outreachroutes.outreach.field.MappingFinding;
import dev.outreachroutes.sandbox.CustomField;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The account's fields are looked at before a request is spent: what cannot work waits alone, and is sent when it is mended. */
class AccountCheckIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ACCOUNT = "emea-ops";
    private static final String VIP = "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352";

    private static final String DESTINATIONS =
            """
            accounts:
              emea-ops:
                pace: 5000
            destinations:
              emea-sales:
                account: emea-ops
                identity: oid
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot accounts, mapping-id: 4 }
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { name: Trial day 10, mapping-id: 5 }
                  c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352: { name: VIP, mapping-id: 6 }
            """;

    @Test
    void whatCannotWorkIsToldInOneReportCostsNoRequestAndArrivesWhenItIsMended() {
        try (RuntimeFixture fixture = RuntimeFixture.create(DESTINATIONS, sandbox -> sandbox.createMissing(1, 100)
                .customField("custom4", CustomField.typed("date", "Hot accounts"))
                .customField("custom5", CustomField.picklist("Trial day 10", "realized"))
                .customField("custom6", CustomField.text("Birthday present")))) {
            ConfigurableApplicationContext one = fixture.start();
            fixture.start();
            for (long prospect = 1; prospect <= 20; prospect++) {
                fixture.topic()
                        .send(List.of(
                                Events.joins(prospect),
                                Events.event(prospect, Events.TRIAL, "realized", 0),
                                Events.event(prospect, VIP, "realized", 0)));
            }
            fixture.topic().awaitIntake(SALES, SOON);

            await(SOON).untilAsserted(() -> assertThat(fixture.sandbox().prospect(20))
                    .containsEntry("custom6", "realized"));
            assertThat(fixture.patches()).allSatisfy(patch -> {
                assertThat(patch.status()).isEqualTo(200);
                assertThat(patch.body()).contains("custom6").doesNotContain("custom4", "custom5");
            });
            assertThat(asked(fixture, "/api/v2/types"))
                    .as("one of two replicas asks")
                    .isEqualTo(1);
            CheckedAccount checked = one.getBean(AccountCheck.class).of(ACCOUNT);
            assertThat(checked.findings())
                    .extracting(finding -> finding.attribute() + " " + finding.blocks())
                    .containsExactly("custom4 true", "custom5 true", "custom6 false");
            assertThat(gauge(one, "outreach.blocked.mappings")).isEqualTo(2);
            HealthIndicator health = one.getBean("accountCheckHealthIndicator", HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails().get(ACCOUNT).toString())
                    .contains("blocked: emea-sales custom4, emea-sales custom5", "doubtful: 1");
            assertThat(explain(one, 20)).contains("custom4 is blocked", "field of type date");
            commandTellsTheSame(fixture);

            fixture.sandbox()
                    .settings()
                    .customField("custom4", CustomField.text("Hot accounts"))
                    .customField("custom5", CustomField.picklist("Trial day 10", "realized", "exited"));
            assertThat(one.getBean(AccountCheck.class)
                            .check(one.getBean(Destinations.class).named(SALES).account())
                            .blocked())
                    .isEmpty();

            await(SOON).untilAsserted(() -> {
                for (long prospect = 1; prospect <= 20; prospect++) {
                    assertThat(fixture.sandbox().prospect(prospect))
                            .containsEntry("custom4", "realized")
                            .containsEntry("custom5", "realized");
                }
            });
            assertThat(fixture.patches())
                    .allSatisfy(patch -> assertThat(patch.status()).isEqualTo(200));
        }
    }

    /** Also without the scope, which the command's own token lacks. */
    private static void commandTellsTheSame(RuntimeFixture fixture) {
        long before = fixture.sandbox().tokensIssued();
        CommandLineRun run = CommandLineRun.of(
                Map.of(
                        "outreach.api-url",
                        fixture.sandbox().url(),
                        "OUTREACH_ACCESS_TOKEN",
                        fixture.sandbox().issueAccessToken(2, "prospects.read")),
                "check",
                "--account",
                "--routes",
                fixture.routes().toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.printed().lines())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "/destinations.yaml:9: error: destinations.emea-sales.segments." + Events.HOT,
                                "of type date"))
                .anySatisfy(line -> assertThat(line)
                        .contains("/destinations.yaml:10: error: ", "'exited' is not among its options"))
                .anySatisfy(line ->
                        assertThat(line).contains("/destinations.yaml:11: warning: ", "'Birthday present'", "'VIP'"))
                .anySatisfy(line ->
                        assertThat(line).contains("/destinations.yaml:6: error: ", "lacks the scope prospects.write"));
        assertThat(run.printed()).endsWith("3 errors, 1 warning" + System.lineSeparator());
        assertThat(fixture.sandbox().tokensIssued()).as("tokens").isLessThanOrEqualTo(before + 1);
    }

    @Test
    void withoutTheScopeNothingLeavesAndWithoutTypesTheLabelsAreCompared() {
        try (RuntimeFixture fixture = RuntimeFixture.create(DESTINATIONS, sandbox -> sandbox.createMissing(1, 100)
                .with(Knobs.TYPES, Knobs.TypesAnswer.FORBIDDEN)
                .customField("custom4", CustomField.typed("date", "Cold accounts"))
                .customField("custom5", CustomField.text("Trial day 10"))
                .customField("custom6", CustomField.text("VIP")))) {
            fixture.with("OUTREACH_REFRESH_TOKEN", fixture.sandbox().issueRefreshToken(3, "prospects.read"));
            ConfigurableApplicationContext replica = fixture.start();
            fixture.topic().send(List.of(Events.joins(1)));
            fixture.topic().awaitIntake(SALES, SOON);

            await(SOON).untilAsserted(() -> assertThat(
                            replica.getBean(AccountCheck.class).of(ACCOUNT).answeredAt())
                    .isNotNull());
            CheckedAccount checked = replica.getBean(AccountCheck.class).of(ACCOUNT);
            assertThat(checked.fields().source()).isEqualTo(Source.LABELS);
            assertThat(checked.problem()).contains("does not tell types (403");
            assertThat(checked.findings())
                    .extracting(MappingFinding::problem)
                    .anySatisfy(problem -> assertThat(problem).contains("lacks the scope prospects.write"))
                    .anySatisfy(problem -> assertThat(problem).contains("'Cold accounts'", "'Hot accounts'"));
            assertThat(checked.blocked())
                    .extracting(MappingFinding::attribute)
                    .containsExactly("custom4", "custom5", "custom6");
            assertThat(fixture.patches()).isEmpty();
            assertThat(gauge(replica, "outreach.blocked.prospects")).isEqualTo(1);
        }
    }

    private static String explain(ConfigurableApplicationContext replica, long prospect) {
        return replica.getBean(ManagedDestinations.class).all().stream()
                .map(destination -> destination.explain(prospect))
                .findFirst()
                .orElseThrow();
    }

    private static double gauge(ConfigurableApplicationContext replica, String name) {
        return replica.getBean(MeterRegistry.class)
                .get(name)
                .tag("destination", SALES)
                .gauge()
                .value();
    }

    private static long asked(RuntimeFixture fixture, String path) {
        return fixture.sandbox().log().requests().stream()
                .map(LoggedRequest::path)
                .filter(path::equals)
                .count();
    }
}
