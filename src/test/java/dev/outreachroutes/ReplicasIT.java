package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static dev.outreachroutes.RuntimeFixture.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Two replicas on one database and one topic. */
@ExtendWith(OutputCaptureExtension.class)
class ReplicasIT {

    /** Much shorter than a lease. */
    private static final Duration SOON = Duration.ofSeconds(40);

    /** As application.yaml has it. */
    private static final int CONSUMERS = 2;

    @Test
    void replicasShareTheWorkTheQuotaAndTheToken() {
        int quota = 100;
        int prospects = 240;
        Duration period = Duration.ofSeconds(4);
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox ->
                sandbox.createMissing(1, prospects).quota(quota, period).with(Knobs.LATENCY, Duration.ofMillis(50)))) {
            ConfigurableApplicationContext one =
                    fixture.with("DELIVERY_CONCURRENCY", 2).start();
            ConfigurableApplicationContext other = fixture.start();
            await(SOON).until(() -> fixture.topic().groupMembers(SALES) == 2 * CONSUMERS);
            for (int partition = 0; partition < 4; partition++) {
                fixture.topic().send(partition, Events.join(1 + 60 * partition, 60 + 60 * partition));
            }
            fixture.awaitRest(SALES, SOON);

            assertEachProspectGotOneRequest(fixture, prospects);
            assertThat(fixture.sandbox().log().count(429)).isZero();
            assertThat(fixture.sandbox().windows())
                    .hasSizeGreaterThan(2)
                    .allSatisfy(window -> assertThat(window.requests()).isLessThanOrEqualTo(quota));
            assertThat(fixture.sandbox().tokensIssued()).isEqualTo(1);
            assertThat(acknowledged(one)).isPositive();
            assertThat(acknowledged(other)).isPositive();
            assertThat(acknowledged(one) + acknowledged(other)).isEqualTo(prospects);
        }
    }

    @Test
    void aReplicaThatIsClosedGivesBackAtOnceWhatItHasNotSent() throws Exception {
        int prospects = 150;
        try (RuntimeFixture fixture = RuntimeFixture.create(
                sandbox -> sandbox.createMissing(1, prospects).with(Knobs.LATENCY, Duration.ofMillis(200)))) {
            ConfigurableApplicationContext one = fixture.start();
            ConfigurableApplicationContext other = fixture.start();
            other.getBean(CamelContext.class).getRouteController().stopRoute(SALES + ".delivery");
            fixture.topic().send(Events.join(1, prospects));
            fixture.topic().awaitIntake(SALES, SOON);
            await(SOON).until(() -> fixture.patches().size() > 30);
            one.close();

            assertThat(fixture.database().pending(SALES))
                    .as("closed in the middle")
                    .isGreaterThan(20);
            assertThat(fixture.database()
                            .jdbc()
                            .queryForObject("select count(*) from prospect where claim is not null", Integer.class))
                    .isZero();
            assertThat(fixture.database()
                            .jdbc()
                            .queryForObject(
                                    "select coalesce(sum(requests), 0) from quota_ledger where in_flight",
                                    Integer.class))
                    .as("requests that still count as under way")
                    .isZero();
            other.getBean(CamelContext.class).getRouteController().startRoute(SALES + ".delivery");
            fixture.awaitRest(SALES, SOON);
            assertEachProspectGotOneRequest(fixture, prospects);
        }
    }

    @Test
    void aReplicaThatIsStartedAgainWithItsNameHasItsPartitionsWithoutWaitingForTheEndOfASession() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 80))) {
            fixture.with("KAFKA_GROUP_INSTANCE_ID", "outreach-routes-0")
                    .edit(
                            "intake.camel.yaml",
                            routes -> routes.replace("sessionTimeoutMs: \"10000\"", "sessionTimeoutMs: \"60000\""));
            fixture.start();
            fixture.topic().send(0, Events.join(1, 10));
            fixture.awaitRest(SALES, SOON);
            // Members with names do not leave their group when they are closed: to Kafka this is like a kill.
            fixture.stop();
            assertThat(fixture.topic().groupMembers(SALES)).isEqualTo(CONSUMERS);

            fixture.start();
            for (int partition = 0; partition < 4; partition++) {
                fixture.topic().send(partition, Events.join(11 + 10 * partition, 20 + 10 * partition));
            }
            fixture.awaitRest(SALES, Duration.ofSeconds(20));
        }
    }

    @Test
    void aReplicaWithTheNameOfAnotherTakesItsPlaceAndTheOtherSaysSo(CapturedOutput output) {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 40))) {
            fixture.with("KAFKA_GROUP_INSTANCE_ID", "outreach-routes-0").start();
            await(SOON).until(() -> fixture.topic().groupMembers(SALES) == CONSUMERS);
            fixture.start();

            await(SOON).until(() -> output.getOut().contains("KAFKA_GROUP_INSTANCE_ID has to be different"));
            for (int partition = 0; partition < 4; partition++) {
                fixture.topic().send(partition, Events.join(1 + 10 * partition, 10 + 10 * partition));
            }
            fixture.awaitRest(SALES, SOON);
            assertEachProspectGotOneRequest(fixture, 40);
        }
    }

    private static void assertEachProspectGotOneRequest(RuntimeFixture fixture, int prospects) {
        assertThat(fixture.patches().stream()
                        .map(LoggedRequest::prospectId)
                        .sorted()
                        .toList())
                .isEqualTo(LongStream.rangeClosed(1, prospects).boxed().toList());
        for (long prospect = 1; prospect <= prospects; prospect++) {
            assertThat(fixture.sandbox().prospect(prospect)).containsEntry("custom4", "realized");
        }
    }

    private static double acknowledged(ConfigurableApplicationContext replica) {
        return count(replica, "outreach.deliveries", "outcome", "acknowledged");
    }
}
