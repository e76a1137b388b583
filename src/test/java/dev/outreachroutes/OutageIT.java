package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.sandbox.LocalBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Database and broker away for a while: nothing is skipped, and everything goes on by itself. */
class OutageIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONGEST_POLL_INTERVAL = Duration.ofSeconds(6);

    @Test
    void whileTheDatabaseIsAwayNothingIsCommittedAndAfterwardsEverythingIsFoldedAndDelivered() {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 1_000));
                Cable cable = Cable.to(fixture.database().url())) {
            CamelContext camel = fixture.with("DATABASE_URL", cable.url())
                    .with("spring.datasource.hikari.connection-timeout", 1_000)
                    .with("spring.datasource.hikari.data-source-properties.socketTimeout", 2)
                    .with("camel.component.kafka.max-poll-interval-ms", LONGEST_POLL_INTERVAL.toMillis())
                    .start()
                    .getBean(CamelContext.class);
            send(fixture, 0);
            fixture.awaitRest(SALES, SOON);
            var before = fixture.topic().committed(SALES);
            assertThat(before).hasSize(4);

            cable.cut();
            send(fixture, 1);
            await(SOON).until(() -> camel.getInflightRepository().size(SALES + ".intake") > 0);
            assertThat(fixture.topic().committed(SALES)).isEqualTo(before);
            cable.plug();
            fixture.awaitRest(SALES, SOON);
            assertDelivered(fixture, 2);

            before = fixture.topic().committed(SALES);
            cable.unplug();
            send(fixture, 2);
            await(SOON)
                    .alias("longer than the group waits for its member")
                    .until(() -> fixture.topic().groupMembers(SALES) == 0);
            assertThat(fixture.topic().committed(SALES)).isEqualTo(before);
            cable.plug();
            fixture.awaitRest(SALES, SOON);
            assertDelivered(fixture, 3);
            assertThat(fixture.database().deadLetters()).isZero();
        }
    }

    @Test
    void aReplicaStopsSoonWhileTheDatabaseIsAwayAndTheNextOneGoesOnWhereItStood() {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 1_000));
                Cable cable = Cable.to(fixture.database().url())) {
            CamelContext camel = start(fixture, cable);
            send(fixture, 0);
            fixture.awaitRest(SALES, SOON);
            var before = fixture.topic().committed(SALES);

            cable.cut();
            send(fixture, 1);
            await(SOON).until(() -> camel.getInflightRepository().size(SALES + ".intake") > 0);
            long start = System.nanoTime();
            fixture.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(fixture.topic().committed(SALES)).isEqualTo(before);

            cable.plug();
            fixture.start();
            fixture.awaitRest(SALES, SOON);
            assertDelivered(fixture, 2);
        }
    }

    @Test
    void whatCouldNotBeDoneBeforeStoppingIsNotPassedByTheOffsetsOfLaterBatches() {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 1_000))) {
            fixture.with("intake.batch-size", 10).start();
            RefusedDeadLetters refused = refusing(fixture);
            fixture.stop();
            assertThat(fixture.topic().committed(SALES)).isEmpty();

            refused.close();
            fixture.start();
            fixture.awaitRest(SALES, SOON);
            assertThat(fixture.database().deadLetters()).isEqualTo(1);
        }
    }

    @Test
    void aRouteThatWasSuspendedAndResumedWaitsForTheDatabaseAsBefore() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 1_000));
                Cable cable = Cable.to(fixture.database().url())) {
            CamelContext camel = start(fixture, cable);
            send(fixture, 0);
            fixture.awaitRest(SALES, SOON);
            camel.getRouteController().suspendRoute(SALES + ".intake");
            camel.getRouteController().resumeRoute(SALES + ".intake");

            cable.cut();
            send(fixture, 1);
            await(SOON)
                    .during(Duration.ofSeconds(3))
                    .until(() -> camel.getInflightRepository().size(SALES + ".intake") > 0);
            cable.plug();
            fixture.awaitRest(SALES, SOON);
            assertDelivered(fixture, 2);
        }
    }

    @Test
    void whatARouteGaveUpWhenItWasSuspendedComesAgainWhenItIsResumed() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 1_000))) {
            RouteController routes = fixture.with("intake.batch-size", 10)
                    .start()
                    .getBean(CamelContext.class)
                    .getRouteController();
            RefusedDeadLetters refused = refusing(fixture);
            routes.suspendRoute(SALES + ".intake");
            assertThat(fixture.topic().committed(SALES)).isEmpty();

            refused.close();
            routes.resumeRoute(SALES + ".intake");
            fixture.awaitRest(SALES, SOON);
            assertThat(fixture.database().deadLetters()).isEqualTo(1);
        }
    }

    @Test
    void aCommandThatCouldNotBeCarriedOutBeforeStoppingIsCarriedOutByTheNextReplica() {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> {});
                Cable cable = Cable.to(fixture.database().url())) {
            fixture.topic().createCommandsTopic();
            CamelContext camel = start(fixture, cable);
            fixture.topic().send(List.of("no JSON", "nor this"));
            await(SOON).until(() -> fixture.database().openDeadLetters().size() == 2);
            // Records that are read again open their letters again.
            fixture.awaitRest(SALES, SOON);
            cable.cut();
            fixture.database().openDeadLetters().forEach(letter -> fixture.topic()
                    .command("{\"discard\": " + letter + ", \"note\": \"gone\"}"));
            await(SOON).until(() -> camel.getInflightRepository().size("dead-letters.commands") > 0);
            fixture.stop();
            assertThat(fixture.database().openDeadLetters()).hasSize(2);

            cable.plug();
            fixture.start();
            await(SOON)
                    .until(() ->
                            fixture.topic().committed("dead-letter-commands").equals(Map.of(0, 2L)));
            assertThat(fixture.database().openDeadLetters()).isEmpty();
        }
    }

    @Test
    void aBrokerThatIsKilledAndComesBackLosesNothingAndNeedsNobody() {
        try (LocalBroker broker = LocalBroker.start(0);
                RuntimeFixture fixture = RuntimeFixture.create(broker, sandbox -> sandbox.createMissing(1, 1_000))) {
            fixture.start();
            send(fixture, 0);
            fixture.awaitRest(SALES, SOON);

            send(fixture, 1);
            broker.kill();
            broker.start();
            send(fixture, 2);
            fixture.awaitRest(SALES, SOON);
            assertDelivered(fixture, 3);
            assertThat(fixture.database().deadLetters()).isZero();
        }
    }

    /** A replica whose way to the database is the cable, and which does not wait long for it. */
    private static CamelContext start(RuntimeFixture fixture, Cable database) {
        return fixture.with("DATABASE_URL", database.url())
                .with("spring.datasource.hikari.connection-timeout", 1_000)
                .start()
                .getBean(CamelContext.class);
    }

    /** Twenty events to each of the four partitions, for prospects of their own in every round. */
    private static void send(RuntimeFixture fixture, int round) {
        for (int partition = 0; partition < 4; partition++) {
            int first = 1 + 80 * round + 20 * partition;
            fixture.topic().send(partition, Events.join(first, first + 19));
        }
    }

    /** The route waits at the first of several batches. */
    private static RefusedDeadLetters refusing(RuntimeFixture fixture) {
        RefusedDeadLetters refused = new RefusedDeadLetters(fixture.database().jdbc());
        List<String> events = new ArrayList<>(List.of("not JSON"));
        events.addAll(Events.join(1, 59));
        fixture.topic().send(events);
        refused.awaitAttempts(2);
        return refused;
    }

    private static void assertDelivered(RuntimeFixture fixture, int rounds) {
        for (long prospect = 1; prospect <= 80L * rounds; prospect++) {
            assertThat(fixture.sandbox().prospect(prospect)).containsEntry("custom4", "realized");
        }
    }

    /** Each read of such an answer is in time, so none of the HTTP client's time-outs is met. */
    @Test
    void anAnswerThatTricklesInIsGivenUpBeforeItsLeaseEnds() {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 2));
                Cable cable = Cable.to(fixture.sandbox().url())) {
            ConfigurableApplicationContext replica = fixture.with("OUTREACH_API_URL", cable.url())
                    .with("outreach.backlog.longest-request", "2s")
                    .with("outreach.backlog.settle-time", "1s")
                    .start();
            fixture.topic().send(Events.join(1, 1));
            fixture.awaitRest(SALES, SOON);
            cable.trickle();
            fixture.topic().send(Events.join(2, 2));

            await(SOON).until(() -> RuntimeFixture.count(replica, "outreach.deliveries", "outcome", "retry") == 1);
            assertThat(fixture.patches()).hasSize(2);
            cable.plug();
            fixture.awaitRest(SALES, SOON);
        }
    }
}
