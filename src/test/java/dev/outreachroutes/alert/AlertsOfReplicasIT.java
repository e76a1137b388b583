package dev.outreachroutes.alert;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.Events;
import dev.outreachroutes.RoutesFolder;
import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.alert.rule.Condition;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.monitor.ManagedDestination;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.reload.ReplicaVersions;
import dev.outreachroutes.sandbox.CustomField;
import dev.outreachroutes.sandbox.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Each condition is caused once, before two replicas: it reaches a webhook and a mailbox once, and once more when it is over. The order is that
 * in which their clock goes forward.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertsOfReplicasIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String NOBODY = "{\"identityMap\": {\"oid\": []}, \"segmentMembership\": {}}";
    private static final String APAC = "apac-sales";

    private static final String DESTINATIONS =
            """
            accounts:
              emea-ops:
                pace: 5000
              apac-ops:
                quota: { requests: 5, period: 1h }
            destinations:
              emea-sales:
                account: emea-ops
                identity: oid
                alerts:
                  { failure-rate: 20%, excluded-rate: 20%, oldest-pending: 30m, dead-letters: 5, paused: 30m, no-events: 3h, unread: 20 }
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 }
              apac-sales:
                account: apac-ops
                identity: apac
                alerts:
                  { failure-rate: 0%, excluded-rate: 0%, oldest-pending: 0h, dead-letters: 0, paused: 0h, no-events: 0h, unread: 0 }
                segments:
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { mapping-id: 5 }
            """;

    private static final AlertReceivers RECEIVERS = new AlertReceivers();
    private static final RunningClock CLOCK = new RunningClock();

    private static RuntimeFixture fixture;
    private static Path otherRoutes;
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext other;

    @BeforeAll
    static void start() throws IOException {
        fixture = RuntimeFixture.create(DESTINATIONS, sandbox -> sandbox.createMissing(1, 2_000)
                        .customField("custom4", CustomField.text("Hot"))
                        .customField("custom5", CustomField.text("Trial")))
                .with(CLOCK)
                .with("ALERT_WEBHOOK_URL", RECEIVERS.url("/hooks/secret"))
                .with("ALERT_MAIL_TO", "on-call@example.com, boss@example.com")
                .with("ALERT_MAIL_FROM", "outreach-routes@example.com")
                .with("ALERT_MAIL_HOST", "localhost")
                .with("ALERT_MAIL_PORT", RECEIVERS.smtpPort())
                .with("ALERT_MAIL_SECURITY", "none")
                .with("CONSOLE_URL", "https://outreach.example.com")
                .with("ALERT_EVERY", "500ms")
                // Longer than what a replica knows of the database is old.
                .with("outreach.alerts.lasting", "6s")
                .with("outreach.alerts.repeat", "0s")
                .with("outreach.alerts.rates-from", 10)
                .with("outreach.alerts.drain", "3h")
                .with("outreach.token.check", "1s")
                .with("outreach.token.mint-interval", "0s")
                .with("routes.reload.report", "500ms");
        fixture.without("OUTREACH_REFRESH_TOKEN")
                .with("OUTREACH_REFRESH_TOKEN_EMEA_OPS", fixture.sandbox().issueRefreshToken(1))
                .with("OUTREACH_REFRESH_TOKEN_APAC_OPS", fixture.sandbox().issueRefreshToken(2));
        one = fixture.with("REPLICA_NAME", "one").start();
        otherRoutes = Files.createTempDirectory("other-routes");
        RoutesFolder.copyTo(otherRoutes);
        Files.writeString(otherRoutes.resolve("destinations.yaml"), DESTINATIONS);
        fixture.with("REPLICA_NAME", "other");
        other = fixture.start("ROUTES_DIR", otherRoutes.toString());
        fixture.topic().send(Events.join(1, 10));
        fixture.awaitRest(SALES, SOON);
    }

    @AfterAll
    static void stop() {
        fixture.close();
        RECEIVERS.close();
    }

    @Test
    @Order(1)
    void filesThatCannotBeRunAndReplicasThatDiffer() throws Exception {
        Path file = fixture.routes().resolve("destinations.yaml");
        raised(
                "configuration-refused",
                "",
                () -> Files.writeString(file, DESTINATIONS.replace("mapping-id: 4", "mapping-id: 400")));
        cleared("configuration-refused", "", () -> Files.writeString(file, DESTINATIONS));

        raised("configuration-differs", "", () -> {
            Files.writeString(file, DESTINATIONS.replace("pace: 5000", "pace: 4000"));
            await(SOON)
                    .until(() -> one.getBean(Destinations.class)
                                    .named(SALES)
                                    .account()
                                    .pace()
                            == 4000);
            await(SOON)
                    .until(() -> one.getBean(ReplicaVersions.class).replicas().stream()
                                    .map(ReplicaVersions.Replica::version)
                                    .distinct()
                                    .count()
                            == 2);
            CLOCK.advance(Duration.ofMinutes(2));
        });
        cleared("configuration-differs", "", () -> Files.writeString(file, DESTINATIONS));
    }

    @Test
    @Order(2)
    void aMappingThatCannotWork() throws Exception {
        raised("mapping-blocked", SALES, () -> {
            fixture.sandbox().settings().customField("custom4", CustomField.picklist("Hot", "no"));
            check();
        });
        cleared("mapping-blocked", SALES, () -> {
            fixture.sandbox().settings().customField("custom4", CustomField.text("Hot"));
            check();
        });
    }

    private static void check() {
        one.getBean(AccountCheck.class)
                .check(one.getBean(Destinations.class).named(SALES).account());
    }

    @Test
    @Order(3)
    void aBudgetOfWhichMuchIsUsed() throws Exception {
        String budget = DESTINATIONS.replace(
                "pace: 5000", "pace: 5000\n    budget: { requests: CALLS, from: 2026-01-01, used-elsewhere: 1000 }");
        raised("budget-low", "emea-ops", () -> both(budget.replace("CALLS", "1100")));
        cleared("budget-low", "emea-ops", () -> both(budget.replace("CALLS", "100000")));
        both(DESTINATIONS);
    }

    private static void both(String destinations) throws IOException {
        Files.writeString(fixture.routes().resolve("destinations.yaml"), destinations);
        Files.writeString(otherRoutes.resolve("destinations.yaml"), destinations);
    }

    @Test
    @Order(4)
    void anIntakeThatIsStoppedAndLagsAndRecordsThatAreLost() throws Exception {
        raised("intake-stopped", SALES, () -> {
            switchRoutes(false, SALES + ".intake");
            fixture.topic().send(0, Events.join(101, 125));
        });
        raised("intake-lags", SALES, () -> {});
        raised("records-lost", SALES, () -> {
            try (Admin admin = Admin.create(
                    Map.of("bootstrap.servers", fixture.topic().broker().address()))) {
                TopicPartition partition = new TopicPartition(fixture.topic().name(), 0);
                long written = fixture.topic().written().get(0);
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(written - 2)))
                        .all()
                        .get();
            }
            switchRoutes(true, SALES + ".intake");
        });
        cleared("intake-stopped", SALES, () -> {});
        cleared("intake-lags", SALES, () -> {});
        cleared("records-lost", SALES, () -> CLOCK.advance(Duration.ofMinutes(61)));
    }

    @Test
    @Order(5)
    void aPauseThatLasts() throws Exception {
        raised("paused", SALES, () -> {
            destination(SALES).pause("fields are moved");
            CLOCK.advance(Duration.ofMinutes(31));
        });
        cleared("paused", SALES, () -> destination(SALES).resumed());
    }

    @Test
    @Order(6)
    void aProspectThatWaitsForLong() throws Exception {
        raised("oldest-pending", SALES, () -> {
            switchRoutes(false, SALES + ".delivery", SALES + ".bulk-delivery");
            fixture.topic().send(Events.join(201, 205));
            fixture.topic().awaitIntake(SALES, SOON);
            CLOCK.advance(Duration.ofMinutes(31));
        });
        cleared("oldest-pending", SALES, () -> switchRoutes(true, SALES + ".delivery", SALES + ".bulk-delivery"));
    }

    @Test
    @Order(7)
    void anHourInWhichMuchIsExcludedAndMuchFailsAndThenHoursInWhichNothingComes() throws Exception {
        raised("failure-rate", SALES, () -> {
            for (long prospect = 301; prospect <= 310; prospect++) {
                fixture.sandbox().answerAlways(prospect, Fault.answer(404, "{}"));
            }
            fixture.topic().send(Events.join(301, 310));
            fixture.topic().send(Collections.nCopies(15, NOBODY));
        });
        raised("dead-letters-grow", SALES, () -> {});
        raised("excluded-rate", SALES, () -> {});
        raised("no-events", SALES, () -> CLOCK.advance(Duration.ofHours(5)));
        cleared("failure-rate", SALES, () -> {});
        cleared("dead-letters-grow", SALES, () -> {});
        cleared("excluded-rate", SALES, () -> {});
        cleared("no-events", SALES, () -> fixture.topic().send(Events.join(401, 410)));
        fixture.awaitRest(SALES, SOON);
    }

    @Test
    @Order(8)
    void aQuotaThatIsUsedUpWhileMuchWaits() throws Exception {
        // From here on nothing comes for the other destination, and what comes is not for it, which have been alerts
        // already.
        both(DESTINATIONS.replace("no-events: 3h", "no-events: 0h").replace("excluded-rate: 20%", "excluded-rate: 0%"));
        await(SOON).until(() -> List.of(one, other).stream().allMatch(each -> each.getBean(Destinations.class)
                .named(SALES)
                .alerts()
                .noEvents()
                .isZero()));
        raised("quota-short", "apac-ops", () -> fixture.topic()
                .send(LongStream.rangeClosed(1_001, 1_040)
                        .mapToObj(prospect -> Events.event(prospect, Events.TRIAL, "realized", 0)
                                .replace("\"oid\"", "\"apac\""))
                        .toList()));
        cleared("quota-short", "apac-ops", () -> destination(APAC).pause("that is enough"));
    }

    @Test
    @Order(9)
    void anAccountThatHasToBeConnectedAgain() throws Exception {
        raised("reconnect-needed", "apac-ops", () -> {
            fixture.sandbox().revoke(2);
            CLOCK.advance(Duration.ofHours(2));
        });
        cleared("reconnect-needed", "apac-ops", () -> {
            Accounts accounts = one.getBean(Accounts.class);
            accounts.connect(
                    accounts.named("apac-ops").orElseThrow(),
                    grantNumber(),
                    new TokenAnswer.Tokens(
                            fixture.sandbox().issueAccessToken(2),
                            fixture.sandbox().issueRefreshToken(2),
                            Duration.ofHours(2),
                            Set.of()),
                    null,
                    "admin");
        });
    }

    private static long grantNumber() {
        return one.getBean(Connections.class).state("apac-ops").grantNumber();
    }

    @Test
    @Order(10)
    void aGrantThatEndsSoon() throws Exception {
        raised("grant-ends", "emea-ops", () -> {
            fixture.sandbox().nextTokenAnswers(Fault.times(100, Fault.serverError()));
            CLOCK.advance(Duration.ofDays(12));
        });
        cleared("grant-ends", "emea-ops", () -> {
            fixture.sandbox().clearFaults();
            CLOCK.advance(Duration.ofHours(1));
        });
    }

    /** Last, when all that was to be told has been. */
    @Test
    @Order(11)
    void everyConditionWasToldOnceByEachChannelWhenItWasRaisedAndWhenItWasOverAndNothingElseWas() {
        Map<String, Long> told = RECEIVERS.posted("/hooks/secret").stream()
                .collect(Collectors.groupingBy(AlertsOfReplicasIT::key, Collectors.counting()));
        Set<String> conditions = new TreeSet<>();
        for (Condition each : Condition.values()) {
            conditions.add(each.label());
        }
        Set<String> toldOf =
                told.keySet().stream().map(key -> key.split(" ")[1]).collect(Collectors.toCollection(TreeSet::new));
        assertThat(toldOf).isEqualTo(conditions);
        assertThat(told).allSatisfy((key, times) -> assertThat(times).as(key).isEqualTo(1));
        // The grants of both accounts were about to end.
        assertThat(told).hasSize(2 * (conditions.size() + 1));
        assertThat(RECEIVERS.mails()).as("to each of two people").hasSize(2 * told.size());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void raised(String condition, String subject, Work cause) throws Exception {
        cause.run();
        awaitTold("raised", condition, subject);
    }

    private static void cleared(String condition, String subject, Work cure) throws Exception {
        cure.run();
        awaitTold("cleared", condition, subject);
    }

    private static void awaitTold(String event, String condition, String subject) {
        String key = event + " " + condition + " " + subject;
        await(SOON).untilAsserted(() -> assertThat(RECEIVERS.posted("/hooks/secret"))
                .extracting(AlertsOfReplicasIT::key)
                .containsOnlyOnce(key));
        AlertReceivers.Posted posted = RECEIVERS.posted("/hooks/secret").stream()
                .filter(each -> key(each).equals(key))
                .findFirst()
                .orElseThrow();
        assertThat(posted.body().path("link").asText())
                .startsWith("https://outreach.example.com/actuator/hawtio/outreach/");
        await(SOON).untilAsserted(() -> assertThat(
                        mails("Alert " + posted.body().path("alert").asText() + ", " + condition + ", " + event))
                .as("to each of two people")
                .hasSize(2));
    }

    private static List<String> mails(String lastLine) {
        return RECEIVERS.mails().stream()
                .filter(each -> each.strip().endsWith(lastLine))
                .toList();
    }

    private static String key(AlertReceivers.Posted posted) {
        return posted.body().path("event").asText() + " "
                + posted.body().path("condition").asText() + " "
                + posted.body().path("subject").asText();
    }

    private static ManagedDestination destination(String name) {
        return one.getBean(ManagedDestinations.class).find(name).orElseThrow();
    }

    private static void switchRoutes(boolean on, String... routes) throws Exception {
        for (ConfigurableApplicationContext replica : List.of(one, other)) {
            for (String route : routes) {
                CamelContext camel = replica.getBean(CamelContext.class);
                if (on) {
                    camel.getRouteController().startRoute(route);
                } else {
                    camel.getRouteController().stopRoute(route);
                }
            }
        }
    }
}
